"""Works out what to ask an engine for one indicator and period, and makes values of the answers.

Pure: it reads no file and asks no engine. Here stand the rules of when each kind counts:

| kind     | asked for a month, quarter, week or year | asked for a date |
|----------|------------------------------------------|------------------|
| flow     | events dated in it                       | refused          |
| stock    | open on its last day                     | open on that day |
| rolling  | twelve months to its last day            | twelve months to that day |
| duration | events dated in it, or open on its last day, as declared | the same, only for what is open |
| cohort   | events dated in it, followed for the declared time | refused |

A day that the returns do not cover makes the value *not held*, never a number. Next: an engine answers
the tallies; `measure.py` divides and rounds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from stonechat.basics.dates import CalendarEnds, add_months, add_working_days, working_day_ordinal
from stonechat.basics.periods import Period, Windows, twelve_months_to
from stonechat.basics.problems import Refused, refusal, wrong_use
from stonechat.indicators.breakdowns import AGE_BANDS, BREAKDOWNS, node
from stonechat.indicators.definition import Ask, Edition, FollowUp, Indicator, Kind, Measure
from stonechat.indicators.measure import Reason, Value, exact, quantile, ratio
from stonechat.indicators.population import Populations
from stonechat.indicators.query import (
    Answer,
    AnyOf,
    Breakdown,
    Count,
    InPeriod,
    Not,
    Number,
    OpenOn,
    Quantile,
    Ranks,
    Span,
    Tally,
    columns_in,
)
from stonechat.indicators.schema import nearest

AskEngine = Callable[[Sequence[Tally]], Sequence[Answer]]
"""What an engine does: one answer for each tally, in their order."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a number will stand: in the answer to which tally, and as which of its aggregates."""

    tally: int
    aggregate: int


@dataclass(frozen=True, slots=True)
class Part:
    """One measure, for the total (`breakdown` None) or by categories, and where its numbers will stand."""

    measure: Measure
    breakdown: str | None
    numerator: Place
    denominator: Place | None


@dataclass(frozen=True)
class Planned:
    """One indicator for one period, ready to be asked. With a `reason` there is nothing to ask.

    `span` are the days that count; `tallies` the questions; `parts` say what their answers mean. `untold`,
    where the months before are not held: how many rows do not tell what stands for them. One is too many.
    """

    indicator: Indicator
    edition: Edition
    period: Period
    breakdown: str | None
    authority: str
    span: Span
    data_to: date | None
    populations: Populations
    reason: Reason | None = None
    tallies: tuple[Tally, ...] = ()
    parts: tuple[Part, ...] = ()
    untold: Place | None = None

    @property
    def population(self) -> tuple[int, int] | None:
        """The mid-year and its figure that the totals are divided by; None if there is none held."""
        return self.populations.for_(self.authority, self.span.last)


def plan(
    indicator: Indicator,
    period: Period,
    *,
    windows: Windows,
    authority: str,
    populations: Populations | None = None,
    breakdown: str | None = None,
) -> Planned:
    """What to ask for this indicator and period. `windows` are the days that the returns cover.

    `Refused`, in words, for a period of the wrong kind and a breakdown that the indicator does not have.
    """
    return plan_all(
        indicator,
        [period],
        windows=windows,
        authority=authority,
        populations=populations,
        breakdown=breakdown,
    )[0]


def plan_all(
    indicator: Indicator,
    periods: Sequence[Period],
    *,
    windows: Windows,
    authority: str,
    populations: Populations | None = None,
    breakdown: str | None = None,
) -> list[Planned]:
    """As `plan`, for each of many periods, in their order.

    Those of one edition share their tallies, of which each has a span for every period: `values` asks them
    once. Refused if any one of the periods is.
    """
    _check_breakdown(indicator, breakdown)
    told = [(period, *_asked(indicator, period, windows)) for period in periods]
    split = (None,) if breakdown is None else (None, breakdown)
    counted = [(edition, span) for _, edition, span, reason in told if reason is None]
    asks = {edition.valid_from: _asks(edition, spans, split) for edition, spans in _by_edition(counted)}
    return [
        Planned(
            indicator,
            edition,
            period,
            breakdown,
            authority,
            span,
            windows.last,
            populations or Populations(),
            reason,
            own.tallies,
            own.parts,
            None if _reaches_back(edition, span, windows) else own.untold,
        )
        for period, edition, span, reason in told
        for own in [asks[edition.valid_from] if reason is None else _ASKS_NOTHING]
    ]


