"""The five yearly sets of SSDA903 files as a person imports them: one command, five returns, one snapshot."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.functional.commands import Command
from tests.functional.raw_looked_after import RawLookedAfter

FIVE = "data/extracts/ssda903_five_years"


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    return sorted((shared / FIVE).glob("*.csv"))


@pytest.fixture
def empty(run: Command, tmp_path: Path) -> Path:
    assert run("init", tmp_path / "council").code == 0
    return tmp_path / "council"


def doctor(run: Command, folder: Path) -> Any:
    return run("doctor", "--folder", folder, "--json").json


def children(files: list[Path]) -> int:
    found = set()
    for path in files:
        if path.stem.endswith("header"):
            with path.open(encoding="utf-8", newline="") as lines:
                found |= {row["CHILD"] for row in csv.DictReader(lines)}
    return len(found)


def received(folder: Path) -> list[str]:
    """The lines of every file received that is kept."""
    files = [path for path in (folder / "returns").rglob("received/*") if path.is_file()]
    return [line for path in files for line in path.read_text().splitlines()]


def lines_of(child: str, files: list[Path]) -> int:
    return sum(line.startswith(f"{child},") for path in files for line in path.read_text().splitlines())


def test_five_years_in_one_command_are_five_returns_and_can_be_undone_and_brought_back(
    run: Command, empty: Path, files: list[Path]
) -> None:
    assert (len(files), children(files)) == (40, 820)
    said = run("import", *files, "--authority", "998", "--folder", empty, "--json")
    assert said.code == 3
    assert [file["year"] for file in said.json["files"]] == [2018, 2019, 2020, 2021, 2022]

    state = doctor(run, empty)
    assert state["windows"] == {"ssda903": [{"first": "2017-04-01", "last": "2022-03-31"}]}
    assert [one["year"] for one in state["returns"] if one["stands"]] == [2018, 2019, 2020, 2021, 2022]

    last = said.json["files"][2]["return"]
    assert run("undo", last, "--folder", empty).code == 0
    assert doctor(run, empty)["snapshot"] != state["snapshot"]
    third = [path for path in files if path.name.startswith("2019-")]
    assert run("import", *third, "--authority", "998", "--folder", empty).code == 3
    assert doctor(run, empty)["snapshot"] == state["snapshot"]


def test_without_an_authority_it_is_asked_for_and_a_folder_that_has_one_answers(
    run: Command, tmp_path: Path, empty: Path, files: list[Path]
) -> None:
    last = [path for path in files if path.name.startswith("2021-")]
    asked = run("import", *last, "--folder", empty, "--json")
    assert asked.code == 1
    assert [p["rule"] for p in asked.json["files"][0]["problems"] if p["severity"] == "question"] == [
        "authority"
    ]

    assert run("init", tmp_path / "ours", "--authority", "998").code == 0
    answered = run("import", *last, "--folder", tmp_path / "ours", "--json")
    assert answered.code == 3
    assert answered.json["files"][0]["authority"] == "998"


@pytest.fixture(scope="module")
def five_years(run: Command, tmp_path_factory: pytest.TempPathFactory, files: list[Path]) -> Path:
    """A folder with all five returns. Tests must not change it."""
    folder = tmp_path_factory.mktemp("five") / "council"
    assert run("init", folder).code == 0
    assert run("import", *files, "--authority", "998", "--folder", folder).code == 3
    return folder


@pytest.fixture(scope="module")
def raw(files: list[Path]) -> RawLookedAfter:
    return RawLookedAfter.of(files)


def numerators(run: Command, folder: Path, indicator: str, period: str) -> list[tuple[int, int | None]]:
    said = run("indicators", "value", indicator, "--period", period, "--folder", folder, "--json").json
    return [(value["numerator"], value["denominator"]) for value in said["values"]]


YEARS = [(date(year, 4, 1), date(year + 1, 3, 31)) for year in range(2017, 2022)]


@pytest.mark.parametrize(("first", "last"), YEARS, ids=lambda day: str(day.year))
def test_each_years_figures_equal_an_independent_count(
    run: Command, five_years: Path, raw: RawLookedAfter, first: date, last: date
) -> None:
    looked_after = len(raw.looked_after(last))
    moved = len(raw.moved_often(last, first - timedelta(days=1)))
    expected = {
        "CL01": [(looked_after, None)],
        "CL03": [(len(raw.started(first, last)), None)],
        "CL04": [(len(raw.ceased(first, last)), None)],
        "CL09": [(moved, looked_after)],
    }
    assert min(count for values in expected.values() for count, _ in values) > 0
    period = f"FY{first.year}-{last.year % 100}"
    assert {each: numerators(run, five_years, each, period) for each in expected} == expected


@pytest.mark.parametrize("day", [date(2017, 4, 1), date(2018, 9, 30), date(2020, 12, 31), date(2021, 4, 1)])
def test_the_children_looked_after_on_any_day_equal_an_independent_count(
    run: Command, five_years: Path, raw: RawLookedAfter, day: date
) -> None:
    assert numerators(run, five_years, "CL01", str(day)) == [(len(raw.looked_after(day)), None)]


def test_what_the_years_say_differently_is_noted_with_counts(
    run: Command, empty: Path, files: list[Path], raw: RawLookedAfter
) -> None:
    said = run("import", *files, "--authority", "998", "--folder", empty, "--json").json["notices"]
    notes = {note["rule"]: note["what"] for note in said if note["sheet"] == "cla_episodes"}
    by_year = {year: raw.withdrawn(files, year) for year in range(2017, 2021)}
    assert all(by_year.values())
    assert notes["withdrawn"].startswith(f"{sum(by_year.values())} ")
    assert all(f"{year + 1}: {number} (lines " in notes["withdrawn"] for year, number in by_year.items())
    assert "amended" not in notes


def test_open_episodes_that_vanish_are_counted_and_are_in_no_later_stock(
    run: Command, five_years: Path, raw: RawLookedAfter
) -> None:
    _, last = YEARS[-1]
    vanished = [episode for episode in raw.every if episode.ended is None and episode.seen_to < last]
    notes = run("build", "--folder", five_years, "--json").json["notices"]
    said = [note["what"] for note in notes if note["rule"] == "unresolved"]
    assert [what.split(" ", 1)[0] for what in said] == [str(len(vanished))]

    ((with_them, _),) = numerators(run, five_years, "CL01", str(YEARS[-2][1]))
    ((without, _),) = numerators(run, five_years, "CL01", str(YEARS[-1][0]))
    lasting = {e.child for e in vanished if e.seen_to == YEARS[-2][1] and e in raw.by_child.get(e.child, ())}
    assert with_them - without >= len(lasting - raw.looked_after(YEARS[-1][0])) > 5


def test_a_child_can_be_forgotten_from_csv_files(run: Command, empty: Path, files: list[Path]) -> None:
    last = [path for path in files if path.name.startswith("2021-")]
    assert run("import", *last, "--authority", "998", "--folder", empty).code == 3
    assert any(text.startswith("62551,") for text in received(empty))
    assert run("forget", "62551", "--reason", "court order", "--folder", empty, "--yes").code == 0
    assert not any(text.startswith("62551,") for text in received(empty))
    assert len(received(empty)) == sum(len(path.read_text().splitlines()) for path in last) - lines_of(
        "62551", last
    )


def test_a_corrected_set_of_the_same_year_asks_and_says_exactly_what_to_type(
    run: Command, empty: Path, files: list[Path], tmp_path: Path
) -> None:
    """SSDA903 files never say when they were made, so it is not known that the second set is the later."""
    last = [path for path in files if path.name.startswith("2021-")]
    first = run("import", *last, "--authority", "998", "--folder", empty, "--json").json["return"]
    corrected = [tmp_path / path.name for path in last]
    for path, copy in zip(last, corrected, strict=True):
        lines = path.read_text().splitlines(keepends=True)
        copy.write_text("".join(lines[:-1] if "episodes" in path.name else lines))
    for attempt in range(2):  # the second correction of a day asks again
        said = run("import", *corrected, "--authority", "998", "--folder", empty, "--json")
        assert said.code == 1
        [question] = [p for p in said.json["files"][0]["problems"] if p["severity"] == "question"]
        assert (question["rule"], first in question["what"]) == ("which_is_later", True)
        assert len(list((empty / "returns").iterdir())) == 1 + attempt
        made = question["fix"].partition("--made ")[2].partition(".")[0]
        taken = run("import", *corrected, "--authority", "998", "--made", made, "--folder", empty, "--json")
        assert [one["id"] for one in doctor(run, empty)["returns"] if one["stands"]] == [taken.json["return"]]
        first = taken.json["return"]
        corrected[0].write_text("".join(corrected[0].read_text().splitlines(keepends=True)[:-1]))
