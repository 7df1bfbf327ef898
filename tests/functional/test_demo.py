"""The demo: an authority made up, imported and shown; done again, it is as before; real folders are safe."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.functional.commands import Command, Said

from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.counterparts import load_counterparts

SMALL = ("--children", 3000, "--years", 2)


def test_it_imports_real_files_and_reports_every_return(demo: Said, demo_folder: Path) -> None:
    files = {
        path.relative_to(demo_folder / "extracts").as_posix()
        for path in (demo_folder / "extracts").rglob("*")
    }
    assert {"cin/cin_2025.xml", "cin/cin_2026.xml", "ssda903/2025"} <= files
    for name in ("cin_census 2025", "cin_census 2026", "ssda903 2025", "ssda903 2026"):
        assert any(line.startswith(name) for line in demo.out.splitlines())


def test_its_extracts_can_be_imported_by_hand_and_hold_no_stranger(
    run: Command, demo: Said, demo_folder: Path, tmp_path: Path
) -> None:
    assert {path.name for path in (demo_folder / "about").iterdir()} == {
        "answer_key.json",
        "demo.json",
        "population.csv",
    }
    assert run("init", tmp_path / "mine", "--name", "By hand").code == 0
    said = run("import", demo_folder / "extracts", "--folder", tmp_path / "mine", "--json").json
    assert len([each for each in said["files"] if each["return"]]) == 5
    assert len([each for each in said["files"] if each["published"]]) == 20
    assert all(each["accepted"] for each in said["files"])


def test_every_indicator_that_a_published_table_carries_stands_beside_ten_neighbours(
    run: Command, demo: Said, demo_folder: Path
) -> None:
    for indicator in load_counterparts(load_catalogue()):
        found = run("indicators", "benchmark", indicator, "--folder", demo_folder, "--json").json
        assert found["neighbours_of"] != found["authority"] == "998"
        assert found["notices"] == []
        for measure in found["measures"]:
            places = [place["role"] for place in measure["places"]]
            assert places == ["neighbour"] * 10 + ["region", "England"]
            cells = [place["values"] for place in measure["places"]]
            assert all(cell["note"] or cell["value"] is not None for some in cells for cell in some)
            assert sum(any(cell["value"] is not None for cell in some) for some in cells[:10]) >= 4
            assert cells[-1][-1]["value"] is not None


def test_its_own_values_stand_beside_the_published_ones_of_the_same_year(
    run: Command, demo: Said, demo_folder: Path
) -> None:
    (measure,) = run("indicators", "benchmark", "CL01", "--folder", demo_folder, "--json").json["measures"]
    last = measure["ours"][-1]
    assert (last["period"], last["reason"]) == ("FY2024-25", None)
    assert last["value"] > 0
    assert measure["middle_half"]["compared"] == 10
    assert measure["middle_half"]["ours"] is not None


def test_it_shows_every_indicator_by_theme_within_a_hundred_columns(demo: Said) -> None:
    catalogue = load_catalogue()
    lines = demo.out.splitlines()
    assert all(len(line) <= 100 for line in lines)
    ids = [found[1] for line in lines if (found := re.match(r"([A-Z]{2}\d{2})  ", line))]
    assert ids == [indicator.id for indicator in catalogue]
    used = {indicator.theme for indicator in catalogue}
    titles = [theme.title for theme in catalogue.themes if theme.name in used]
    assert [line for line in lines if line in titles] == titles


def test_the_same_again_imports_nothing_and_shows_the_same(
    run: Command, demo: Said, demo_folder: Path
) -> None:
    before = {path: path.stat().st_mtime_ns for path in demo_folder.rglob("*") if path.is_file()}
    said = run("demo", *SMALL, "-o", demo_folder, "--no-serve")
    assert said.code == 0
    assert "nothing was imported again" in said.err
    assert said.out.startswith("Every indicator")
    assert demo.out.endswith(said.out)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_its_json_is_that_of_import_and_scorecard(run: Command, demo: Said, demo_folder: Path) -> None:
    said = run("demo", *SMALL, "-o", demo_folder, "--json").json
    assert said["import"]["snapshot"] == said["scorecard"]["snapshot"]
    rows = [row for section in said["scorecard"]["sections"] for row in section["rows"]]
    assert {row["indicator"] for row in rows} == {indicator.id for indicator in load_catalogue()}
    assert {len(row["history"]) for row in rows} == {12}


def test_a_demo_that_was_broken_off_is_begun_again(run: Command, tmp_path: Path) -> None:
    size = ("--children", 1000, "--years", 1)
    whole = run("demo", *size, "-o", tmp_path / "demo", "--json").json
    (tmp_path / "demo" / "about" / "demo.json").unlink()
    again = run("demo", *size, "-o", tmp_path / "demo", "--json").json
    assert again["scorecard"] == whole["scorecard"]
    assert len(again["import"]["files"]) == len(whole["import"]["files"]) > 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--children", 3000, "--years", 1), 1, "another size or seed"),
        (("--children", 3000, "--years", 2, "--seed", 7), 1, "another size or seed"),
        (("--years", 0), 2, "years must be"),
        (("--years", 99), 2, "years must be"),
        (("--children", 0), 2, "--children"),
        (("--seed", "x"), 2, "--seed"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_the_folder_alone(
    run: Command, demo: Said, demo_folder: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    before = json.loads((demo_folder / "about" / "demo.json").read_text())
    said = run("demo", *words, "-o", demo_folder)
    assert said.code == code
    assert told in said.err
    assert json.loads((demo_folder / "about" / "demo.json").read_text()) == before


def test_a_real_folder_and_one_with_other_things_in_it_are_not_touched(run: Command, tmp_path: Path) -> None:
    run("init", tmp_path / "real", "--name", "A real council")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "minutes.txt").write_text("minutes")
    for name, told in (("real", "real authority"), ("other", "not empty")):
        before = sorted((tmp_path / name).rglob("*"))
        said = run("demo", *SMALL, "-o", tmp_path / name)
        assert said.code == 1
        assert told in said.err
        assert sorted((tmp_path / name).rglob("*")) == before


PEOPLE = """
import json, sys
from pathlib import Path
from stonechat.app.council import open_council
from stonechat.app.site import prepare
council = open_council(Path(sys.argv[1]))
prepare(council)
from stonechat.app.demo_people import demo_people
print(json.dumps({one.username: one.team or one.worker for one in demo_people(council).people}))
"""


def test_the_people_of_a_small_demo_have_teams_and_children_though_its_dataset_ends_a_day_early(
    demo: Said, demo_folder: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(demo_folder, tmp_path / "council")
    done = subprocess.run([sys.executable, "-c", PEOPLE, copy], capture_output=True, text=True, check=True)
    people = json.loads(done.stdout)
    assert people["alice"] and people["charlie"] and people["bob"]
    assert people["alice"] != people["charlie"]