def _by_edition(counted: Iterable[tuple[Edition, Span]]) -> list[tuple[Edition, tuple[Span, ...]]]:
    """Each edition with its spans, in order of first appearance and without repetition."""
    found: dict[date, tuple[Edition, dict[Span, None]]] = {}
    for edition, span in counted:
        found.setdefault(edition.valid_from, (edition, {}))[1][span] = None
    return [(edition, tuple(spans)) for edition, spans in found.values()]


def every_tally(indicator: Indicator, periods: Iterable[Period], *, windows: Windows) -> list[Tally]:
    """What all these periods ask, in total and by every breakdown: few tallies, each with many spans.

    They hold every number that `plan` asks for one of these periods. A period that is refused, or has no
    value whatever is counted, asks nothing.
    """
    counted = []
    for period in periods:
        with suppress(Refused):
            edition, span, reason = _asked(indicator, period, windows)
            if reason is None:
                counted.append((edition, span))
    split = (None, *indicator.breakdowns)
    every = (_asks(edition, spans, split) for edition, spans in _by_edition(counted))
    return [tally for asks in every for tally in asks.tallies]


def assemble(planned: Planned, answers: Sequence[Answer]) -> list[Value]:
    """The values: for each measure its total, then, if broken down, its categories in their order."""
    if (reason := reason_in(planned, answers)) is not None:
        return [_no_value(planned, measure.name, reason) for measure in planned.edition.measures]
    return [value for part in planned.parts for value in _values(planned, part, answers)]


def reason_in(planned: Planned, answers: Sequence[Answer]) -> Reason | None:
    """Why there is no value whatever is counted, so far as plan and answers say; None if there may be one."""
    if planned.untold is not None and _number(planned, planned.untold, answers, None) != 0:
        return Reason.NOT_HELD
    return planned.reason


def values(planned: Sequence[Planned], ask: AskEngine) -> list[list[Value]]:
    """The values of many plans at once, in their order, so that an engine can read the data few times."""
    shared = {id(one.tallies): one.tallies for one in planned}
    answers = iter(ask([tally for tallies in shared.values() for tally in tallies]))
    by_span = {each: [_by_span(next(answers)) for _ in tallies] for each, tallies in shared.items()}
    return [
        assemble(one, [each.get(one.span.label, {}) for each in by_span[id(one.tallies)]]) for one in planned
    ]


def _by_span(answer: Answer) -> dict[str, Answer]:
    """The answer in parts: what it says of each span, by the span's label."""
    found: dict[str, dict[tuple[str, str | None], tuple[Number, ...]]] = {}
    for key, numbers in answer.items():
        found.setdefault(key[0], {})[key] = numbers
    return dict(found)


def _check_period(indicator: Indicator, period: Period) -> None:
    when = indicator.latest.measures[0].numerator.when
    counts_events = isinstance(when, InPeriod) and indicator.kind is not Kind.ROLLING
    if counts_events and period.first == period.last:
        raise wrong_use(
            f"{indicator.id} counts what happens in a period, and {period} is one day.",
            f"Ask for a month ({period.first:%Y-%m}), a quarter or a year.",
            rule="date_for_a_flow",
        )


def _check_breakdown(indicator: Indicator, breakdown: str | None) -> None:
    if breakdown == "worker" and breakdown not in indicator.breakdowns:
        raise refusal(
            f"{indicator.id} is not told by worker: workers are never compared.",
            "Ask by team, or for the list of the children.",
            rule="workers_not_compared",
        )
    if breakdown is not None and breakdown not in indicator.breakdowns:
        raise wrong_use(
            f"{indicator.id} cannot be broken down by {breakdown}.",
            nearest(breakdown, list(indicator.breakdowns)),
            rule="unknown_breakdown",
        )


def _asked(indicator: Indicator, period: Period, windows: Windows) -> tuple[Edition, Span, Reason | None]:
    """The edition in force, the days that count, and why there can be no value, if so. Refused as `plan`."""
    _check_period(indicator, period)
    span = _span(indicator, period)
    edition = indicator.on(span.last)
    return edition, span, _reason(indicator, edition, span, windows)


