"""The numbers that people click, and the list that each must open: of the figures, not of the lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from stonechat.app.children import Asked
from stonechat.app.figures import TEAM, Figures
from stonechat.basics.periods import Period
from stonechat.basics.problems import Refused
from stonechat.indicators.breakdowns import NOT_RECORDED
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value


@dataclass(frozen=True)
class Clicked:
    """A number and what its link asks for."""

    asked: Asked
    number: int

    @property
    def query(self) -> dict[str, str]:
        """The query of the link."""
        said = {
            "period": self.asked.period,
            "measure": self.asked.measure,
            "part": self.asked.part,
            "by": self.asked.breakdown,
            "category": self.asked.category,
            "team": self.asked.team,
        }
        return {name: value for name, value in said.items() if value is not None}


def numbers_of(
    figures: Figures, indicator: Indicator, period: Period, breakdown: str | None
) -> Iterator[Clicked]:
    """Every number of the indicator in that period: totals, or the categories of the breakdown."""
    try:
        values = figures.values(indicator, period, breakdown)
    except Refused:
        return
    for value in values:
        if value.breakdown == breakdown:
            yield from _parts(indicator, period, value)


def _parts(indicator: Indicator, period: Period, value: Value) -> Iterator[Clicked]:
    category = (value.category or NOT_RECORDED) if value.breakdown else None
    measure = next(one for one in indicator.on(period.last).measures if one.name == value.measure)
    above, below = value.numerator, value.denominator
    if above is None and below is not None:  # a length of time, made of so many rows
        above, below = below, None
    if measure.per_population or measure.denominator is None:
        below = None
    for part, number in (("numerator", above), ("denominator", below)):
        if number is not None:
            asked = Asked(
                indicator.id,
                period.label,
                "to compare it with its number",
                value.measure,
                part,
                value.breakdown,
                category,
            )
            yield Clicked(asked, int(number))


def numbers_of_team(figures: Figures, indicator: Indicator, period: Period, team: str) -> Iterator[Clicked]:
    """Every number of one team, as its manager opens it: without a category, by who they are."""
    if TEAM not in indicator.breakdowns:
        return
    for clicked in numbers_of(figures, indicator, period, TEAM):
        if clicked.asked.category == team:
            asked = clicked.asked
            yield Clicked(
                Asked(asked.indicator, asked.period, asked.reason, asked.measure, asked.part), clicked.number
            )


def all_periods(figures: Figures) -> list[Period]:
    """Every month and year held."""
    return [*figures.months(999), *figures.years(99)]


def rows_of_worker(look: Any, worker: str) -> int:
    """How many of everybody's rows behind a list are the worker's, found row by row."""
    from dataclasses import replace

    from stonechat.indicators.breakdowns import own_worker_column

    everyone = replace(look, within=replace(look.within, everyone=True))
    column = own_worker_column(look.tally.table, look.tally.when)
    assert column is not None
    return look.number([row for row in everyone.rows() if row[column] == worker])
