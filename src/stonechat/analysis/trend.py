"""Judges one series: is what it did more than chance? `judge` is the one entry.

It decides which chart the series may have (`choosing.py`), parts it where people or counting broke it
(`phases.py`), measures it as that chart does (`measuring.py`), works out lines and tests the rules
(`ruling.py`) and reads the points (`reading.py`). What a page raises of many judged series is in
`signals.py`; what is said of one, in `words.py`. In plain words: docs/explanation/trend.md.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from stonechat.analysis.cautions import cautions
from stonechat.analysis.choosing import choose
from stonechat.analysis.judged import (
    Chart,
    Event,
    Judged,
    JudgedPoint,
    Outlook,
    Signal,
    Step,
    Target,
    Variation,
)
from stonechat.analysis.last_year import year_before, year_on_year
from stonechat.analysis.measuring import Measured, measured
from stonechat.analysis.outlook import outlook
from stonechat.analysis.phases import FEWEST_BY_A_STEP, phases_of
from stonechat.analysis.reading import assurance, in_force, speaking, variation
from stonechat.analysis.rules import Lines
from stonechat.analysis.ruling import RuledPhase, rule
from stonechat.analysis.series import Point, Series


def judge(
    series: Series,
    *,
    steps: Iterable[Step] = (),
    events: Iterable[Event] = (),
    targets: Iterable[Target] = (),
    baseline: int | None = None,
    screened: bool = True,
) -> Judged:
    """The series with limits, the rules that its points broke, and what its last point says.

    `steps`, `events` and `targets` are those of this measure and scope, in any order. With a `baseline`,
    the limits of each phase come from its first so many points that have a value, so that a slow drift does
    not widen them; ValueError for fewer than 12. If `screened`, changes that are freaks are left out of
    the average change (the official R package does so, the official spreadsheet does not).

    There is no reading under 13 points since counting last changed, and no limits under 6 in a phase.
    """
    _check(baseline)
    events, dated = tuple(events), tuple(sorted(targets, key=lambda target: target.from_day))
    choice, phases = choose(series), phases_of(series.points, steps, events)
    held = measured(series, choice.chart, phases, screened=screened)
    ruled = rule(series, choice.chart, held, phases, baseline) if held else ()
    points = _points(series, choice.chart, held, ruled)
    last = _last_known(series)
    target = None if last is None else in_force(dated, series.points[last])
    before = None if last is None else year_before(series, series.points[last])
    is_read = last is not None and points[last].variation not in {Variation.TOO_FEW, Variation.NO_READING}
    return Judged(
        series=series,
        chart=choice.chart,
        why=choice.why,
        phases=phases,
        points=points,
        signals=tuple(mark.signal for phase in ruled for mark in phase.marks),
        variation=_without_signal(choice.chart) if last is None else points[last].variation,
        side=None if last is None else points[last].side,
        target=target,
        assurance=assurance(series.better, target, points[last]) if last is not None and is_read else None,
        events=events,
        last_year=before,
        warnings=cautions(series, choice.chart, held, ruled, phases),
        targets=dated,
        outlook=_outlook(series, choice.chart, held, ruled) if held and is_read else None,
        year_on_year=None if last is None else year_on_year(series, series.points[last], before),
    )


def _check(baseline: int | None) -> None:
    if baseline is not None and baseline < FEWEST_BY_A_STEP:
        raise ValueError(f"a baseline needs {FEWEST_BY_A_STEP} points or more, not {baseline}")


def _points(
    series: Series, chart: Chart, held: Measured | None, ruled: Sequence[RuledPhase]
) -> tuple[JudgedPoint, ...]:
    if held is None:
        blank = _without_signal(chart)
        return tuple(_bare(point, blank) for point in series.points)
    return tuple(
        _judged(series, held, each, place)
        for each in ruled
        for place in range(each.phase.first, each.phase.last + 1)
    )


def _judged(series: Series, held: Measured, ruled: RuledPhase, place: int) -> JudgedPoint:
    point, value = series.points[place], held.values[place]
    lines = ruled.lines[place - ruled.phase.first] if ruled.lines else None
    signals = [mark.signal for mark in ruled.marks if place in mark.places]
    spoken = speaking(series.better, signals)
    return JudgedPoint(
        point,
        *_shown(held, place, lines),
        frozenset(signal.rule for signal in signals),
        spoken.side if spoken else None,
        _variation(series, point, spoken, is_read=ruled.is_read),
        float(value) if value is not None and held.calendar.adjusts else None,
    )


_Shown = tuple[float | None, float | None, float | None, float | None, float | None]


def _shown(held: Measured, place: int, lines: Lines | None) -> _Shown:
    """Centre, lower, upper, near lower and near upper, in the unit of the series."""

    def shown(line: Fraction | None) -> float | None:
        return None if line is None else held.shown(place, line)

    if lines is None:
        return (None, None, None, None, None)
    return (
        shown(lines.centre),
        shown(lines.lower),
        shown(lines.upper),
        shown(lines.near_lower),
        shown(lines.near_upper),
    )


def _variation(series: Series, point: Point, spoken: Signal | None, *, is_read: bool) -> Variation:
    if point.value is None:
        return Variation.NO_READING
    if not is_read:
        return Variation.TOO_FEW
    return variation(series.better, spoken.side) if spoken else Variation.USUAL


def _bare(point: Point, blank: Variation) -> JudgedPoint:
    return JudgedPoint(point, None, None, None, None, None, frozenset(), None, blank)


def _without_signal(chart: Chart) -> Variation:
    """What a series without a single reading says."""
    return Variation.NO_READING if chart is Chart.LINE else Variation.TOO_FEW


def _last_known(series: Series) -> int | None:
    places = reversed(range(len(series.points)))
    return next((place for place in places if series.points[place].value is not None), None)


def _outlook(series: Series, chart: Chart, held: Measured, ruled: Sequence[RuledPhase]) -> Outlook | None:
    """By the lines of the last phase at its last point that has a value."""
    last = ruled[-1]
    known = [place for place in range(len(last.lines)) if held.values[last.phase.first + place] is not None]
    return outlook(series, chart, held, last.lines[known[-1]], last.basis) if known else None
