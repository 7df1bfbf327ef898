"""`stonechat export ssd`: what is exported is imported again as the same facts, and is recorded."""

import csv
from pathlib import Path

import pytest
from tests.functional.commands import Command
from tests.sources.ssd.test_ssd_writing import HANGING

from few_indicators import patch_catalogue
from stonechat.app.council import open_council
from stonechat.model.derived import FACT_COLUMNS
from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.sources.ssd.write import has_no_place, write_folder
from stonechat.store import chain, parquet, snapshots

WHY = "data for the research team"


@pytest.fixture(autouse=True)
def few_indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders that these tests make are asked for no figures."""
    patch_catalogue(monkeypatch.setattr)


def facts(root: Path, table: str, *, without: tuple[str, ...] = ("return_id",)) -> list[Values]:
    """The rows of one fact table of the current snapshot, but for some columns."""
    folder = open_council(root).folder
    snapshot = snapshots.current(folder)
    assert snapshot is not None
    columns = [each for each in (*TABLES[table].columns, *FACT_COLUMNS) if each.name not in without]
    return sorted(parquet.read_rows(folder.object_file(snapshot.facts[table].sha), columns), key=repr)


def own(table: str) -> tuple[str, ...]:
    """What a round through another format changes: where a row comes from, and what SSD has no place for."""
    return ("source", "return_id", "seen_to", *has_no_place(TABLES[table]))


def imported(run: Command, folder: Path, files: Path, made: str) -> Path:
    assert run("init", folder, "--authority", "998").code == 0
    said = run("import", files, "--made", made, "--folder", folder)
    assert said.code in (0, 3), said.err
    return folder


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_an_extract_exported_and_imported_again_is_the_same_facts(
    run: Command, form: str, tmp_path: Path
) -> None:
    write_folder(HANGING, tmp_path / "extract")
    first = imported(run, tmp_path / "first", tmp_path / "extract", "2025-10-31")
    out = tmp_path / "out"
    said = run("export", "ssd", out, "--as", form, "--reason", WHY, "--folder", first, "--json")
    assert said.code == 0
    assert said.json["tables"]["ssd_assessment_factors"] == 1
    assert len(list(out.iterdir())) == len(said.json["tables"]) == 45
    second = imported(run, tmp_path / "second", out, "2025-10-31")
    for table in TABLES:
        assert facts(second, table) == facts(first, table), table
    assert len(facts(first, "assessment_factors")) == 2


@pytest.fixture(scope="module")
def exported(run: Command, council: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two shipped censuses, as SSD, in a folder of its own."""
    room = tmp_path_factory.mktemp("exported")
    assert run("export", "ssd", room / "out", "--reason", WHY, "--folder", council).code == 0
    return imported(run, room / "folder", room / "out", "2026-03-31")


CENSUS = ("person", "disability", "cin_episodes", "cin_assessments", "assessment_factors", "cin_plans",
          "s47_enquiry", "initial_cp_conference", "cp_plans", "cp_reviews")  # fmt: skip


@pytest.mark.parametrize("table", CENSUS)
def test_a_census_exported_as_ssd_is_the_same_but_for_what_ssd_lacks(
    council: Path, exported: Path, table: str
) -> None:
    assert facts(exported, table, without=own(table)) == facts(council, table, without=own(table))
    assert facts(council, table)


RETURN = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
    "A1,F,06/12/2012,WBRI,A850728973744,,\nA2,M,06/12/2014,WBRI,,,\n",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN\n"
    "A1,05/05/2025,S,C1,N1,U6,PR1,08/08/2025,X1,,AB1 2CD,EF3 4GH,1234567\n"
    "A1,08/08/2025,L,C2,N1,U6,PR1,09/09/2025,X1,CARPL,AB1 2CD,EF3 4GH,1234567\n"
    "A1,09/09/2025,P,C2,N1,K2,PR4,,,,AB1 2CE,EF3 4GH,1234568\n"
    "A2,06/06/2025,S,V2,N1,U1,PR1,07/07/2025,E4A,,,EF3 4GH,1234567\n"
    "A2,10/10/2025,S,V2,N1,U1,PR1,,,,,EF3 4GH,1234567\n",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\nA1,06/12/2012,20/06/2025,PN1\nA2,06/12/2014,20/11/2025,PN1\n",
    "uasc": "CHILD,SEX,DOB,DUC\nA2,M,06/12/2014,\nA1,F,06/12/2012,01/02/2026\n",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END\nA1,06/12/2012,M,07/07/2025,09/07/2025\n",
}


