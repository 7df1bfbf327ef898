"""How many signals mean nothing on a page of 200 indicators for ten teams, before and after raising some.

Made-up series, judged and raised by the product itself. Before: series whose last point shows a signal.
After: those that the page raises. Then the same with real steps planted in one series of twenty, to see
how many of them are kept, and what share of those raised is false.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import numpy as np
from numpy.random import Generator

from measure import Results
from stonechat.analysis.judged import Judged
from stonechat.analysis.series import Better, Point, Series
from stonechat.analysis.signals import Raised, newest, raised
from stonechat.analysis.trend import judge
from stonechat.basics.periods import following, month
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

INDICATORS, TEAMS, PAGES = 200, 10, 5
BASELINE = 24
PLANTED, REAL = 100, "real"

Draw = Callable[[Generator, int], Iterable[float]]


def run() -> Results:
    """Each page is judged in one month; those on which nothing is real are means of several."""
    results = Results(f"False signals in a month, {INDICATORS} indicators for {TEAMS} teams")
    for name, (draw, unit) in NULLS.items():
        before, after = false_flags(draw, unit)
        results.add(name, "none is real", f"{before:.1f} before, {after:.2f} after")
    quiet = [made(0, place) for place in range(INDICATORS * TEAMS - PLANTED)]
    for size in (1, 2):
        for months in (1, 3, 6, 12):
            results.add(
                f"a step of {size} sigma, {months} months old",
                f"{PLANTED} of 2,000 are real",
                kept(quiet, size, months),
            )
    return results


def false_flags(draw: Draw, unit: Unit) -> tuple[float, float]:
    """Series flagged, and series raised, on a page on which nothing happened."""
    of = np.random.default_rng(len(unit))
    before = after = 0
    for _ in range(PAGES):
        page = [judged(draw(of, BASELINE + 1), unit, place) for place in range(INDICATORS * TEAMS)]
        before += sum(newest(each) is not None for each in page)
        after += len(raised(page))
    return before / PAGES, after / PAGES


def kept(quiet: list[Judged], size: int, months: int) -> str:
    """What becomes of so many real steps among series in which nothing happened: on one page of all, and on
    ten pages that each have a tenth of both."""
    real = [made(size, place, months) for place in range(PLANTED)]
    flagged = sum(newest(each) is not None for each in real)
    pages = [[*real[team::TEAMS], *quiet[team::TEAMS]] for team in range(TEAMS)]
    whole, parts = raised([*real, *quiet]), [each for page in pages for each in raised(page)]
    return f"{flagged} flagged; raised {told(whole)}, by the ten teams {told(parts)}"


def told(found: Sequence[Raised]) -> str:
    """How many real ones were raised, and how many others."""
    good = sum(each.judged.series.indicator.startswith(REAL) for each in found)
    return f"{good} and {len(found) - good} false"


def made(size: int, place: int, months: int = 1) -> Judged:
    """A normal series with a step of so many standard deviations, so many months before its end."""
    of = np.random.default_rng([size, place, months])
    values = [value + 10 * size * (n >= BASELINE) for n, value in enumerate(normal(of, BASELINE + months))]
    return judged(values, Unit.DAYS, place, name=REAL if size else "I")


def judged(values: Iterable[float], unit: Unit, place: int, name: str = "I") -> Judged:
    """Limits from the first 24 months, as an analyst would fix them."""
    kind = Kind.FLOW if unit is Unit.COUNT else Kind.DURATION
    indicator = f"{name}{place // TEAMS}"
    points = tuple(Point(period, Decimal(str(value))) for period, value in zip(MONTHS, values, strict=False))
    series = Series(indicator, "main", indicator, f"Team {place % TEAMS}", unit, kind, Better.LOWER, points)
    return judge(series, baseline=BASELINE)


def normal(of: Generator, size: int) -> list[float]:
    return [round(float(value), 1) for value in of.normal(100, 10, size)]


def counts(mean: float) -> Draw:
    return lambda of, size: of.poisson(mean, size).tolist()


def resembling(of: Generator, size: int) -> list[float]:
    """Each value keeps 0.4 of how far the one before was from the mean."""
    values = [0.0]
    for noise in of.normal(0, 9, size + 20):
        values.append(0.4 * values[-1] + float(noise))
    return [round(100 + value, 1) for value in values[-size:]]


NULLS: dict[str, tuple[Draw, Unit]] = {
    "normal values": (normal, Unit.DAYS),
    "counts, mean 5.5": (counts(5.5), Unit.COUNT),
    "counts, mean 30": (counts(30), Unit.COUNT),
    "months alike (autocorrelation 0.4)": (resembling, Unit.DAYS),
}

MONTHS = [month(2022, 1)]
while len(MONTHS) < BASELINE + 12:
    MONTHS.append(following(MONTHS[-1]))