def _span(indicator: Indicator, period: Period) -> Span:
    """The days that count. For what is open, only the last day matters."""
    if isinstance(indicator.latest.measures[0].numerator.when, OpenOn):
        return _labelled(period.last, period.last)
    if indicator.kind is Kind.ROLLING:
        twelve = twelve_months_to(period.last)
        return _labelled(twelve.first, twelve.last)
    return _labelled(period.first, period.last)


def _labelled(first: date, last: date) -> Span:
    return Span(f"{first.isoformat()}/{last.isoformat()}", first, last)


def _reason(indicator: Indicator, edition: Edition, span: Span, windows: Windows) -> Reason | None:
    """Why there can be no value: a day that is needed and not covered, or not yet come.

    Refused where working days are counted outside the years whose bank holidays are known: there the
    columns are blank, and a blank would pass for late.
    """
    _check_calendar(indicator, edition, span)
    first = span.first if edition.told_by else _looked_back_to(span.first, edition)
    if not windows.holds(first, span.last):
        return Reason.NOT_HELD
    if edition.followed_for is None:
        return None
    end = _followed_to(indicator, edition.followed_for, span.last)
    if windows.last is None or windows.last < end:
        return Reason.MATURING
    return None if windows.holds(first, end) else Reason.NOT_HELD


def _check_calendar(indicator: Indicator, edition: Edition, span: Span) -> None:
    asks = [ask for measure in edition.measures for ask in (measure.numerator, measure.denominator) if ask]
    if not any(name.startswith("working_days_") for ask in asks for name in _columns_read(ask)):
        return
    try:
        working_day_ordinal(span.last)
    except CalendarEnds as error:
        raise _calendar_ends(indicator, error) from None


def _columns_read(ask: Ask) -> Iterator[str]:
    for condition in (*ask.where, *ask.aggregate.where):
        yield from columns_in(condition)
    if not isinstance(ask.aggregate, Count):
        yield ask.aggregate.column


def _reaches_back(edition: Edition, span: Span, windows: Windows) -> bool:
    return windows.holds(_looked_back_to(span.first, edition), span.last)


def _looked_back_to(first: date, edition: Edition) -> date:
    """The first day that must be held. The months before what is open on a day are those to that day."""
    if not edition.looks_back_months:
        return first
    if isinstance(edition.measures[0].numerator.when, OpenOn):
        first += timedelta(days=1)
    return add_months(first, -edition.looks_back_months)


def _followed_to(indicator: Indicator, follow_up: FollowUp, last: date) -> date:
    """The last day on which the last event of the period is still followed."""
    if not follow_up.working:
        return last + timedelta(days=follow_up.number)
    try:
        return add_working_days(last, follow_up.number)
    except CalendarEnds as error:
        raise _calendar_ends(indicator, error) from None


def _calendar_ends(indicator: Indicator, error: CalendarEnds) -> Refused:
    return refusal(
        f"{indicator.id} counts working days. {error}",
        "Ask for a period inside the years whose bank holidays are known.",
        rule="calendar_ends",
    )


@dataclass(frozen=True, slots=True)
class _Asks:
    """What an edition asks: its tallies, what their answers mean, and the place of what is `untold`."""

    tallies: tuple[Tally, ...] = ()
    parts: tuple[Part, ...] = ()
    untold: Place | None = None


_ASKS_NOTHING = _Asks()


def _asks(edition: Edition, spans: tuple[Span, ...], split: Sequence[str | None]) -> _Asks:
    """One tally for each table, filter and breakdown that the measures ask about, without repetition.

    `split` are the breakdowns, None for the total.
    """
    drafts: dict[tuple[object, ...], _Draft] = {}

    def place(ask: Ask, by: Breakdown | None) -> Place:
        key = (ask.table, ask.when, ask.where, by)
        draft = drafts.setdefault(key, _Draft(len(drafts), ask, by, []))
        if ask.aggregate not in draft.aggregates:
            draft.aggregates.append(ask.aggregate)
        return Place(draft.number, draft.aggregates.index(ask.aggregate))

    parts = tuple(
        Part(
            measure,
            name,
            place(measure.numerator, _node(name, measure.numerator)),
            place(measure.denominator, _node(name, measure.denominator)) if measure.denominator else None,
        )
        for name in split
        for measure in edition.measures
    )
    untold = place(_untold(edition), None) if edition.told_by else None
    return _Asks(tuple(draft.tally(spans) for draft in drafts.values()), parts, untold)