def test_a_return_on_looked_after_children_goes_through_ssd(run: Command, tmp_path: Path) -> None:
    """Placements and legal statuses are made of the episodes, and the episodes are filled from them again."""
    (tmp_path / "files").mkdir()
    for name, text in RETURN.items():
        (tmp_path / "files" / f"{name}.csv").write_text(text)
    first = tmp_path / "first"
    assert run("init", first, "--authority", "998").code == 0
    assert run("import", tmp_path / "files", "--year", "2026", "--folder", first).code in (0, 3)
    said = run("export", "ssd", tmp_path / "out", "--reason", WHY, "--folder", first, "--json")
    assert said.json["tables"]["ssd_cla_placement"] == 4
    assert said.json["tables"]["ssd_legal_status"] == 4
    second = imported(run, tmp_path / "second", tmp_path / "out", "2026-03-31")
    rest = ("source", "return_id", "seen_to", "cla_id")
    assert facts(second, "cla_episodes", without=rest) == facts(first, "cla_episodes", without=rest)
    for table in ("person", "uasc"):
        assert facts(second, table, without=own(table)) == facts(first, table, without=own(table))
        assert len(facts(second, table)) == 2
    assert said.json["left_out"] == {}
    for table in ("cla_reviews", "missing"):
        left = ("source", "return_id", "seen_to", *(("cla_id",) if table == "cla_reviews" else ()))
        assert facts(second, table, without=left) == facts(first, table, without=left)
    with (tmp_path / "out" / "ssd_cla_reviews.csv").open(encoding="utf-8", newline="") as lines:
        periods = {line["clar_cla_id"] for line in csv.DictReader(lines)}
    assert periods == {"A1|2025-05-05", "A2|2025-10-10"}


def test_what_has_no_place_is_counted_and_told(run: Command, council: Path, tmp_path: Path) -> None:
    held = sum(row[-1] is not None for row in cells(council, "cp_plans", "number_of_previous_cp_plans"))
    assert held
    words = ("export", "ssd", "--reason", WHY, "--folder", council)
    assert (
        run(*words, tmp_path / "a", "--json").json["cells_left_out"]["cp_plans.number_of_previous_cp_plans"]
        == held
    )
    said = run(*words, tmp_path / "b").err
    assert f"{held:,} values of cp_plans.number_of_previous_cp_plans were left out" in said


def cells(root: Path, table: str, column: str) -> list[Values]:
    """One column of a fact table of the current snapshot."""
    names = (*TABLES[table].names, *(each.name for each in FACT_COLUMNS))
    return facts(root, table, without=tuple(name for name in names if name != column))


def test_an_export_is_recorded_with_every_child(run: Command, tmp_path: Path) -> None:
    write_folder(HANGING, tmp_path / "extract")
    folder = imported(run, tmp_path / "first", tmp_path / "extract", "2025-10-31")
    assert run("export", "ssd", tmp_path / "out", "--reason", WHY, "--folder", folder).code == 0
    (read,) = run("audit", "--child", "C1", "--folder", folder, "--json").json["reads"]
    assert (read["what"], read["reason"], read["count"]) == ("export ssd", WHY, 1)
    assert "export ssd" in run("audit", "--folder", folder).out


@pytest.mark.parametrize(
    ("words", "code", "rule"),
    [(("--reason", "x"), 2, "reason"), (("--reason", "about child C1"), 2, "reason")],
)
def test_without_a_good_reason_nothing_is_written(
    run: Command, words: tuple[str, ...], code: int, rule: str, tmp_path: Path
) -> None:
    write_folder(HANGING, tmp_path / "extract")
    folder = imported(run, tmp_path / "first", tmp_path / "extract", "2025-10-31")
    said = run("export", "ssd", tmp_path / "out", *words, "--folder", folder)
    assert said.code == code
    assert rule in said.err
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over_or_from_nothing(run: Command, council: Path, tmp_path: Path) -> None:
    said = run("export", "ssd", tmp_path, "--reason", WHY, "--folder", council)
    assert said.code == 1
    assert "already" in said.err
    assert run("init", tmp_path / "empty").code == 0
    said = run("export", "ssd", tmp_path / "out", "--reason", WHY, "--folder", tmp_path / "empty")
    assert said.code == 1
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_recorded_is_not_made(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(HANGING, tmp_path / "extract")
    folder = imported(run, tmp_path / "first", tmp_path / "extract", "2025-10-31")

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(chain, "append", full)
    said = run("export", "ssd", tmp_path / "out", "--reason", WHY, "--folder", folder)
    assert said.code == 1
    assert not (tmp_path / "out").exists()
