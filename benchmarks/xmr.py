"""What a control chart costs: judged, and drawn, over the bare sums of one in numpy.

The bare sums are the mean, the limits and the four rules of one phase in floats, as short as numpy allows:
no gaps, no exact ties, no phases, targets, calendar, words or picture.
"""

from decimal import Decimal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from measure import Results, in_process, times
from stonechat.analysis.series import Better, Point, Series
from stonechat.analysis.trend import judge
from stonechat.basics.periods import following, month
from stonechat.charts.control import draw_control
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

RUNS = 200
BUDGET = "about a millisecond"


def run() -> Results:
    """The least CPU time of three runs, each of many charts."""
    results = Results("One control chart, judged and drawn")
    for months, kind, unit in (
        (24, Kind.DURATION, Unit.DAYS),
        (36, Kind.DURATION, Unit.DAYS),
        (36, Kind.FLOW, Unit.COUNT),
    ):
        made = series(months, kind, unit)
        judged = judge(made)
        values = np.array([float(point.value or 0) for point in made.points])
        bare = in_process(lambda values=values: [bare_rules(values) for _ in range(RUNS)])
        for what, cost in (
            ("judged", in_process(lambda made=made: [judge(made) for _ in range(RUNS)])),
            ("drawn", in_process(lambda judged=judged: [draw_control(judged) for _ in range(RUNS)])),
        ):
            taken = f"{1000 * cost.cpu / RUNS:.2f} ms against {1000 * bare.cpu / RUNS:.2f} ms of CPU"
            said = f"{times(cost.over(bare))}; {taken}"
            results.add(f"{months} months of a {kind}, {what}", "bare sums in numpy", said, BUDGET)
    return results


def series(months: int, kind: Kind, unit: Unit) -> Series:
    """Normal values; counts are judged with their working days, 36 months with a look for a season."""
    drawn = np.random.default_rng(months).normal(100, 10, months)
    period, points = month(2022, 4), []
    for value in drawn:
        points.append(Point(period, Decimal(str(round(float(value), 0 if unit is Unit.COUNT else 1)))))
        period = following(period)
    return Series("T1", "main", "Made up", "All teams", unit, kind, Better.LOWER, tuple(points))


def bare_rules(values: NDArray[np.float64]) -> tuple[NDArray[np.bool_], ...]:
    """The places at which each of the four rules holds, in floats."""
    centre, moves = values.mean(), np.abs(np.diff(values))
    reach = 2.66 * moves[moves < 3.267 * moves.mean()].mean()
    away, rises = values - centre, np.sign(np.diff(values))
    sevens, threes = sliding_window_view(np.sign(away), 7), sliding_window_view(away, 3)
    near = np.abs(threes) > reach * 2 / 3
    return (
        np.abs(away) > reach,
        np.abs(sevens.sum(axis=1)) == 7,
        np.abs(sliding_window_view(rises, 6).sum(axis=1)) == 6,
        (np.abs(np.sign(threes).sum(axis=1)) == 3) & (near.sum(axis=1) >= 2),
    )
