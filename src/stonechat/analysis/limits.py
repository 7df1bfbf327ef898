"""Centre and limits of one phase, by kind of chart, as exact fractions.

Each function takes the values that the lines are worked out from (a phase, or its baseline) and gives the
lines of one point, or a function from a point's denominator to its lines. Nothing is clipped here: what
is possible is the drawing's business, and rules are tested as the numbers are.

Sources: individual values, NHS England Making Data Count; p' chart, Laney 2002 (Quality Engineering 14);
g chart, Benneyan 2001 (Health Care Management Science 4). Rules that use the lines are in `rules.py`.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, lcm, log, log1p, sqrt
from statistics import median as middle

from stonechat.analysis.rules import Lines, Values

REACH = Fraction(266, 100)
"""Three standard deviations over the average moving range: 3 / 1.128, as the official tool has it."""

FREAK = Fraction(3267, 1000)
"""A moving range of so many times the average, or more, is left out when the average is taken again."""

_BIAS = Fraction(1128, 1000)  # average moving range over standard deviation, of two normal values
_OUTER, _NEAR = 0.001349898, 0.022750132  # beyond three and two standard deviations, one side


def average_moving_range(values: Values, *, screened: bool = True) -> Fraction | None:
    """The average change from one point to the next, in the unit of the values; None without neighbours.

    No change is taken across a gap. If `screened`, changes of `FREAK` times the average or more are left
    out and the average is taken once more, unless nothing but noughts would be left: then one jump in an
    otherwise level series would make limits without width, and every other point a signal.
    """
    unit, whole = _in_whole_numbers(values)
    pairs = pairwise(whole)
    moves = [abs(after - before) for before, after in pairs if before is not None and after is not None]
    if not moves:
        return None
    freak = FREAK * sum(moves) / len(moves)
    kept = [move for move in moves if move < freak]
    counted = kept if screened and any(kept) else moves
    return Fraction(sum(counted), len(counted) * unit)


def individual(values: Values, *, screened: bool = True) -> Lines:
    """Mean, and limits at 2.66 average moving ranges from it. Without two neighbours, the mean alone."""
    centre = _mean(values)
    move = average_moving_range(values, screened=screened)
    return Lines(centre) if move is None else _around(centre, REACH * move)


def median(values: Values) -> Lines:
    """The median alone: a run chart has no limits."""
    return Lines(middle(_known(values)))


def cases_between(values: Values) -> Lines:
    """The median, and limits of a geometric distribution with the mean of the values.

    Limits at three standard deviations would be passed by chance one time in fifty, as the distribution
    leans far to one side; these are passed as seldom as those of other charts (0.135% on either side).
    """
    usual = float(_mean(values))
    quantiles = (_geometric(usual, at) for at in (_OUTER, 1 - _OUTER, _NEAR, 1 - _NEAR))
    return Lines(middle(_known(values)), *(Fraction(each) for each in quantiles))


def proportion(counts: Sequence[tuple[int, int] | None], size: int, spread: Fraction) -> Lines:
    """Of a percentage with that denominator: all numerators over all denominators, and 3 standard deviations.

    `counts` are pairs of numerator and denominator, None for a gap; `spread` is how many times as much as
    chance the percentages vary (1 for a p chart).
    """
    share = _pooled(counts)
    reach = 300 * Fraction(sqrt(share * (1 - share) / size)) * spread
    return _around(100 * share, reach)


def spread_beyond_chance(counts: Sequence[tuple[int, int] | None]) -> Fraction:
    """How many times as much as chance the percentages vary from one to the next (Laney's sigma z); never
    under 1, so that limits are never narrower than chance."""
    share = _pooled(counts)
    if share in {0, 1}:
        return Fraction(1)
    move = average_moving_range([_standardised(pair, share) for pair in counts])
    return max(Fraction(1), Fraction(0 if move is None else move) / _BIAS)


def _standardised(pair: tuple[int, int] | None, share: Fraction) -> Fraction | None:
    if pair is None:
        return None
    numerator, size = pair
    return Fraction(float(Fraction(numerator, size) - share) / sqrt(share * (1 - share) / size))


def _pooled(counts: Sequence[tuple[int, int] | None]) -> Fraction:
    known = [pair for pair in counts if pair is not None]
    return Fraction(sum(numerator for numerator, _ in known), sum(size for _, size in known))


def _around(centre: Fraction, reach: Fraction) -> Lines:
    near = reach * 2 / 3
    return Lines(centre, centre - reach, centre + reach, centre - near, centre + near)


def _geometric(usual: float, below: float) -> int:
    """The least whole number that so large a share of a geometric distribution from 0 on does not pass."""
    return max(0, ceil(log1p(-below) / log(usual / (1 + usual))) - 1) if usual else 0


def _mean(values: Values) -> Fraction:
    unit, whole = _in_whole_numbers(values)
    known = [value for value in whole if value is not None]
    return Fraction(sum(known), len(known) * unit)


def _in_whole_numbers(values: Values) -> tuple[int, list[int | None]]:
    """The values as multiples of one fraction, 1 over the first number given: many times faster to add."""
    unit = lcm(*(value.denominator for value in values if value is not None))
    return unit, [
        None if value is None else value.numerator * (unit // value.denominator) for value in values
    ]


def _known(values: Values) -> list[Fraction]:
    return [value for value in values if value is not None]
