"""Judged series made by hand for tests of the charts: small, fixed, one for each look of a chart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from stonechat.analysis.judged import (
    Assurance,
    Chart,
    Event,
    EventKind,
    Judged,
    JudgedPoint,
    Phase,
    Rule,
    Side,
    Signal,
    Step,
    Target,
    Variation,
)
from stonechat.analysis.series import Better, Between, Point, Series
from stonechat.basics.periods import Period, financial_year, month, on_day
from stonechat.charts.control import draw_control
from stonechat.charts.drawing import Drawing
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Reason, Unit

RATES = (
    *(78, 81, 74, 79, 83, 77, 72, 80, 76, 79, 84, 75),
    *(78, 73, 80, 77, 82, 79, 76, 81, 85, 86, 84, 88),
    *(86, 83, 87, 90, 85, 88, 84, 89, 97, 87, 86, 80),
)
COUNTS = (41, 38, 52, 47, 36, 44, 58, 49, 40, 43, 51, 39, 46, 60, 42)


def months(count: int, start: date = date(2022, 11, 1)) -> list[Period]:
    """That many months, from the first of the start."""
    firsts = [divmod(start.year * 12 + start.month - 1 + place, 12) for place in range(count)]
    return [month(year, number + 1) for year, number in firsts]


def series(
    values: Sequence[float | None],
    *,
    unit: Unit = Unit.PERCENT,
    kind: Kind = Kind.FLOW,
    denominator: int = 129,
    periods: Sequence[Period] | None = None,
    **changes: object,
) -> Series:
    """A series of these values by month; None is a month that is not held."""
    named = periods or months(len(values))
    held = [_point(period, value, unit, denominator) for period, value in zip(named, values, strict=True)]
    made = Series(
        indicator="AS02",
        measure="within_limit",
        title="Assessments completed within 45 working days",
        scope="All teams",
        unit=unit,
        kind=kind,
        better=Better.HIGHER,
        points=tuple(held),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _point(period: Period, value: float | None, unit: Unit, denominator: int) -> Point:
    if value is None:
        return Point(period, None, reason=Reason.NOT_HELD)
    if unit is not Unit.PERCENT:
        return Point(period, Decimal(str(value)), numerator=int(value))
    numerator = round(value * denominator / 100)
    return Point(period, round(Decimal(numerator * 100) / denominator, 1), numerator, denominator)


def judged(
    made: Series,
    centre: float | None,
    lower: float | None,
    upper: float | None,
    marks: dict[int, Variation] | None = None,
    **changes: object,
) -> Judged:
    """The series judged as the test says: one phase, usual variation but where `marks` says otherwise."""
    usual = Variation.NO_READING if centre is None else Variation.USUAL
    points = tuple(
        JudgedPoint(
            point, centre, lower, upper, None, None, frozenset(), None, (marks or {}).get(place, usual)
        )
        for place, point in enumerate(made.points)
    )
    known = [each for each in points if each.point.value is not None]
    found = Judged(
        series=made,
        chart=Chart.XMR if centre is not None else Chart.LINE,
        why="made for a test",
        phases=(Phase(0, len(points) - 1, None, is_trial=False),) if points else (),
        points=points,
        signals=(),
        variation=known[-1].variation if known else Variation.NO_READING,
        side=None,
        target=None,
        assurance=None,
        events=(),
        last_year=None,
        warnings=(),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


EVENTS = (
    Event(date(2023, 5, 15), "Second assessment team began", "Head of service", "All teams"),
    Event(date(2024, 12, 2), "Duty rota changed so that one manager signs off each assessment", "HoS", ""),
)
STEP = Step(date(2024, 7, 1), "new assessment form in use", "Director", date(2025, 2, 3))
TARGET = Target(date(2023, 4, 1), 85.0, "Improvement plan 2023")


def usual() -> Judged:
    """The example of the page: 80% in October 2025, usual variation, a target that may be met by chance."""
    return judged(
        series(RATES),
        80.9,
        68.4,
        93.4,
        target=TARGET,
        targets=(TARGET,),
        assurance=Assurance.MAY_OR_MAY_NOT,
        events=EVENTS[:1],
    )


def stepped() -> Judged:
    """Two phases, every kind of mark, three notes."""
    made = judged(series(RATES), 78.2, 66.0, 90.4, {20: Variation.IMPROVING, 32: Variation.CONCERN})
    later = [
        replace(each, centre=86.6, lower=76.0, upper=97.2) if place >= 20 else each
        for place, each in enumerate(made.points)
    ]
    later[35] = replace(later[35], variation=Variation.CONCERN)
    later[27] = replace(later[27], variation=Variation.CHANGED)
    return replace(
        made,
        points=tuple(later),
        phases=(Phase(0, 19, None, is_trial=False), Phase(20, 35, STEP, is_trial=False)),
        signals=(Signal(Rule.SHIFT, Side.LOW, 28, 35),),
        variation=Variation.CONCERN,
        side=Side.LOW,
        events=EVENTS,
        target=TARGET,
        targets=(TARGET,),
        assurance=Assurance.MAY_OR_MAY_NOT,
    )


def with_gaps() -> Judged:
    """Months without data and a change of recording that breaks the line."""
    held: list[float | None] = list(RATES)
    held[7] = held[8] = held[20] = None
    change = Event(
        date(2024, 3, 1), "new case system", "Head of performance", "All teams", EventKind.RECORDING
    )
    made = judged(series(held), 80.9, 62.1, 99.8)
    phases = (Phase(0, 15, None, is_trial=False), Phase(16, 35, change, is_trial=False))
    return replace(made, phases=phases, events=(change,))


def varying() -> Judged:
    """A p chart: limits that follow the denominators, and would lie beyond 100."""
    made = judged(series(RATES), 80.9, 62.1, 99.8, chart=Chart.P)
    moved = [
        replace(each, lower=80.9 - 8 - place % 5 * 3, upper=80.9 + 8 + place % 5 * 3)
        for place, each in enumerate(made.points)
    ]
    return replace(made, points=tuple(moved))


def counts() -> Judged:
    """A count with few points: a lower limit that would be below zero, and trial limits."""
    made = series(COUNTS, unit=Unit.COUNT, title="Referrals")
    low = judged(made, 45.7, -2.5, 93.9)
    return replace(low, phases=(Phase(0, len(COUNTS) - 1, None, is_trial=True),))


def yearly() -> Judged:
    """A plain line by year."""
    periods = [financial_year(year) for year in range(2018, 2026)]
    values = (312.4, 320.1, 298.7, 305.5, 331.0, 340.2, 338.8, 344.1)
    made = series(values, unit=Unit.PER_10K, kind=Kind.ROLLING, periods=periods, title="Children in need")
    before = made.points[-2]
    return judged(made, None, None, None, last_year=before)


def stock() -> Judged:
    """A run chart of what is open at the end of each month."""
    values = [402 + (place * 37) % 23 + place for place in range(30)]
    made = series(values, unit=Unit.COUNT, kind=Kind.STOCK, title="Children looked after")
    return judged(made, 428.0, None, None, chart=Chart.RUN)


def rare() -> Judged:
    """Days between events, which may fall on one day."""
    days = [date(2023, 1, 9), date(2023, 3, 2), date(2023, 3, 2), date(2023, 9, 20), date(2024, 1, 4)]
    days += [date(2024, 8, 30), date(2024, 10, 1), date(2025, 6, 17)]
    values = (20, 52, 0, 202, 106, 239, 32, 259)
    made = series(
        values,
        unit=Unit.DAYS,
        periods=[on_day(day) for day in days],
        title="Days between serious incidents",
        between=Between.DAYS,
    )
    return judged(made, 88.0, 0.4, 801.0, chart=Chart.DAYS_BETWEEN)


def few() -> Judged:
    """Five points on few children: dots, and numbers told as counts."""
    made = series((60, 55, 70, 65, 50), denominator=20)
    found = judged(made, None, None, None, chart=Chart.DOTS, variation=Variation.TOO_FEW)
    return replace(found, points=tuple(replace(each, variation=Variation.TOO_FEW) for each in found.points))


def nothing() -> Judged:
    """No value in any month."""
    return judged(series([None] * 6), None, None, None, chart=Chart.DOTS, variation=Variation.TOO_FEW)


def hostile() -> Judged:
    """Names and texts that would break markup, and a title that is far too long."""
    title = 'Children & <script>alert("x")</script> with a plan whose "lead" worker changed ' * 3
    event = Event(date(2023, 5, 15), "</text><script>&", "x", "y")
    return judged(series(RATES, title=title, scope="Team <A> & 'B'\x07"), 80.9, 68.4, 93.4, events=(event,))


OVER_TIME = {
    made.__name__: made
    for made in (usual, stepped, with_gaps, varying, counts, yearly, stock, rare, few, nothing, hostile)
}


def _over_time(name: str) -> Callable[[int], Drawing]:
    return lambda width: draw_control(OVER_TIME[name](), width)


EVERY_CHART: dict[str, Callable[[int], Drawing]] = {name: _over_time(name) for name in OVER_TIME}
"""Every chart by name, drawn at a width."""
