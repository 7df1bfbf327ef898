"""The sums at which a CUSUM of rare counts alarms, by the usual count and the time between false alarms.

There is no formula for them, so they were simulated once and stand in `cusum_limits.csv`. To make it anew:

    python -m stonechat.analysis.cusum_limits > src/stonechat/analysis/cusum_limits.csv
"""

import csv
import sys
from bisect import bisect_left
from functools import cache
from math import log
from pathlib import Path

ALARM_FREE = (24, 60, 120)
"""Periods to a false alarm, on average, for which there are limits: two, five and ten years of months."""

EXPECTED = tuple(n / 10 for n in range(1, 21)) + tuple(n / 2 for n in range(5, 21))
"""Usual counts of a period for which there are limits: 0.1 to 10."""

_FILE = Path(__file__).with_name("cusum_limits.csv")
_PATHS, _PERIODS, _SEED = 4000, 1200, 1985


def limit(expected: float, alarm_free: int) -> float | None:
    """The sum to pass for an alarm, in events; None for a usual count under 0.1 or above 10.

    Between two usual counts of the file it lies on a straight line between their limits, where the time
    between false alarms is roughly what is asked. ValueError for a time that is none of `ALARM_FREE`.
    """
    if alarm_free not in ALARM_FREE:
        raise ValueError(f"there are limits for {ALARM_FREE} periods between false alarms, not {alarm_free}")
    limits = _limits()[alarm_free]
    if not EXPECTED[0] <= expected <= EXPECTED[-1]:
        return None
    place = max(1, bisect_left(EXPECTED, expected))
    below, above = EXPECTED[place - 1], EXPECTED[place]
    share = (expected - below) / (above - below)
    return limits[place - 1] + share * (limits[place] - limits[place - 1])


@cache
def _limits() -> dict[int, tuple[float, ...]]:
    """By periods between false alarms, the limits in the order of `EXPECTED`."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        free: tuple(float(row["limit"]) for row in rows if int(row["alarm_free"]) == free)
        for free in ALARM_FREE
    }


def simulated(expected: float) -> tuple[float, ...]:
    """The limits for that usual count, in the order of `ALARM_FREE`, to three decimal places.

    Many paths of the sum are drawn and none begins anew. A limit is passed for the first time when the
    greatest sum so far passes it, so the time to an alarm, averaged over paths, is one more than the number
    of greatest sums at or under the limit for each path: the limit is one of these sums in their order.
    """
    import numpy as np  # noqa: PLC0415  (only for making the file)

    drawn = np.random.default_rng([_SEED, round(expected * 10)]).poisson(expected, (_PERIODS, _PATHS))
    total, greatest = np.zeros(_PATHS), np.zeros((_PERIODS, _PATHS))
    for period in range(_PERIODS):
        total = np.maximum(0.0, total + drawn[period] - expected / log(2))
        greatest[period] = np.maximum(greatest[period - 1], total)
    places = [(free - 1) * _PATHS for free in ALARM_FREE]
    in_order = np.partition(greatest, places, axis=None)
    return tuple(round(float(in_order[place]) + 0.0005, 3) for place in places)


def main() -> None:
    """Write the file."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("expected", "alarm_free", "limit"))
    for expected in EXPECTED:
        for free, found in zip(ALARM_FREE, simulated(expected), strict=True):
            rows.writerow((expected, free, f"{found:.3f}"))


if __name__ == "__main__":
    main()
