"""Works out the lines of each phase and tests the rules in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stonechat.analysis.choosing import FEWEST_FOR_LIMITS
from stonechat.analysis.judged import Chart, Phase, Rule, Signal
from stonechat.analysis.measuring import Measured
from stonechat.analysis.phases import FEWEST_FOR_READING, comparable, known, points_in
from stonechat.analysis.rules import RULES, Lines
from stonechat.analysis.series import Point, Series
from stonechat.indicators.definition import Kind


@dataclass(frozen=True, slots=True)
class Mark:
    """A signal with the places that it marks: all from its first to its last, but for two of three."""

    signal: Signal
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuledPhase:
    """A phase with the lines of each of its places, the number of points that they were worked out from,
    whether its points have a reading, and what they broke.

    `lines` is empty under 6 points. There is no reading under 13 points since counting last changed.
    """

    phase: Phase
    lines: tuple[Lines, ...]
    basis: int
    is_read: bool
    marks: tuple[Mark, ...]


def rule(
    series: Series, chart: Chart, measured: Measured, phases: Sequence[Phase], baseline: int | None
) -> tuple[RuledPhase, ...]:
    """Each phase with its lines, from its first `baseline` points with a value or all, and its signals."""
    return tuple(
        _ruled(
            series,
            chart,
            measured,
            phase,
            baseline,
            is_read=known(points_in(series.points, group)) >= FEWEST_FOR_READING,
        )
        for group in comparable(phases)
        for phase in group
    )


def rules_of(series: Series, chart: Chart) -> tuple[Rule, ...]:
    """The rules that the chart of that series is tested by.

    A run chart has no limits to be outside of. What is counted on one day stays on one side of its median
    for years by its nature, so there only a steady rise or fall is a signal.
    """
    if chart is not Chart.RUN:
        return tuple(RULES)
    return (Rule.TREND,) if series.kind is Kind.STOCK else (Rule.TREND, Rule.SHIFT)


def _ruled(
    series: Series, chart: Chart, measured: Measured, phase: Phase, baseline: int | None, *, is_read: bool
) -> RuledPhase:
    basis = _basis(series.points, phase, baseline)
    found = known(series.points[basis.start : basis.stop])
    if found < FEWEST_FOR_LIMITS:
        return RuledPhase(phase, (), found, is_read=False, marks=())
    lines = measured.lines(range(phase.first, phase.last + 1), basis)
    broken = tuple(_broken(rules_of(series, chart), measured, phase, lines)) if is_read else ()
    return RuledPhase(phase, lines, found, is_read, broken)


def _basis(points: Sequence[Point], phase: Phase, baseline: int | None) -> range:
    """The places that the lines of a phase are worked out from."""
    held = [place for place in range(phase.first, phase.last + 1) if points[place].value is not None]
    if baseline is None or len(held) <= baseline:
        return range(phase.first, phase.last + 1)
    return range(phase.first, held[baseline - 1] + 1)


def _broken(
    rules: Iterable[Rule], measured: Measured, phase: Phase, lines: Sequence[Lines]
) -> Iterator[Mark]:
    values = measured.values[phase.first : phase.last + 1]
    for name in rules:
        for stretch in RULES[name](values, lines):
            places = tuple(phase.first + place for place in stretch.places)
            yield Mark(Signal(name, stretch.side, places[0], places[-1]), places)
