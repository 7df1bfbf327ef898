"""Says what a judged series says: one sentence, and the description of its picture.

Both take from `Facts`, as the labels of the chart do: strings that were rounded once, so that sentence,
label and description cannot differ. How few children change the words is decided in `small_numbers.py`,
how time is said in `words_of_time.py`.
"""

from dataclasses import dataclass
from decimal import Decimal

from stonechat.analysis import small_numbers
from stonechat.analysis.judged import (
    Assurance,
    Chart,
    Event,
    EventKind,
    Judged,
    JudgedPoint,
    Rule,
    Side,
    Signal,
    Step,
    Variation,
)
from stonechat.analysis.levels import levels_of
from stonechat.analysis.series import Point, Series
from stonechat.analysis.words_of_time import every, period_in_words, span, when
from stonechat.basics.dates import in_words
from stonechat.indicators.measure import Reason, Unit

MOST_LETTERS = 300
"""How long a description of a picture may be; longer ones are cut or skipped when they are read out."""

READABLE = 13
"""Points that a reading needs."""

NO_VALUE = "There is no value in this time"
HIDDEN = "Hidden because the numbers are small"

PICTURES = {
    Chart.XMR: "Control chart",
    Chart.P: "Control chart",
    Chart.P_PRIME: "Control chart",
    Chart.RUN: "Run chart",
    Chart.DAYS_BETWEEN: "Control chart",
    Chart.CASES_BETWEEN: "Control chart",
    Chart.LINE: "Line chart",
    Chart.DOTS: "Chart of dots",
}

