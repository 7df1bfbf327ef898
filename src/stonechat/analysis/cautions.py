"""Sentences that a reader needs beside a judged series: what was taken out, what rests on little."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from stonechat.analysis.adjusting import counts_events
from stonechat.analysis.choosing import RARE, counts
from stonechat.analysis.judged import Chart, Phase
from stonechat.analysis.measuring import Measured
from stonechat.analysis.phases import FEWEST_BY_A_STEP, trials
from stonechat.analysis.ruling import RuledPhase
from stonechat.analysis.series import Between, Series
from stonechat.analysis.small_numbers import caution
from stonechat.basics.dates import in_words

RESEMBLING = 0.3
"""From this autocorrelation on, a point tells much of the next, and chance alone gives many more signals."""


def cautions(
    series: Series,
    chart: Chart,
    measured: Measured | None,
    ruled: Sequence[RuledPhase],
    phases: Sequence[Phase],
) -> tuple[str, ...]:
    """The sentences, the gravest first; none where there is nothing to say."""
    if measured is None:
        return (*_small_number(series), *_gaps(series))
    return (
        *_resemblance(chart, measured, ruled),
        *_small_parts(series, chart),
        *_since_the_last(series, measured, ruled),
        *_small_number(series),
        *_steps_on_trial(series, phases),
        *_calendar(series, chart, measured),
        *_gaps(series),
    )


def autocorrelation(values: Sequence[Fraction | None], centres: Sequence[Fraction | None]) -> float | None:
    """How much each value resembles the one before, from -1 to 1, about the centres; None if all lie on them.

    Pairs across a gap are left out, and so are places without a centre.
    """
    pairs = zip(values, centres, strict=True)
    left = [None if value is None or centre is None else float(value - centre) for value, centre in pairs]
    whole = sum(each**2 for each in left if each is not None)
    shared = sum(one * other for one, other in pairwise(left) if one is not None and other is not None)
    return shared / whole if whole else None


def _resemblance(chart: Chart, measured: Measured, ruled: Sequence[RuledPhase]) -> Iterator[str]:
    if chart is Chart.RUN or not any(phase.is_read for phase in ruled):
        return
    centres: list[Fraction | None] = []
    for each in ruled:
        centres += [line.centre for line in each.lines] or [None] * (each.phase.last - each.phase.first + 1)
    resembles = autocorrelation(measured.values, centres)
    if resembles is not None and resembles > RESEMBLING:
        yield (
            f"Each point resembles the one before (autocorrelation {resembles:.1f}), so points pass "
            "the limits by chance more often than they should: read signals with care."
        )


def _small_parts(series: Series, chart: Chart) -> Iterator[str]:
    pairs = [pair for pair in counts(series.points) or () if pair]
    if chart not in {Chart.P, Chart.P_PRIME}:
        return
    if sum(min(part, whole - part) for part, whole in pairs) < RARE * len(pairs):
        yield (
            f"Fewer than {RARE} children a period on average are in the smaller part of the percentage, so "
            "the limits are rough: quarters tell more."
        )


def _since_the_last(series: Series, measured: Measured, ruled: Sequence[RuledPhase]) -> Iterator[str]:
    """The days since the last event are no point yet, but may be more than any before."""
    if series.between is not Between.DAYS or series.data_to is None or not series.points:
        return
    days = (series.data_to - series.points[-1].period.last).days
    upper = ruled[-1].lines[-1].upper if ruled[-1].is_read else None
    is_beyond = upper is not None and days > measured.shown(len(series.points) - 1, upper)
    if days > 0:
        beyond = ", which is beyond the upper limit" if is_beyond else ""
        yield f"There was none in the {days} days to {in_words(series.data_to)}{beyond}."


def _small_number(series: Series) -> Iterator[str]:
    """Of the latest value, which is the one that is read."""
    said = caution(series.unit, series.known[-1].denominator, "The last value") if series.known else None
    if said:
        yield said


def _steps_on_trial(series: Series, phases: Sequence[Phase]) -> Iterator[str]:
    for step, before, after in trials(series.points, phases):
        yield (
            f"The step of {in_words(step.on)} is on trial: {before} points lie before it and {after} "
            f"after it, and it needs {FEWEST_BY_A_STEP} on each side."
        )


def _calendar(series: Series, chart: Chart, measured: Measured) -> Iterator[str]:
    if chart is not Chart.XMR:
        return
    if measured.calendar.usual_days is not None:
        yield "The limits allow for the number of working days in each period."
    elif counts_events(series):
        yield "The limits do not allow for working days: bank holidays are not known for every period."
    if measured.calendar.seasons:
        yield "The limits allow for the season: the months of the year differ by more than chance."


def _gaps(series: Series) -> Iterator[str]:
    missing = [point.value is None for point in series.points]
    if all(missing):
        return
    after = missing[::-1].index(False)
    if after:
        last = series.points[-1 - after].period
        yield f"The last value is that of {last}: there is none for the {_periods(after)} after it."
    between = sum(missing) - after - missing.index(False)
    if between:
        yield f"There is no value for {_periods(between)} in between. A run does not go on across a gap."


def _periods(count: int) -> str:
    return "1 period" if count == 1 else f"{count} periods"
