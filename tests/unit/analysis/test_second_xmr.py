"""A thousand made-up series: the chart of individual values agrees with one written a second time.

Values are drawn from few whole numbers, from walks and from levels, so that ties, points on the mean and
points on a limit occur: the test counts them.
"""

import random
from collections import Counter
from fractions import Fraction
from itertools import pairwise

from tests.unit.analysis import naive_xmr
from tests.unit.analysis.made_series import series

from stonechat.analysis.judged import Chart, Judged
from stonechat.analysis.trend import judge
from stonechat.basics.periods import quarter


def drawn(of: random.Random) -> list[int]:
    length = of.choice([13, 14, 20, 24, 25, 36])
    shape = of.choice(["few numbers", "walk", "step", "level", "freak", "on a limit"])
    if shape == "on a limit":
        return with_a_point_on_a_limit(of)
    if shape == "walk":
        values = [50]
        while len(values) < length:
            values.append(values[-1] + of.choice([-2, -1, 0, 1, 1, 2]))
        return values
    spread = {"few numbers": 3, "step": 4, "level": 1, "freak": 2}[shape]
    values = [20 + of.randint(-spread, spread) for _ in range(length)]
    if shape == "step":
        place = of.randrange(length)
        values[place:] = [value + 5 for value in values[place:]]
    if shape == "freak":
        values[of.randrange(length)] += of.choice([-15, 15])
    return values


def with_a_point_on_a_limit(of: random.Random) -> list[int]:
    """Twenty points, the last on a limit or a near limit: 20 x |last - mean| = 20 x 2.66 x M / 19 = 2.8 x M,
    M being the sum of changes, or two thirds of it. (If no change is a freak, which most often none is.)"""
    while True:
        values = [of.randint(17, 23) for _ in range(19)]
        values.append(of.randint(8, 32))
        moves = sum(abs(after - before) for before, after in pairwise(values))
        away = abs(20 * values[-1] - sum(values))
        if 5 * away == 14 * moves or 15 * away == 28 * moves:
            return values


def test_a_thousand_series_are_judged_alike_by_a_second_implementation() -> None:
    of = random.Random(903)  # noqa: S311
    seen: Counter[str] = Counter()
    for _ in range(1000):
        values = drawn(of)
        exact = [Fraction(value) for value in values]
        judged = judge(series(values, first=quarter(2010, 1)))  # quarters have no season
        assert judged.chart is Chart.XMR
        assert marks(judged) == naive_xmr.rules(exact)
        mean, reach = naive_xmr.lines(exact)
        assert judged.points[0].centre == float(mean)
        assert (judged.points[0].lower, judged.points[0].upper) == (float(mean - reach), float(mean + reach))
        seen += edges(exact, mean, reach) + Counter(rule for each in marks(judged) for rule in each)
    wanted = ("on the mean", "on a limit", "tie", "freak", "outside", "shift", "trend", "two of three")
    assert {edge for edge in wanted if seen[edge] < 20} == set()


def marks(judged: Judged) -> list[set[str]]:
    return [{rule.value for rule in point.rules} for point in judged.points]


def edges(values: list[Fraction], mean: Fraction, reach: Fraction) -> Counter[str]:
    moves = [abs(after - before) for before, after in pairwise(values)]
    found = {
        "on the mean": any(value == mean for value in values),
        "on a limit": any(3 * abs(value - mean) in {2 * reach, 3 * reach} for value in values),
        "tie": 0 in moves,
        "freak": any(move * len(moves) * 1000 >= 3267 * sum(moves) for move in moves),
    }
    return Counter(name for name, occurs in found.items() if occurs)