_TARGETS = {
    Assurance.WILL_MEET: "will usually be met",
    Assurance.WILL_MISS: "will usually be missed unless something changes",
    Assurance.MAY_OR_MAY_NOT: "may or may not be met by chance",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What may be said of a judged series, rounded; None for what there is not.

    `when` is the last period that has a value, with its preposition; `lower` and `upper` are its limits,
    clipped to what is possible; `signal` says which rule it broke. `points` have a value, `gaps` none;
    where none has one, `none_because` says why.
    """

    title: str
    scope: str
    picture: str
    every: str
    span: str
    points: int
    gaps: int
    lowest: str | None
    highest: str | None
    when: str | None
    latest: str | None
    year_before: str | None
    change: str | None
    reading: str | None
    is_too_few: bool
    signal: str | None
    centre_name: str
    centre: str | None
    lower: str | None
    upper: str | None
    target: str | None
    assurance: Assurance | None
    none_because: str = NO_VALUE


def facts(judged: Judged) -> Facts:
    """The facts of the series, each rounded once."""
    series, last, before = judged.series, judged.last, judged.last_year
    known = series.known
    levels = levels_of(series)
    lower, upper = levels.limits(last) if last else (None, None)
    return Facts(
        title=series.title,
        scope=series.scope,
        picture=PICTURES[judged.chart],
        every=every(series),
        span=span(series),
        points=len(known),
        gaps=len(series.points) - len(known),
        lowest=briefly(series, min(known, key=_value)) if known else None,
        highest=briefly(series, max(known, key=_value)) if known else None,
        when=when(series, last.point.period) if last else None,
        latest=told(series, last.point) if last else None,
        year_before=briefly(series, before) if before is not None and before.value is not None else None,
        change=_change(judged),
        reading=_reading(judged),
        is_too_few=judged.variation is Variation.TOO_FEW,
        signal=_signal(judged),
        centre_name=centre_name(judged.chart),
        centre=levels.told(last.centre) if last else None,
        lower=levels.told(lower),
        upper=levels.told(upper),
        target=levels.told(judged.target.value) if judged.target else None,
        assurance=judged.assurance,
        none_because=HIDDEN if _is_hidden(series) else NO_VALUE,
    )


def reason_in_words(reason: Reason) -> str:
    """Why there is no value, after a colon."""
    return "hidden because it is small" if reason is Reason.SUPPRESSED else reason.value


def _is_hidden(series: Series) -> bool:
    return any(point.reason is Reason.SUPPRESSED for point in series.points)


def _value(point: Point) -> Decimal:
    return point.value if point.value is not None else Decimal(0)


# ---------------------------------------------------------------- sentences


def message(said: Facts) -> str:
    """The heading of the chart: latest value, its period, and the reading with the rule behind it."""
    if said.latest is None:
        return said.none_because
    reading = f": {said.reading}" if said.reading else ""
    because = f" ({said.signal})" if said.signal else ""
    before = f", {said.year_before} a year before" if said.year_before and not said.reading else ""
    return f"{said.latest} {said.when}{reading}{because}{before}"


def sentence(said: Facts) -> str:
    """What the chart says, in one to three short sentences that stand above it."""
    parts = (f"{message(said)}.", said.change, _too_few(said), target_in_words(said))
    return " ".join(part for part in parts if part)


def _change(judged: Judged) -> str | None:
    """Whether a plain line's change from a year before is more than chance; None where it cannot be told."""
    change = judged.year_on_year
    if change is None or _reading(judged) is not None:
        return None
    if change.is_more_than_chance:
        return "The change from a year before is more than chance makes."
    return "The change from a year before is no more than chance makes."


def _too_few(said: Facts) -> str | None:
    if not said.is_too_few or said.latest is None:
        return None
    return f"Too few {said.every}s for a reading ({said.points} of {READABLE})."


def target_in_words(said: Facts) -> str | None:
    """What the limits say of the target; None without one."""
    if said.target is None:
        return None
    if said.assurance is None:
        return f"The target is {said.target}."
    return f"The {said.target} target {_TARGETS[said.assurance]}."


def outlook_in_words(judged: Judged) -> str | None:
    """Where the next points will usually lie if nothing changes; None where there are no limits to go by."""
    if judged.outlook is None or not judged.outlook.periods:
        return None
    levels, noun, ahead = levels_of(judged.series), every(judged.series), judged.outlook.periods
    lower = levels.told(max(min(one.lower for one in ahead), levels.least))
    highest = max(one.upper for one in ahead)
    upper = levels.told(highest if levels.greatest is None else min(highest, levels.greatest))
    return (
        f"If nothing changes, the next {len(ahead)} {noun}s will usually lie between {lower} and {upper}; "
        f"about one {noun} in {judged.outlook.one_in} lies beyond its limits by chance."
    )


def description(said: Facts) -> str:
    """What the picture shows, for those who cannot see it: at most 300 characters.

    Kind of chart, measure, scope, time, pattern and latest reading; a long title is shortened, and what
    is said of the target goes first where even that is too long.
    """
    latest = f"Latest: {message(said)}." if said.latest else f"{said.none_because}."
    beside = (said.change, target_in_words(said))
    for ends in ((_pattern(said), latest, *beside), (_pattern(said), latest), (latest,)):
        rest = f", {said.scope}, by {said.every}, {said.span}. {' '.join(part for part in ends if part)}"
        room = MOST_LETTERS - len(f"{said.picture} of ") - len(rest)
        if room >= min(len(said.title), 40):
            return f"{said.picture} of {_cut(_inside(said.title), room)}{rest}"
    return _cut(f"{said.picture} of {_inside(said.title)}{rest}", MOST_LETTERS)


def _inside(title: str) -> str:
    """The title inside a sentence: without its capital, unless it begins with an abbreviation."""
    return title if title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def _cut(text: str, room: int) -> str:
    """The text, or as many of its words as fit the room with an ellipsis."""
    return text if len(text) <= room else f"{text[:room].rsplit(' ', 1)[0][: room - 1]}…"


def _pattern(said: Facts) -> str | None:
    if said.points < 2:
        return None
    between = f"Between {said.lowest} and {said.highest}"
    centre = f"{said.centre_name} {said.centre}" if said.centre else None
    limits = f"limits {said.lower} to {said.upper}" if said.lower and said.upper else None
    gaps = f"{said.gaps} without a value" if said.gaps else None
    return f"{', '.join(part for part in (between, centre, limits, gaps) if part)}."


# ---------------------------------------------------------------- values and levels


def told(series: Series, point: Point) -> str:
    """The point's value in words, as its numbers allow; what lies between two events is whole."""
    if series.between is not None and point.value is not None:
        return small_numbers.with_unit(series.unit, f"{point.value:,.0f}")
    return small_numbers.told(series.unit, point.value, point.numerator, point.denominator)


def briefly(series: Series, point: Point) -> str:
    """The same without the count that goes with a rate, where it stands beside another that has it."""
    return told(series, point).partition(" (")[0]


def centre_name(chart: Chart) -> str:
    """What the line in the middle is."""
    return "median" if chart in {Chart.RUN, Chart.CASES_BETWEEN} else "mean"


def made_of(point: Point) -> str | None:
    """What a value was made from, `26 of 129`; None where either number is not known."""
    if point.numerator is None or point.denominator is None:
        return None
    return f"{_plain(point.numerator)} of {_plain(point.denominator)}"


def _plain(number: int | Decimal) -> str:
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"


def point_in_words(series: Series, each: JudgedPoint) -> str:
    """One point: `October 2025: 80% (103 of 129), improving`."""
    said = told(series, each.point)
    made = made_of(each.point) if series.unit is Unit.PERCENT else None
    beside = f" ({made})" if made and made != said else ""
    reading = f", {each.variation}" if _is_reading(each.variation) else ""
    return f"{period_in_words(each.point.period)}: {said}{beside}{reading}"


# ---------------------------------------------------------------- what happened

_KINDS = {
    EventKind.EVENT: "",
    EventKind.RECORDING: "recording changed: ",
    EventKind.DEFINITION: "definition changed: ",
}


def happened_in_words(one: Step | Event) -> str:
    """What happened, without its day: `recording changed: new case system`. It claims no cause."""
    return f"new level: {one.reason}" if isinstance(one, Step) else f"{_KINDS[one.kind]}{one.text}"


def noted_in_words(judged: Judged) -> tuple[str, ...]:
    """The full list below a chart, in order of time: what happened and the steps, with who says so."""
    steps = [phase.broken_by for phase in judged.phases if isinstance(phase.broken_by, Step)]
    happened: list[Step | Event] = [*judged.events, *steps]
    in_order = sorted(happened, key=lambda one: one.on)
    return tuple(f"{in_words(one.on)}: {happened_in_words(one)} ({_said_by(one)})" for one in in_order)


def _said_by(one: Step | Event) -> str:
    decided = f", decided on {in_words(one.decided_on)}" if isinstance(one, Step) else ""
    return f"{one.by}{decided}"


# ---------------------------------------------------------------- readings


def _is_reading(variation: Variation) -> bool:
    return variation not in (Variation.TOO_FEW, Variation.NO_READING)


def _reading(judged: Judged) -> str | None:
    return str(judged.variation) if _is_reading(judged.variation) else None


def _signal(judged: Judged) -> str | None:
    """Which rule the last point broke, on the side of the reading: of several the one that began last."""
    if judged.last is None or judged.variation in (Variation.USUAL, Variation.TOO_FEW, Variation.NO_READING):
        return None
    at = judged.points.index(judged.last)
    newest = [one for one in judged.signals if one.first <= at <= one.last and one.side is judged.side]
    return signal_in_words(judged, max(newest, key=lambda one: one.first)) if newest else None


def signal_in_words(judged: Judged, signal: Signal) -> str:
    """A signal: `above the upper limit`, `9 months in a row below the mean`."""
    high = signal.side is Side.HIGH
    in_a_row = f"{signal.last - signal.first + 1} {every(judged.series)}s in a row"
    match signal.rule:
        case Rule.OUTSIDE:
            return "above the upper limit" if high else "below the lower limit"
        case Rule.SHIFT:
            return f"{in_a_row} {'above' if high else 'below'} the {centre_name(judged.chart)}"
        case Rule.TREND:
            return f"{in_a_row} {'rising' if high else 'falling'}"
        case Rule.TWO_OF_THREE:
            return f"2 of 3 {every(judged.series)}s near the {'upper' if high else 'lower'} limit"
