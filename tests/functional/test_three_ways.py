"""The same children from census and SSDA903, from a Standard Safeguarding Dataset, and from all three.

Whatever figure two of them hold must be the same: each event counts once, by one meaning, whatever file it
came in. A figure that a source cannot tell must be *not held*, and not 0.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest

from stonechat.app.council import init_council
from stonechat.app.figures import current_setting
from stonechat.app.intake import import_files
from stonechat.basics.dates import add_months
from stonechat.basics.periods import Period, Windows
from stonechat.basics.problems import Refused
from stonechat.engines.kept import KeptAnswers
from stonechat.indicators.measure import Reason, Value
from stonechat.indicators.plan import assemble
from stonechat.pipeline.results import Setting, periods, results_file
from stonechat.sources.reading import Overrides
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, NAME

WAYS = {"returns": ("cin", "ssda903"), "dataset": ("ssd",), "all": ("cin", "ssda903", "ssd")}

OF_THE_DATASET = ("team", "worker")
"""Breakdowns that the returns cannot make: they name no team, and say so in words."""

LOOKING_FURTHEST = {"CL07", "CL10", "CL42", "CP21"}
"""What needs the most years before; with fewer years of returns they would not be compared."""


class Question(NamedTuple):
    """One figure's address."""

    indicator: str
    period: str
    breakdown: str | None


Figures = dict[Question, list[Value]]
AskedOf = Callable[[Windows], tuple[Period, ...]]

HALF_YEARS = (3, 9)


def some_periods(windows: Windows) -> tuple[Period, ...]:
    """The last year of returns, and the last month of each of its halves."""
    last = date(LAST_DAY.year, 3, 31)
    held = Windows.of([(add_months(last + timedelta(days=1), -12), last)])
    return tuple(one for one in periods(windows.common(held)) if one.last.month in HALF_YEARS)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((600, 5, some_periods), id="small"),
        pytest.param((62_500, 5, periods), id="full size", marks=pytest.mark.nightly),
    ],
)
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """Every figure worked out ahead, by the way that the data came; of the small one, of some periods."""
    out = tmp_path_factory.mktemp("extracts")
    children, years, asked = request.param
    write_authority(out, children, years, seed=7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stonechat.pipeline.results.periods", asked)
        return {
            way: figures_of(tmp_path_factory.mktemp("council") / way, out, asked, *kinds)
            for way, kinds in WAYS.items()
        }


def figures_of(root: Path, extracts: Path, asked: AskedOf, *kinds: str) -> Figures:
    council = init_council(root, AUTHORITY, NAME)
    council.population_file.write_bytes((extracts / "population.csv").read_bytes())
    for kind in kinds:
        # A small dataset does not tell by itself on which day it was made.
        made_at = datetime.combine(LAST_DAY, time(18), UTC) if kind == "ssd" else None
        outcome = import_files(council, [extracts / kind], Overrides(AUTHORITY, made_at=made_at))
        assert all(file.is_accepted for file in outcome.files)
    setting = current_setting(council)
    return dict(worked_out(setting, KeptAnswers(results_file(council.folder, setting)), asked))


def worked_out(setting: Setting, kept: KeptAnswers, asked: AskedOf) -> Iterator[tuple[Question, list[Value]]]:
    for indicator in setting.catalogue:
        for period in asked(setting.windows):
            for breakdown in (None, *indicator.breakdowns):
                if breakdown in OF_THE_DATASET:
                    continue
                try:
                    planned = setting.plan(indicator, period, breakdown)
                except Refused:
                    continue
                answers = kept.answer(planned.tallies)
                assert answers is not None
                yield Question(indicator.id, period.label, breakdown), assemble(planned, answers)


def shared(one: Figures, other: Figures) -> Iterator[tuple[Question, list[Value], list[Value]]]:
    """The figures that both hold."""
    for question in sorted(one.keys() & other.keys(), key=str):
        both = one[question], other[question]
        if not any(value.reason is Reason.NOT_HELD for values in both for value in values):
            yield question, *both


def said(values: list[Value]) -> list[tuple[object, ...]]:
    """All that a figure says, but for the day to which its data go."""
    return [
        (v.measure, v.breakdown, v.category, v.numerator, v.denominator, v.value, v.reason) for v in values
    ]


@pytest.mark.parametrize(("one", "other"), [*combinations(WAYS, 2)])
def test_two_ways_to_bring_the_same_children_give_the_same_figures(
    figures: dict[str, Figures], one: str, other: str
) -> None:
    compared = list(shared(figures[one], figures[other]))
    reached = {question.indicator for question, _, _ in compared}
    assert len(reached) > 40
    assert reached >= LOOKING_FURTHEST
    differing = {question for question, mine, theirs in compared if said(mine) != said(theirs)}
    assert differing == set(), sorted(map(str, differing))[:5]
