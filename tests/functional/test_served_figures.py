"""The figures that pages read: opened once for all, never of two snapshots, never of changed bytes."""

import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from unittest.mock import patch

import pytest
from tests.few_indicators import patch_catalogue
from tests.functional.commands import Command
from tests.viewers import DIRECTOR, HOLDER, MEMBER

from stonechat.app import served
from stonechat.app.council import open_council
from stonechat.app.figures import Figures
from stonechat.app.gate import figures_for
from stonechat.app.judging import judgements
from stonechat.app.permissions import Viewer
from stonechat.app.served import served_figures
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Refused
from stonechat.engines.duckdb import DuckDBEngine
from stonechat.indicators.definition import Indicator

READERS = 8
YEAR = parse_period("FY2025-26")


@pytest.fixture(scope="module")
def imported(
    run: Command, tmp_path_factory: pytest.TempPathFactory, two_censuses: tuple[Path, ...]
) -> Iterator[Path]:
    """A folder with both returns, each imported by itself, so that there is an earlier snapshot."""
    root = tmp_path_factory.mktemp("served") / "council"
    with pytest.MonkeyPatch.context() as patched:
        patch_catalogue(patched.setattr)
        assert run("init", root).code == 0
        for census in two_censuses:
            assert run("import", census, "--folder", root).code in (0, 3)
        yield root


@pytest.fixture
def folder(imported: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return shutil.copytree(imported, tmp_path / "council")


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """The snapshot of each opening, in order."""
    found: list[str] = []

    def noting(*arguments: object, **named: object) -> Figures:
        figures = Figures(*arguments, **named)  # type: ignore[arg-type]
        found.append(figures.setting.snapshot.id)
        return figures

    with patch.object(served, "Figures", noting):
        yield found


def test_threads_that_come_together_share_one_opening_and_get_the_same_numbers(
    folder: Path, opened: list[str]
) -> None:
    together = Barrier(READERS)

    def read(_: int) -> tuple[int, object]:
        together.wait(30)
        figures = served_figures(open_council(folder))
        indicator = figures.setting.catalogue["FD16"]
        return id(figures), figures.values(indicator, YEAR, "sex")

    with ThreadPoolExecutor(READERS) as pool:
        got = list(pool.map(read, range(READERS)))
    assert len(opened) == 1
    assert len({which for which, _ in got}) == 1
    alone = Figures(open_council(folder))
    assert all(values == alone.values(alone.setting.catalogue["FD16"], YEAR, "sex") for _, values in got)


def test_who_began_on_one_snapshot_ends_on_it_and_the_next_reader_gets_the_new_one(
    run: Command, folder: Path
) -> None:
    began = open_council(folder)
    first = figures_for(began, HOLDER)
    assert run("rollback", "--folder", folder).code == 0
    assert figures_for(began, HOLDER).setting.snapshot.id == first.setting.snapshot.id
    indicator = first.setting.catalogue["FD16"]
    assert first.values(indicator, YEAR)[0].value is not None  # the year that the rollback took away
    then = figures_for(open_council(folder), HOLDER)
    assert then.setting.snapshot.id != first.setting.snapshot.id
    assert then.values(indicator, YEAR)[0].value is None


@pytest.mark.parametrize("file", ["parameters/population.csv", "stonechat.toml"])
def test_what_figures_depend_on_opens_them_anew(folder: Path, opened: list[str], file: str) -> None:
    changes = {
        "parameters/population.csv": "authority,mid_year,population,breakdown,category\n998,2025,6000,,\n",
        "stonechat.toml": "[disclosure]\nthreshold = 9\n",
    }
    for _ in range(2):
        served_figures(open_council(folder))
    (folder / file).write_text(changes[file], encoding="utf-8")
    for _ in range(2):
        served_figures(open_council(folder))
    assert len(opened) == 2


def test_an_object_that_was_changed_while_it_was_served_is_noticed(folder: Path) -> None:
    figures = served_figures(open_council(folder))
    harmed = next(iter(figures.setting.snapshot.derived.values()))
    with (folder / "objects" / f"{harmed.sha}.parquet").open("r+b") as file:
        file.write(b"harm")
    with pytest.raises(Refused, match="damaged"):
        served_figures(open_council(folder))


def test_only_the_last_openings_are_kept(folder: Path) -> None:
    for population in range(served.KEPT + 2):
        text = f"authority,mid_year,population,breakdown,category\n998,2025,{6000 + population},,\n"
        (folder / "parameters" / "population.csv").write_text(text, encoding="utf-8")
        served_figures(open_council(folder))
    assert len(served._FIGURES) == served.KEPT


def test_nothing_imported_is_refused_in_words(run: Command, tmp_path: Path) -> None:
    assert run("init", tmp_path / "new").code == 0
    with pytest.raises(Refused, match="Nothing has been imported"):
        served_figures(open_council(tmp_path / "new"))


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_that_ask_of_many_indicators_each_get_what_they_asked_for(folder: Path) -> None:
    """Each reader goes through the indicators from another one on, so that they are never at the same."""
    together, alone = Barrier(READERS), Figures(open_council(folder))
    indicators = list(alone.setting.catalogue)
    truth = {one.id: alone.over_time(one, _first(one)) for one in indicators}

    def read(number: int) -> list[str]:
        figures = served_figures(open_council(folder))
        together.wait(30)
        asked = [indicators[(number + place) % len(indicators)] for place in range(20 * len(indicators))]
        return [one.id for one in asked if figures.over_time(one, _first(one)) != truth[one.id]]

    with ThreadPoolExecutor(READERS) as pool:
        assert [wrong for wrongs in pool.map(read, range(READERS)) for wrong in wrongs] == []


def test_what_is_remembered_for_a_director_is_not_shown_to_a_member(folder: Path) -> None:
    council = open_council(folder)
    indicator = served_figures(council).setting.catalogue["AS02"]
    exact, hidden = (judgements(council, figures_for(council, who), indicator) for who in (DIRECTOR, MEMBER))
    assert judgements(council, figures_for(council, HOLDER), indicator) is exact
    assert judgements(council, figures_for(council, MEMBER), indicator) is hidden
    known = exact[0].judged.series.known
    late = {each.period: int(each.denominator or 0) - int(each.numerator or 0) for each in known}
    small = [period for period, children in late.items() if 1 <= children <= 5]
    assert small  # in a small authority few assessments of a month are late
    shown = {each.period: each.value for each in hidden[0].judged.series.points}
    assert [period for period in small if shown.get(period) is not None] == []


def _first(indicator: Indicator) -> str:
    return indicator.latest.measures[0].name


@pytest.mark.parametrize("viewer", [HOLDER, MEMBER], ids=["exact", "suppressed"])
def test_all_that_is_judged_stands_among_the_figures_worked_out_ahead(folder: Path, viewer: Viewer) -> None:
    council = open_council(folder)
    figures = figures_for(council, viewer)
    for indicator in figures.setting.catalogue:
        with patch.object(DuckDBEngine, "answer", side_effect=AssertionError("the engine was asked")):
            assert judgements(council, figures, indicator)
