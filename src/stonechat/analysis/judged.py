"""What judging a series gives: limits, the rules that points broke, a reading, warnings. Types only.

`trend.py` makes these; `words.py` and the charts read them, so that sentence, labels and picture say one
thing. Rules: Stonechat's chart rules follow NHS England's Making Data Count (docs/deviations.md).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stonechat.analysis.series import Point, Series
from stonechat.basics.periods import Period


class Chart(StrEnum):
    """How a series may be drawn, and so how it is judged."""

    XMR = "xmr"  # individual values and moving ranges
    P = "p"  # percentages whose denominators vary
    P_PRIME = "p prime"  # the same, where they vary by more than chance (Laney)
    RUN = "run"  # median only: month-end stocks
    DAYS_BETWEEN = "days between"  # rare events: time from one to the next (t chart)
    CASES_BETWEEN = "cases between"  # rare events: cases from one to the next (g chart)
    LINE = "line"  # a plain line: rolling figures, years
    DOTS = "dots"  # fewer than six points


class Rule(StrEnum):
    """What marks a point as more than chance."""

    OUTSIDE = "outside"  # beyond a limit
    SHIFT = "shift"  # 7 or more in a row on one side of the centre
    TREND = "trend"  # 7 in a row all rising or all falling
    TWO_OF_THREE = "two of three"  # near a limit, all three on that side


class Side(StrEnum):
    """Of the centre."""

    HIGH = "high"
    LOW = "low"


class Variation(StrEnum):
    """What the last point says. Never "good", "bad" or "significant"."""

    USUAL = "usual variation"
    IMPROVING = "improving"
    CONCERN = "concern"
    CHANGED = "changed"
    TOO_FEW = "too few points"
    NO_READING = "no reading"  # a chart without limits, such as a plain line


class Assurance(StrEnum):
    """What the limits say of the target."""

    WILL_MEET = "will usually meet"
    WILL_MISS = "will usually miss unless something changes"
    MAY_OR_MAY_NOT = "may or may not meet by chance"


class EventKind(StrEnum):
    """An event is written on the chart; a change of recording or of definition also breaks its line."""

    EVENT = "event"
    RECORDING = "recording"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Step:
    """A person's decision that the level changed: limits are worked out anew from the period of `on`.

    ValueError for one without a reason or a name: nothing else may move limits.
    """

    on: date
    reason: str
    by: str
    decided_on: date

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.by.strip():
            raise ValueError("a step needs a reason and the name of who decided it")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, at most 60 characters long. It claims no cause."""

    on: date
    text: str
    by: str
    scope: str
    kind: EventKind = EventKind.EVENT


@dataclass(frozen=True, slots=True)
class Target:
    """What the measure should reach from a day on, until the next target."""

    from_day: date
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that points broke on one side: `first` and `last` are their places among the series' points."""

    rule: Rule
    side: Side
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class JudgedPoint:
    """A point with the centre and limits that hold for it, unclipped; None where none are worked out.

    Limits can differ from point to point: with the denominator, the working days or the season.
    `adjusted` is the value with working days or season taken out, where that was done; None elsewhere.
    """

    point: Point
    centre: float | None
    lower: float | None
    upper: float | None
    near_lower: float | None
    near_upper: float | None
    rules: frozenset[Rule]
    side: Side | None
    variation: Variation
    adjusted: float | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """Points judged by one centre: from the first place to the last, both included.

    `broken_by` is the step or the recording or definition change at which it begins, None for the first.
    A trial phase has too few points for its limits to be relied on.
    """

    first: int
    last: int
    broken_by: Step | Event | None
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a period to come will usually lie: the centre and limits that hold for it, unclipped."""

    period: Period
    centre: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes if nothing changes: the next three periods, and how rare a point outside would be.

    About one period in `one_in` would lie outside the limits by chance alone.
    """

    periods: tuple[Expected, ...]
    one_in: int


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The last value less that of the same period a year before, in the unit of the series, with the
    interval that chance gives it (99.8%, as wide as the limits of a chart)."""

    change: float
    lower: float
    upper: float

    @property
    def is_more_than_chance(self) -> bool:
        """Whether no change at all lies outside the interval."""
        return self.lower > 0 or self.upper < 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A series, how it may be drawn and why, each point judged, and what the last one says.

    `target` is the one in force for the last point, of all `targets`, oldest first. `last_year` is the
    same period a year before the last. `warnings` are sentences for the reader. `outlook` is None where
    there are no limits to go by. `year_on_year` is None where chance cannot be told from the figures
    (lengths of time, stocks, whose children are largely the same) and where there is no `last_year`.
    """

    series: Series
    chart: Chart
    why: str
    phases: tuple[Phase, ...]
    points: tuple[JudgedPoint, ...]
    signals: tuple[Signal, ...]
    variation: Variation
    side: Side | None
    target: Target | None
    assurance: Assurance | None
    events: tuple[Event, ...]
    last_year: Point | None
    warnings: tuple[str, ...]
    targets: tuple[Target, ...] = ()
    outlook: Outlook | None = None
    year_on_year: YearOnYear | None = None

    @property
    def last(self) -> JudgedPoint | None:
        """The latest point that has a value."""
        return next((each for each in reversed(self.points) if each.point.value is not None), None)