def _untold(edition: Edition) -> Ask:
    """The rows below the line that do not satisfy all of `told_by`."""
    below = edition.measures[0].denominator or edition.measures[0].numerator
    return replace(below, aggregate=Count((AnyOf(tuple(Not(one) for one in edition.told_by)),)))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A tally being put together."""

    number: int
    ask: Ask
    by: Breakdown | None
    aggregates: list[object]

    def tally(self, spans: tuple[Span, ...]) -> Tally:
        aggregates = tuple(self.aggregates)
        return Tally(self.ask.table, self.ask.when, spans, aggregates, self.ask.where, self.by)  # type: ignore[arg-type]


def _node(name: str | None, ask: Ask) -> Breakdown | None:
    return None if name is None else node(name, ask.table, ask.when)


def _values(planned: Planned, part: Part, answers: Sequence[Answer]) -> Iterator[Value]:
    places = [place for place in (part.numerator, part.denominator) if place is not None]
    categories: list[str | None] = [None]
    if part.breakdown is not None:
        found = {key[1] for place in places for key in answers[place.tally] if key[0] == planned.span.label}
        categories = sorted(found, key=_category_order)
        if found == {None} and BREAKDOWNS[part.breakdown].is_named_by_returns:
            yield _no_value(planned, part.measure.name, Reason.NOT_TOLD, part.breakdown)
            return
    for category in categories:
        numbers = [_number(planned, place, answers, category) for place in places]
        yield value_of(
            part.measure,
            numbers[0],
            _population(planned, part, category) if part.measure.per_population else _second(numbers),
            breakdown=part.breakdown,
            category=category,
            data_to=planned.data_to,
        )


def _category_order(category: str | None) -> tuple[int, str]:
    """Age bands by age, others by name, blank last."""
    bands = [band.label for band in AGE_BANDS]
    if category is None:
        return len(bands) + 1, ""
    return (bands.index(category) if category in bands else len(bands)), category


def _number(planned: Planned, place: Place, answers: Sequence[Answer], category: str | None) -> Number:
    """The number at its place; where no row fell into the category, the answer for no rows."""
    found = answers[place.tally].get((planned.span.label, category))
    if found is not None:
        return found[place.aggregate]
    aggregate = planned.tallies[place.tally].aggregates[place.aggregate]
    return Ranks(0, None, None) if isinstance(aggregate, Quantile) else 0


def _second(numbers: Sequence[Number]) -> int | Decimal | None:
    return numbers[1] if len(numbers) > 1 and not isinstance(numbers[1], Ranks) else None


def _population(planned: Planned, part: Part, category: str | None) -> int | None:
    if part.breakdown is not None and category is None:
        return None  # nobody publishes how many children have no recorded sex
    found = planned.populations.for_(planned.authority, planned.span.last, part.breakdown, category)
    return found[1] if found else None


def value_of(
    measure: Measure,
    number: Number,
    denominator: int | Decimal | None,
    *,
    breakdown: str | None = None,
    category: str | None = None,
    data_to: date | None = None,
) -> Value:
    """One value from an engine's number: divided and rounded as the measure's unit says."""
    own, below, result = _worked_out(measure, number, denominator)
    reason = Reason.NO_DENOMINATOR if result is None else None
    return Value(measure.name, breakdown, category, own, below, result, reason, data_to)


def _worked_out(
    measure: Measure, number: Number, denominator: int | Decimal | None
) -> tuple[int | Decimal | None, int | Decimal | None, Decimal | None]:
    """Numerator, denominator and value. A quantile has no numerator, a count no denominator."""
    if isinstance(number, Ranks):
        assert isinstance(measure.numerator.aggregate, Quantile)  # noqa: S101  only quantiles give ranks
        return None, number.n, quantile(number, measure.numerator.aggregate.share)
    above = exact(number)
    if measure.denominator is None and not measure.per_population:
        return above, None, Decimal(above)
    below = None if denominator is None else exact(denominator)
    return above, below, ratio(measure.unit, above, below)


def _no_value(planned: Planned, measure: str, reason: Reason, breakdown: str | None = None) -> Value:
    return Value(measure, breakdown, None, None, None, None, reason, planned.data_to)
