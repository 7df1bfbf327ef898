"""The four rules that mark points as more than chance, one small function each.

Every rule takes the values of one phase and the lines that hold for each, in order, and gives back the
stretches of points that broke it. A value of None is a gap, and a gap breaks every run: nobody knows what
lay there. Comparisons are of exact fractions, so that a point on the centre is on it and not beside it.

Source: NHS England, Making Data Count (docs/explanation/trend.md). Limits come from `limits.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from stonechat.analysis.judged import Rule, Side

RUN = 7
"""So many points in a row on one side, or rising, or falling, are more than chance."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The centre and limits of one point, as exact fractions. None where a chart has no such line."""

    centre: Fraction
    lower: Fraction | None = None
    upper: Fraction | None = None
    near_lower: Fraction | None = None
    near_upper: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points that broke a rule together, by their places in order, on one side of the centre.

    Rising points are on the high side and falling ones on the low, wherever they lie.
    """

    side: Side
    places: tuple[int, ...]


Values = Sequence[Fraction | None]
Broken = Callable[[Values, Sequence[Lines]], tuple[Stretch, ...]]


def outside(values: Values, lines: Sequence[Lines]) -> tuple[Stretch, ...]:
    """Points beyond a limit; neighbours on one side are one stretch. A point on the limit is within it."""
    return tuple(_in_a_row(_beyond_limits(values, lines), at_least=1))


def shift(values: Values, lines: Sequence[Lines]) -> tuple[Stretch, ...]:
    """Seven or more in a row on one side of the centre. A point on the centre breaks the run."""
    sides = [_beyond(value, line.centre, line.centre) for value, line in zip(values, lines, strict=True)]
    return tuple(_in_a_row(sides, at_least=RUN))


def trend(values: Values, _lines: Sequence[Lines]) -> tuple[Stretch, ...]:
    """Seven or more in a row, each higher than the one before, or each lower: six steps.

    Two equal neighbours break the run. The last point of a rise may be the first of a fall.
    """
    moves = [_move(before, after) for before, after in pairwise(values)]
    runs = _in_a_row(moves, at_least=RUN - 1)
    return tuple(Stretch(run.side, (*run.places, run.places[-1] + 1)) for run in runs)


def two_of_three(values: Values, lines: Sequence[Lines]) -> tuple[Stretch, ...]:
    """Two of three in a row beyond a near limit, with all three on that side of the centre.

    Only the points beyond the near limit are marked; a point beyond the outer limit counts as one of them
    (as in the official tool since November 2023). Threes that share a marked point are one stretch.
    """
    pairs = list(zip(values, lines, strict=True))
    near = [_beyond(value, line.near_lower, line.near_upper) for value, line in pairs]
    sides = [_beyond(value, line.centre, line.centre) for value, line in pairs]
    found: list[Stretch] = []
    for first in range(len(pairs) - 2):
        three = range(first, first + 3)
        side = sides[first]
        marked = tuple(place for place in three if near[place] is side)
        if side and len(marked) >= 2 and all(sides[place] is side for place in three):
            _join(found, Stretch(side, marked))
    return tuple(found)


RULES: dict[Rule, Broken] = {
    Rule.OUTSIDE: outside,
    Rule.TREND: trend,
    Rule.TWO_OF_THREE: two_of_three,
    Rule.SHIFT: shift,
}
"""In the order in which they go before each other where two began at one point and agree."""


def _beyond_limits(values: Values, lines: Sequence[Lines]) -> list[Side | None]:
    pairs = zip(values, lines, strict=True)
    return [_beyond(value, line.lower, line.upper) for value, line in pairs]


def _beyond(value: Fraction | None, lower: Fraction | None, upper: Fraction | None) -> Side | None:
    """Above the upper line, below the lower, or neither (on a line, between them, or no value)."""
    if value is None:
        return None
    if upper is not None and _is_more(value, upper):
        return Side.HIGH
    return Side.LOW if lower is not None and _is_more(lower, value) else None


def _is_more(one: Fraction, other: Fraction) -> bool:
    """As `one > other` says, in a fifth of the time: that is made to compare with any number there is."""
    return one.numerator * other.denominator > other.numerator * one.denominator


def _move(before: Fraction | None, after: Fraction | None) -> Side | None:
    return None if before is None else _beyond(after, before, before)


def _in_a_row(sides: Sequence[Side | None], *, at_least: int) -> Iterator[Stretch]:
    """Each longest run of one side that is long enough."""
    run: list[int] = []
    for place, side in enumerate([*sides, None]):
        if run and side is not sides[run[0]]:
            before = sides[run[0]]
            if before and len(run) >= at_least:
                yield Stretch(before, tuple(run))
            run = []
        run.append(place)


def _join(found: list[Stretch], new: Stretch) -> None:
    """Add a stretch, to the last one where they share a point."""
    last = found[-1] if found else None
    if last and last.side is new.side and last.places[-1] in new.places:
        later = tuple(place for place in new.places if place > last.places[-1])
        found[-1] = Stretch(last.side, last.places + later)
    else:
        found.append(new)
