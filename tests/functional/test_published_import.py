"""Published figures by the command line: checked, kept beside the returns, listed, taken out."""

import shutil
from pathlib import Path

import pytest
from tests.functional.commands import Command
from tests.functional.published_files import plan_reviews


@pytest.fixture
def folder(tmp_path: Path, council: Path) -> Path:
    """A copy of the council with two census returns, to change."""
    return Path(shutil.copytree(council, tmp_path / "council"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return plan_reviews(tmp_path / "any_name.csv")


def test_check_says_which_table_it_is_and_keeps_its_books(run: Command, file: Path) -> None:
    said = run("check", file, "--json")
    (report,) = said.json["files"]
    assert said.code == 0
    assert report["format"] == "published"
    assert (report["year"], report["authority"], report["accepted"]) == (None, None, True)
    assert report["release"]["table"] == "plan_reviews"
    assert (report["release"]["first"], report["release"]["last"]) == ("FY2023-24", "FY2023-24")
    assert report["tables"] == {"published_statistics": {"read": 2, "loaded": 2, "rejected": 0}}
    assert "d6: plans reviewed in time, FY2023-24: can be imported" in run("check", file).out


def test_an_import_changes_no_snapshot_and_no_figure(run: Command, folder: Path, file: Path) -> None:
    value = ("indicators", "value", "FD17", "--period", "FY2025-26", "--folder", folder, "--json")
    before = run(*value).json
    said = run("import", file, "--folder", folder, "--json")
    assert said.code == 0
    assert said.json["snapshot"] == before["snapshot"]
    assert said.json["files"][0]["return"] is None
    assert said.json["return"] is None
    assert len(said.json["files"][0]["published"]) == 16
    assert run(*value).json == before


def test_importing_twice_changes_nothing_and_says_so(run: Command, folder: Path, file: Path) -> None:
    run("import", file, "--folder", folder)
    again = run("import", file, "--folder", folder)
    assert "held already" in again.out
    assert len(run("doctor", "--folder", folder, "--json").json["published"]) == 1


def test_doctor_lists_releases_and_which_is_shown(run: Command, folder: Path, tmp_path: Path) -> None:
    for last in (2024, 2023):
        run("import", plan_reviews(tmp_path / f"{last}.csv", last), "--folder", folder)
    listed = run("doctor", "--folder", folder, "--json").json["published"]
    assert [(one["last"], one["is_latest"], one["rows"]) for one in listed] == [
        ("FY2023-24", True, 2),
        ("FY2022-23", False, 2),
    ]
    shown = run("doctor", "--folder", folder)
    assert shown.code == 0
    assert "d6: plans reviewed in time" in shown.out


def test_undo_takes_them_out_and_leaves_the_snapshot(run: Command, folder: Path, file: Path) -> None:
    kept = run("import", file, "--folder", folder, "--json").json
    said = run("undo", kept["files"][0]["published"], "--folder", folder, "--json")
    assert said.code == 0
    assert said.json["snapshot"] == kept["snapshot"]
    assert [notice["rule"] for notice in said.json["notices"]] == ["release_taken_out"]
    assert run("doctor", "--folder", folder, "--json").json["published"] == []
    assert run("undo", kept["files"][0]["published"], "--folder", folder).code == 2


def test_they_can_be_the_first_thing_in_a_folder(run: Command, tmp_path: Path, file: Path) -> None:
    root = tmp_path / "new"
    run("init", root)
    kept = run("import", file, "--folder", root, "--json")
    assert (kept.code, kept.json["snapshot"]) == (0, None)
    undone = run("undo", kept.json["files"][0]["published"], "--folder", root)
    assert undone.code == 0
    assert "Nothing is served yet" in undone.out


def test_a_file_of_which_nothing_can_be_loaded_is_not_kept(run: Command, folder: Path, file: Path) -> None:
    file.write_text(file.read_text().replace("Local authority", "Ward").replace("National", "World"))
    said = run("import", file, "--folder", folder, "--json")
    (report,) = said.json["files"]
    assert (said.code, report["accepted"], report["published"]) == (1, False, None)
    assert {"unknown_level", "nothing_loaded"} <= {problem["rule"] for problem in report["problems"]}
    assert run("doctor", "--folder", folder, "--json").json["published"] == []


def test_returns_and_published_figures_come_in_one_command(
    run: Command, tmp_path: Path, file: Path, two_censuses: tuple[Path, ...]
) -> None:
    root, inbox = tmp_path / "new", tmp_path / "inbox"
    inbox.mkdir()
    for path in (file, *two_censuses):
        shutil.copyfile(path, inbox / path.name)
    (inbox / "LICENSE.txt").write_text("Open Government Licence v3.0")
    run("init", root)
    said = run("import", inbox, "--folder", root, "--json")
    assert said.code == 3
    assert len([report for report in said.json["files"] if report["return"]]) == 2
    assert len([report for report in said.json["files"] if report["published"]]) == 1
    assert said.json["snapshot"]
    (text,) = [run("import", inbox, "--folder", root).out]
    assert "published figures" in text
