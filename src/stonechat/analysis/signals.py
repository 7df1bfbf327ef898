"""Which signals of a page to raise, in an order to read in, with few false alarms among those raised.

Four rules give about two false signals for every hundred series each month, so a page of 2,000 series has
some forty that mean nothing. Each stays on its own chart; a page raises only those that are too strong for
chance among so many looks (Benjamini and Hochberg 1995). Why in this way: docs/adr/0012-raised-signals.md.

The order is of one's own indicators: the scopes of one indicator (teams) stay as they were given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, factorial, sqrt

from stonechat.analysis.chances import beyond_t
from stonechat.analysis.judged import Chart, Judged, JudgedPoint, Rule, Signal
from stonechat.analysis.measuring import POWER
from stonechat.analysis.reading import speaking
from stonechat.analysis.series import Point
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

FALSE_SHARE = 0.05
"""Of the signals that a page raises, no more than so many are chance, on average."""

WINDOWS = (1, 3, 6, 12)
"""The last so many points are held against those before them."""

LOOKS = 4
"""The four windows overlap so far that they are worth three looks (measured); a trend is the fourth."""

FEWEST_BEFORE = 6
"""Points that a window needs before it."""

_MOST_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal to look at. `size` is how far its points lie from the others of their phase, in standard
    deviations of these (never under 0), `duration` the number of points from its first to its last.

    `chance` is the least share of false alarms at which the page would still raise it (0 to 1).
    """

    judged: Judged
    signal: Signal
    size: float
    duration: int
    chance: float

    @property
    def strength(self) -> float:
        """Size and duration together: large ones and lasting ones are read first."""
        return self.size * sqrt(self.duration)


def raised(page: Sequence[Judged], false_share: float = FALSE_SHARE) -> tuple[Raised, ...]:
    """The signals on the last points of these series that are more than chance on a page of that size.

    One for each series at most: the one that its last point shows. Indicators with the strongest signals
    come first; those of one indicator keep the order in which they were given. The page is what one reader
    looks through at once: fewer series, fewer looks.
    """
    chances = adjusted([chance(judged) for judged in page])
    found = [_raised(judged, each) for judged, each in zip(page, chances, strict=True) if each <= false_share]
    strongest: dict[str, float] = {}
    for each in found:
        indicator = each.judged.series.indicator
        strongest[indicator] = max(strongest.get(indicator, 0.0), each.strength)
    return tuple(sorted(found, key=lambda each: -strongest[each.judged.series.indicator]))


def newest(judged: Judged) -> Signal | None:
    """The signal that the last point shows; None where it shows none."""
    last = _last_place(judged)
    covering = [signal for signal in judged.signals if last is not None and signal.last == last]
    return speaking(judged.series.better, covering)


def chance(judged: Judged) -> float:
    """How likely chance alone puts evidence as strong at the end of the series; 1 without a signal there.

    The last 1, 3, 6 and 12 points are each held against the earlier points of the phase by a t-test, after a
    transformation that gives counts and percentages an even spread, and allowing for neighbours that
    resemble each other; a trend has the chance of so many ordered points. The least of these chances is
    multiplied by the number of looks that they are worth. What was counted on one day is looked at for a
    trend only: each of its steps is as likely up as down.
    """
    signal = newest(judged)
    if signal is None:
        return 1.0
    if judged.chart is Chart.RUN and judged.series.kind is Kind.STOCK:
        return min(1.0, 0.5 ** (_duration(signal) - 2))
    looks = [*_windows(_steadied(judged)), *_trends(judged)]
    return min(1.0, min(looks, default=1.0) * LOOKS)


def adjusted(chances: Sequence[float]) -> tuple[float, ...]:
    """Each chance as the false share at which it would just be raised, by Benjamini and Hochberg."""
    order = sorted(range(len(chances)), key=lambda place: chances[place], reverse=True)
    least, found = 1.0, [1.0] * len(chances)
    for passed, place in enumerate(order):
        least = min(least, chances[place] * len(chances) / (len(chances) - passed))
        found[place] = least
    return tuple(found)


