"""Parts a series where a person decided that the level changed, or where counting itself changed.

Limits are never worked out anew for any other reason. Rules are tested within one phase only.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from stonechat.analysis.judged import Event, EventKind, Phase, Step
from stonechat.analysis.series import Point

FEWEST_FOR_READING = 13
"""Points since counting last changed that a reading needs."""

FEWEST_BY_A_STEP = 12
"""Points that a step needs on each side, or it is on trial."""


def phases_of(points: Sequence[Point], steps: Iterable[Step], events: Iterable[Event]) -> tuple[Phase, ...]:
    """The phases in order; together they hold every point. None for no points.

    A phase begins at the first period that ends on or after the day of a step or of a change of recording
    or definition. Days before the first period's end or after the last period part nothing. Of two in one
    period a change of counting goes before a step, since it says more: what lies before is not comparable.
    """
    breaks = _breaks(points, steps, events)
    starts = [0, *sorted(breaks)] if points else []
    ends = [*(start - 1 for start in starts[1:]), len(points) - 1]
    return tuple(
        Phase(first, last, breaks.get(first), _is_trial(points[first : last + 1], breaks, first, last))
        for first, last in zip(starts, ends, strict=False)
    )


def comparable(phases: Sequence[Phase]) -> tuple[tuple[Phase, ...], ...]:
    """The phases grouped where counting did not change between them: only steps part those of a group."""
    groups: list[tuple[Phase, ...]] = []
    for phase in phases:
        if groups and isinstance(phase.broken_by, Step):
            groups[-1] += (phase,)
        else:
            groups.append((phase,))
    return tuple(groups)


def known(points: Sequence[Point]) -> int:
    """How many of the points have a value."""
    return sum(point.value is not None for point in points)


def points_in(points: Sequence[Point], phases: Sequence[Phase]) -> Sequence[Point]:
    """The points of phases that follow each other."""
    return points[phases[0].first : phases[-1].last + 1]


def trials(points: Sequence[Point], phases: Sequence[Phase]) -> tuple[tuple[Step, int, int], ...]:
    """Each step that is on trial, with the points known before and after it in the phases that it parts."""
    sizes = [known(points_in(points, [phase])) for phase in phases]
    parted = [(later.broken_by, *pair) for later, pair in zip(phases[1:], pairwise(sizes), strict=True)]
    return tuple(
        (by, before, after)
        for by, before, after in parted
        if isinstance(by, Step) and min(before, after) < FEWEST_BY_A_STEP
    )


def _breaks(
    points: Sequence[Point], steps: Iterable[Step], events: Iterable[Event]
) -> dict[int, Step | Event]:
    """What begins a phase at each place but the first."""
    changes = [event for event in events if event.kind is not EventKind.EVENT]
    found: dict[int, Step | Event] = {}
    ordered: list[Step | Event] = [*sorted(steps, key=lambda step: step.decided_on), *changes]
    for change in ordered:
        place = next((n for n, point in enumerate(points) if point.period.last >= change.on), 0)
        if place:
            found[place] = change
    return found


def _is_trial(points: Sequence[Point], breaks: dict[int, Step | Event], first: int, last: int) -> bool:
    beside_a_step = isinstance(breaks.get(first), Step) or isinstance(breaks.get(last + 1), Step)
    fewest = FEWEST_BY_A_STEP if beside_a_step else FEWEST_FOR_READING
    return known(points) < fewest
