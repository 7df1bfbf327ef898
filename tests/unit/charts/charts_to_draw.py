"""Judged series made by hand for tests of the charts: small, fixed, one for each look of a chart."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from stonechat.analysis.funnel import Funnel, funnel
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
from stonechat.analysis.neighbours import Neighbour, against_neighbours
from stonechat.analysis.places import Place
from stonechat.analysis.series import Better, Between, Point, Series
from stonechat.basics.periods import Period, financial_year, month, on_day
from stonechat.charts.bars import Bar, Comparison, Overall, draw_bars
from stonechat.charts.control import draw_control
from stonechat.charts.conversion import Stage, draw_conversion
from stonechat.charts.drawing import Drawing
from stonechat.charts.funnel_plot import Plotted, draw_funnel
from stonechat.charts.sparkline import draw_sparkline
from stonechat.charts.strip import Measured, draw_strip
from stonechat.charts.timeline import Happening, draw_timeline
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


STAGES = (
    Stage("contacts", 4120),
    Stage("referrals", 1154),
    Stage("assessments", 1012),
    Stage("section 47 enquiries", 301),
    Stage("initial conferences", None),
    Stage("child protection plans", 118),
)


def flow(width: int) -> Drawing:
    """A step that no source records, and the share of the one after it."""
    return draw_conversion(STAGES, "All teams", "events dated April 2025 to March 2026", width)


def small_flow(width: int) -> Drawing:
    """Small numbers, and a later step that is larger."""
    stages = (Stage("enquiries", 38), Stage("conferences", 12), Stage("plans", 15), Stage("reviews", 0))
    return draw_conversion(stages, "North", "cohort of April to June 2025, followed for six months", width)


def teams(width: int) -> Drawing:
    """Teams by name, one of them without a value and one with a long name."""
    groups = (
        Bar("Assessment North", 71.4, "71%", 63.9, 77.9, "64% to 78%"),
        Bar("Assessment South and the villages along the estuary", 84.0, "84%", 77.0, 89.2, "77% to 89%"),
        Bar("Children with disabilities", None, "none counted"),
        Bar("Duty", 33.3, "3 of 9", 12.1, 64.6, "12% to 65%"),
    )
    subtitle = "Assessments completed within 45 working days. By team, April 2025 to March 2026"
    compared = Comparison(
        "Assessments within 45 working days",
        "The teams differ by more than chance would make them",
        subtitle,
        groups,
        Overall(76.0, "76%"),
        100.0,
        "The figures of small teams are uncertain.",
    )
    return draw_bars(compared, width)


def timeline(width: int) -> Drawing:
    """What is open, what lasted, and what was of one day, from three agencies."""
    happened = (
        Happening(date(2024, 2, 12), "contact about domestic abuse", "Police"),
        Happening(date(2024, 2, 14), "referral accepted", "Social care"),
        Happening(date(2024, 2, 14), "assessment done in 38 working days", "Social care", date(2024, 4, 9)),
        Happening(date(2024, 5, 20), "attendance below 90 per cent", "School", date(2024, 7, 19)),
        Happening(date(2025, 1, 8), "child protection plan", "Social care", is_open=True),
    )
    return draw_timeline(happened, date(2025, 10, 31), "What agencies hold", width)


def _place(code: str, name: str, value: float | None, denominator: int = 900) -> Place:
    if value is None:
        return Place(code, name)
    numerator = round(value * denominator / 100)
    return Place(code, name, numerator, denominator, round(Decimal(numerator * 100) / denominator, 1))


NAMES = ("Ashby", "Barrow", "Carrick", "Dunmore", "Elstow", "Farne", "Garth", "Holme", "Ilford", "Jarrow")
HIGHER = (21.0, 19.5, 23.1, 20.2, 22.8, 18.9, 24.0, 21.0, 21.1, 20.9)
EQUAL = (22.0, 22.0, 22.0, 22.0, 25.0, 19.0, None, 23.0, 24.0, 22.1)


def measured(title: str, ours: float | None, values: Sequence[float | None]) -> Measured:
    """One measure of ours beside ten neighbours and England."""
    near = [
        Neighbour(_place(name[:3], name, value), "Close") for name, value in zip(NAMES, values, strict=True)
    ]
    us = _place("998", "Stonechester", ours)
    against = against_neighbours(us, near, 2024, _place("ENG", "England", 22.4, 400_000))
    return Measured(title, Unit.PERCENT, "year to March 2025", against)


def strips(width: int) -> Drawing:
    """Three measures: above the middle half, with equal neighbours and one without a figure, and not ours."""
    return draw_strip(
        (
            measured("Re-referrals within 12 months", 28.3, HIGHER),
            measured("Children with a second or later child protection plan in their life", 22.0, EQUAL),
            measured("Assessments within 45 working days", None, HIGHER),
        ),
        width,
    )


def one_strip(width: int) -> Drawing:
    """One measure, within the middle half."""
    return draw_strip((measured("Re-referrals within 12 months", 21.5, HIGHER),), width)


def _funnel(ours: float, unit: Unit = Unit.PERCENT) -> Plotted:
    places = [
        _place(f"{place}", f"Place {place}", 22 + (place * 37 % 19 - 9) * 0.6, 300 + (place * 53 % 60) * 70)
        for place in range(60)
    ]
    made = funnel([*places, _place("998", "Stonechester", ours, 1900)], unit)
    assert isinstance(made, Funnel)
    return Plotted("Re-referrals within 12 months", "year to March 2025", "referrals", made, "998")


def funnels(width: int) -> Drawing:
    """Sixty places and ours beyond the limit."""
    return draw_funnel(_funnel(37.0), width)


def funnels_without_us(width: int) -> Drawing:
    """No place of ours, a rate per 10,000."""
    return draw_funnel(replace(_funnel(22.0, Unit.PER_10K), us=None), width)


def sparkline(_width: int) -> Drawing:
    """The small picture of a row."""
    return draw_sparkline(stepped())


def _over_time(name: str) -> Callable[[int], Drawing]:
    return lambda width: draw_control(OVER_TIME[name](), width)


CHARTS_OF_PLACES = (
    *(flow, small_flow, teams, timeline),
    *(strips, one_strip, funnels, funnels_without_us, sparkline),
)

EVERY_CHART: dict[str, Callable[[int], Drawing]] = {
    **{name: _over_time(name) for name in OVER_TIME},
    **{draw.__name__: draw for draw in CHARTS_OF_PLACES},
}
"""Every chart by name, drawn at a width."""