def _raised(judged: Judged, false_share: float) -> Raised:
    signal = newest(judged)
    if signal is None:
        raise ValueError("only a series whose last point shows a signal can be raised")
    return Raised(judged, signal, _size(judged, signal), _duration(signal), false_share)


def _duration(signal: Signal) -> int:
    return signal.last - signal.first + 1


def _last_place(judged: Judged) -> int | None:
    places = reversed(range(len(judged.points)))
    return next((place for place in places if judged.points[place].point.value is not None), None)


def _size(judged: Judged, signal: Signal) -> float:
    """The distance of the signal's points from the earlier ones of the phase."""
    values = _steadied(judged)
    length = sum(point.point.value is not None for point in judged.points[signal.first : signal.last + 1])
    before, after = values[:-length], values[-length:]
    if len(before) < 2:
        return 0.0
    spread = sqrt(_variance(before))
    return abs(_mean(after) - _mean(before)) / spread if spread else 0.0


def _steadied(judged: Judged) -> list[float]:
    """The last phase's values, oldest first, on a scale where chance spreads all alike."""
    phase = judged.phases[-1]
    points = judged.points[phase.first : phase.last + 1]
    return [_steady(judged, each) for each in points if each.point.value is not None]


def _steady(judged: Judged, each: JudgedPoint) -> float:
    """Counts by the square root (Anscombe), percentages by the arcsine, days between events by a power."""
    series, value = judged.series, float(each.point.value or 0)
    if judged.chart in {Chart.P, Chart.P_PRIME}:
        return _arcsine(each.point)
    if series.between is not None:
        return float(value ** (1 / POWER))
    told = value if each.adjusted is None else each.adjusted
    return sqrt(max(0.0, told + 3 / 8)) if series.unit is Unit.COUNT else told


def _arcsine(point: Point) -> float:
    numerator, denominator = float(point.numerator or 0), float(point.denominator or 0)
    return asin(sqrt((numerator + 3 / 8) / (denominator + 3 / 4)))


def _trends(judged: Judged) -> Iterator[float]:
    """So many points are in order, up or down, in two of all the ways to order them."""
    last = _last_place(judged)
    for signal in judged.signals:
        if signal.rule is Rule.TREND and signal.last == last:
            yield 2 / factorial(_duration(signal))


def _windows(values: Sequence[float]) -> Iterator[float]:
    for length in WINDOWS:
        if len(values) - length >= FEWEST_BEFORE:
            yield _window(values[:-length], values[-length:])


def _window(before: Sequence[float], after: Sequence[float]) -> float:
    """Two-sided t-test of two means with one spread, neighbours resembling each other as they are seen to."""
    left = [[value - _mean(part) for value in part] for part in (before, after)]
    whole = sum(each**2 for part in left for each in part)
    difference, count = abs(_mean(after) - _mean(before)), len(before) + len(after)
    if not whole:
        return 0.0 if difference else 1.0
    resembles = _resemblance(left, whole, count)
    of_means = _of_mean(len(before), resembles) + _of_mean(len(after), resembles)
    freedom = (count - 2) * (1 - resembles) / (1 + resembles)
    return 2 * beyond_t(difference / sqrt(whole / (count - 2) * of_means), freedom)


def _resemblance(left: Sequence[Sequence[float]], whole: float, count: int) -> float:
    """Autocorrelation of what the means leave, never under 0. That of few points comes out too low, which is
    made up for (Kendall 1954)."""
    seen = sum(one * other for part in left for one, other in pairwise(part)) / whole
    return min(max(0.0, seen + (1 + 4 * seen) / count), _MOST_ALIKE)


def _of_mean(length: int, resembles: float) -> float:
    """The variance of a mean of so many values, each of variance 1, that resemble their neighbours."""
    shared = sum((1 - apart / length) * resembles**apart for apart in range(1, length))
    return (1 + 2 * shared) / length


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held)


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)
