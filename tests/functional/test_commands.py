"""Every verb, as a person would type it: what it prints, how it ends, and what it changes."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.pages import PROJECT
from tests.functional.commands import Command

from searching import where_is
from stonechat.basics.problems import Severity
from stonechat.indicators import validate
from stonechat.synthetic.authority import write_authority


@pytest.fixture
def empty(run: Command, tmp_path: Path) -> Path:
    """A new folder with nothing imported."""
    assert run("init", tmp_path / "council").code == 0
    return tmp_path / "council"


@pytest.fixture
def filled(run: Command, empty: Path, two_censuses: tuple[Path, ...]) -> Path:
    """A folder of its own with both returns imported, for tests that change it."""
    run("import", *two_censuses, "--folder", empty)
    return empty


def state(folder: Path) -> dict[str, int]:
    """Every file in the folder with its size, but the lock and the log's."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def doctor(run: Command, folder: Path) -> dict:
    return run("doctor", "--folder", folder, "--json").json


# ---------------------------------------------------------------- check and import


def test_check_reports_every_table_and_changes_nothing(
    run: Command, two_censuses: tuple[Path, ...], empty: Path
) -> None:
    before = state(empty)
    said = run("check", *two_censuses, "--json")
    assert said.code in (0, 3)
    for file in said.json["files"]:
        assert file["accepted"] and file["format"] == "cin_census" and file["authority"] == "998"
        assert all(t["read"] == t["loaded"] + t["rejected"] for t in file["tables"].values())
    assert state(empty) == before


def test_a_strange_file_is_refused_in_words_and_with_exit_1(run: Command, tmp_path: Path) -> None:
    strange = tmp_path / "minutes.xml"
    strange.write_text("<html><body>Minutes</body></html>")
    said = run("check", strange)
    assert said.code == 1
    assert "none of the files" in said.out
    assert "Traceback" not in said.out + said.err


def test_a_file_that_is_not_there_is_refused_in_words(run: Command, tmp_path: Path) -> None:
    said = run("check", tmp_path / "missing.xml")
    assert said.code == 1
    assert "no such file" in said.out


def test_import_publishes_one_snapshot_of_all_files(
    run: Command, empty: Path, two_censuses: tuple[Path, ...]
) -> None:
    said = run("import", *two_censuses, "--folder", empty, "--json").json
    assert [file["return"] is not None for file in said["files"]] == [True, True]
    assert {file["snapshot"] for file in said["files"]} == {said["snapshot"]}
    assert said["return"] == said["files"][-1]["return"]
    assert doctor(run, empty)["snapshot"] == said["snapshot"]


def test_importing_twice_and_in_another_order_changes_nothing(
    run: Command, tmp_path: Path, two_censuses: tuple[Path, ...]
) -> None:
    snapshots = []
    for name, order in (("a", two_censuses), ("b", two_censuses[::-1])):
        run("init", tmp_path / name)
        for path in (*order, order[0]):
            said = run("import", path, "--folder", tmp_path / name, "--json").json
        snapshots.append(said["snapshot"])
    assert snapshots[0] == snapshots[1]


def test_a_bad_file_among_good_ones_does_not_hold_them_up(
    run: Command, empty: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_bytes(two_censuses[0].read_bytes()[:5000])
    said = run("import", cut, two_censuses[1], "--folder", empty, "--json")
    assert said.code == 3
    assert [file["return"] is None for file in said.json["files"]] == [True, False]


def test_a_folder_of_many_years_and_formats_is_one_import_with_one_report(
    run: Command, empty: Path, tmp_path: Path
) -> None:
    everything = tmp_path / "everything"
    write_authority(everything, children=300, years=2)
    (everything / "board.pdf").write_bytes(b"%PDF-1.4")
    said = run("import", everything, "--folder", empty)
    assert said.code == 3
    names = ("cin_census 2025", "cin_census 2026", "ssda903 2025", "ssda903 2026")
    lines = said.out.partition("\n\n")[0].splitlines()
    assert [name for line in lines for name in names if line.startswith(name)] == list(names)
    held = doctor(run, empty)
    assert {(one["format"], one["year"]) for one in held["returns"]} >= {
        (name.split()[0], int(name.split()[1])) for name in names
    }
    assert "board.pdf: " in said.out
    assert "looks like a PDF" in said.out
    again = run("import", everything, "--folder", empty)
    assert again.out.count("(held already)") == len(held["returns"])


def test_a_return_of_another_authority_is_a_question(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    other = tmp_path / "other.xml"
    other.write_text(two_censuses[1].read_text().replace("<LEA>998</LEA>", "<LEA>997</LEA>"))
    before = state(filled)
    said = run("import", other, "--folder", filled, "--json")
    assert said.code == 1
    assert [p["severity"] for p in said.json["files"][0]["problems"] if p["rule"] == "other_authority"] == [
        "question"
    ]
    assert state(filled) == before


def test_two_authorities_in_one_import_do_not_mix(
    run: Command, empty: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    """The first file accepted says whose folder it is; a second authority's is a question, and held out."""
    other = tmp_path / "other.xml"
    other.write_text(two_censuses[0].read_text().replace("<LEA>998</LEA>", "<LEA>997</LEA>"))
    said = run("import", two_censuses[1], other, "--folder", empty, "--json").json
    assert [file["return"] is None for file in said["files"]] == [False, True]
    held = doctor(run, empty)
    assert (held["authority"], held["periods"]["years"]) == ("998", ["FY2025-26"])
    value = run("indicators", "value", "FD17", "--period", "FY2025-26", "--folder", empty, "--json").json
    assert value["values"][0]["reason"] == "not held"


@pytest.mark.parametrize("code", ["2O1", "20", "2011", "abc"])
def test_an_authority_s_code_is_three_digits_wherever_it_is_said(
    run: Command, empty: Path, two_censuses: tuple[Path, ...], code: str
) -> None:
    said = run("import", two_censuses[0], "--authority", code, "--folder", empty)
    assert said.code == 2
    assert "three digits" in said.err
    assert doctor(run, empty)["snapshot"] is None


@pytest.mark.parametrize(("made", "stands"), [("2026-06-20 10:29", False), ("2026-06-20 10:31", True)])
def test_a_time_that_a_person_says_is_london_s(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path, made: str, stands: bool
) -> None:
    """The file is given as made at 09:30 UTC, which is 10:30 in London in June."""
    zoned = tmp_path / "zoned.xml"
    zoned.write_text(two_censuses[1].read_text().replace("2026-06-20T09:30:00<", "2026-06-20T09:30:00Z<"))
    run("import", zoned, "--folder", filled)
    again = tmp_path / "again.xml"
    again.write_text(two_censuses[1].read_text().replace("<Ethnicity>WOTH", "<Ethnicity>WBRI", 1))
    said = run("import", again, "--made", f"{made}:00", "--folder", filled, "--json").json
    held = {one["id"]: one["stands"] for one in doctor(run, filled)["returns"]}
    assert held[said["return"]] is stands


def test_a_resubmission_replaces_and_an_older_one_is_told_to_change_nothing(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    older = tmp_path / "older.xml"
    older.write_text(two_censuses[1].read_text().replace("2026-06-20T", "2026-05-01T"))
    said = run("import", older, "--folder", filled, "--json").json
    assert [notice["rule"] for notice in said["notices"]].count("superseded") == 1
    held = {one["id"]: one["stands"] for one in doctor(run, filled)["returns"]}
    assert held[said["return"]] is False


def test_a_second_return_made_at_the_same_time_is_a_question_and_is_not_kept(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    twin = tmp_path / "twin.xml"
    twin.write_text(two_censuses[1].read_text().replace("<Ethnicity>WOTH", "<Ethnicity>WBRI", 1))
    before = state(filled)
    said = run("import", twin, "--folder", filled, "--json")
    assert said.code == 1
    [question] = [p for p in said.json["files"][0]["problems"] if p["severity"] == "question"]
    assert question["rule"] == "which_is_later"
    assert any(one["id"] in question["what"] for one in doctor(run, filled)["returns"])
    assert state(filled) == before

    made = question["fix"].partition("--made ")[2].partition(".")[0]
    said = run("import", twin, "--made", made, "--folder", filled, "--json")
    assert said.code in (0, 3)
    assert [notice["rule"] for notice in said.json["notices"]].count("replaces") == 1
    assert said.json["snapshot"] == doctor(run, filled)["snapshot"]
    held = {one["id"]: one["stands"] for one in doctor(run, filled)["returns"]}
    assert held[said.json["return"]] is True


def test_a_later_census_with_far_fewer_rows_is_a_question_until_somebody_says_replace(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    whole = two_censuses[1].read_text().replace("2026-06-20T", "2026-07-20T")
    first, last = whole.index("<Child>"), whole.rindex("</Child>") + len("</Child>")
    emptied = tmp_path / "empty.xml"
    emptied.write_text(whole[:first] + whole[last:])
    before = state(filled)
    said = run("import", emptied, "--folder", filled, "--json")
    assert said.code == 1
    [question] = [p for p in said.json["files"][0]["problems"] if p["severity"] == "question"]
    assert (question["rule"], "--replace" in question["fix"]) == ("fewer_rows", True)
    assert state(filled) == before
    said = run("import", emptied, "--replace", "--folder", filled, "--json")
    assert said.json["return"] is not None
    assert "0 rows now" in next(n["what"] for n in said.json["notices"] if n["rule"] == "replaces")


def test_no_import_where_the_settings_name_another_authority_than_the_returns(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    toml = filled / "stonechat.toml"
    toml.write_text(toml.read_text().replace('code = ""', 'code = "997"'))
    other = tmp_path / "other.xml"
    other.write_text(two_censuses[1].read_text().replace("<LEA>998</LEA>", "<LEA>997</LEA>"))
    before = state(filled)
    said = run("import", other, "--folder", filled)
    assert said.code == 1
    assert "authority 997" in said.err
    assert "authority 998" in said.err
    assert state(filled) == before
    assert run("doctor", "--folder", filled).code == 1


@pytest.mark.parametrize("harm", ["unlink", "empty"])
def test_a_lost_pointer_is_told_by_every_verb_and_mended_by_build(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], harm: str
) -> None:
    before = doctor(run, filled)
    (filled / "current").unlink() if harm == "unlink" else (filled / "current").write_text("")
    assert run("doctor", "--folder", filled).code == 1
    for words in (
        ("import", two_censuses[0]),
        ("rollback",),
        ("indicators", "value", "FD17", "--period", "2025-10"),
    ):
        said = run(*words, "--folder", filled)
        assert said.code == 1
        assert "stonechat build" in said.err
    built = run("build", "--folder", filled)
    assert all(one["id"] in built.out + built.err for one in before["returns"])
    assert doctor(run, filled) == before


# ---------------------------------------------------------------- undo, rollback, build, forget


def test_undo_and_import_again_give_the_same_snapshot(
    run: Command, filled: Path, two_censuses: tuple[Path, ...]
) -> None:
    before = doctor(run, filled)
    undone = run("undo", before["returns"][0]["id"], "--folder", filled, "--json").json
    assert len(undone["returns"]) == 1
    assert doctor(run, filled)["periods"]["years"] == ["FY2025-26"]
    run("import", *two_censuses, "--folder", filled)
    assert doctor(run, filled)["snapshot"] == before["snapshot"]


def test_undo_of_what_is_not_held_says_what_is(run: Command, filled: Path) -> None:
    said = run("undo", "nonsense", "--folder", filled)
    assert said.code == 2
    assert doctor(run, filled)["returns"][0]["id"] in said.err


def test_rollback_serves_the_snapshot_before(
    run: Command, empty: Path, two_censuses: tuple[Path, ...]
) -> None:
    first = run("import", two_censuses[0], "--folder", empty, "--json").json["snapshot"]
    run("import", two_censuses[1], "--folder", empty)
    assert run("rollback", "--folder", empty, "--json").json["snapshot"] == first
    said = run("rollback", "--folder", empty)
    assert said.code == 1
    assert "no earlier snapshot" in said.err


def test_build_of_nothing_is_refused(run: Command, empty: Path) -> None:
    said = run("build", "--folder", empty)
    assert said.code == 1
    assert "Nothing has been imported" in said.err


def test_a_changed_definition_gives_new_figures_from_the_same_snapshot(run: Command, filled: Path) -> None:
    before = run("indicators", "value", "AS02", "--period", "FY2025-26", "--folder", filled, "--json").json
    (filled / "parameters" / "limits.yaml").write_text(
        "assessment_limit:\n  title: Longest time for an assessment\n  unit: working days\n"
        "  source: our own rule\n  values:\n    - {from: 2000-01-01, value: 10}\n"
    )
    assert run("build", "--folder", filled).code == 0
    after = run("indicators", "value", "AS02", "--period", "FY2025-26", "--folder", filled, "--json").json
    assert after["snapshot"] == before["snapshot"]
    assert after["catalogue"] != before["catalogue"]
    assert after["values"][0]["value"] < before["values"][0]["value"]


def test_forget_takes_the_child_out_of_everything_and_out_of_later_imports(
    run: Command, filled: Path, two_censuses: tuple[Path, ...]
) -> None:
    child = re.search(r"<LAchildID>(\w+)<", two_censuses[1].read_text())[1]
    assert len(where_is(filled, child)) > 3
    said = run("forget", child, "--reason", "request 12 of 2026", "--yes", "--folder", filled)
    assert said.code == 0
    assert child not in said.out + said.err
    run("import", *two_censuses, "--folder", filled)
    listed = run(
        "indicators", "children", "FD16", "--period", "FY2025-26", "--reason", "after forgetting",
        "--folder", filled, "--json",
    )  # fmt: skip
    assert child not in listed.out
    assert where_is(filled, child) == []


def test_forget_of_nobody_is_refused_without_naming_them(run: Command, filled: Path) -> None:
    said = run("forget", "NOBODY123", "--reason", "a test", "--yes", "--folder", filled)
    assert said.code == 2  # asked for what there is not, as with a return or an indicator
    assert "No return here holds a child with this identifier" in said.err
    assert "NOBODY123" not in said.out + said.err


# ---------------------------------------------------------------- numbers


def test_results_worked_out_ahead_equal_what_the_engine_says(run: Command, council: Path) -> None:
    """A month is worked out ahead; the same days written as a quarter's last month are not."""
    from stonechat.app.council import open_council
    from stonechat.app.figures import Figures
    from stonechat.pipeline.results import periods

    figures = Figures(open_council(council))
    compared = 0
    for indicator in figures.setting.catalogue:
        for period in periods(figures.setting.windows)[::5]:
            for breakdown in (None, *indicator.breakdowns):
                planned = figures.plan(indicator, period, breakdown)
                assert figures._kept.answer(planned.tallies) == figures._engine.answer(planned.tallies)
                compared += 1
    assert compared > 200


def test_children_are_as_many_as_the_number_says(run: Command, council: Path) -> None:
    for indicator, part in (
        ("FD17", "numerator"), ("FD17", "denominator"), ("CP08", "numerator"), ("CN01", "numerator"),
        ("AS02", "denominator"), ("CP14", "numerator"), ("CN07", "denominator"),
    ):  # fmt: skip
        value = run("indicators", "value", indicator, "--period", "FY2025-26", "--folder", council, "--json")
        said = run(
            "indicators", "children", indicator, "--period", "FY2025-26", "--part", part,
            "--reason", "counting them", "--folder", council, "--json",
        ).json  # fmt: skip
        assert said["count"] == len(said["rows"]) == value.json["values"][0][part] > 0


def test_children_say_what_was_asked_for_and_so_does_the_log(run: Command, filled: Path) -> None:
    said = run(
        "indicators", "children", "FD17", "--period", "FY2025-26", "--part", "denominator", "--by", "sex",
        "--category", "F", "--reason", "girls referred", "--folder", filled, "--json",
    ).json  # fmt: skip
    asked = {"measure": "value", "part": "denominator", "breakdown": "sex", "category": "F"}
    (read,) = run("audit", "--folder", filled, "--json").json["reads"]
    assert asked.items() <= said.items()
    assert asked.items() <= read.items()
    assert "FD17 value, denominator, sex F" in run("audit", "--folder", filled).out


def test_children_of_one_category_are_as_many_as_its_number(run: Command, council: Path) -> None:
    values = run(
        "indicators", "value", "FD20", "--period", "FY2025-26", "--by", "sex", "--folder", council, "--json"
    ).json["values"]
    for value in values:
        if value["breakdown"] == "sex":
            said = run(
                "indicators", "children", "FD20", "--period", "FY2025-26", "--by", "sex", "--category",
                value["category"] or "not recorded", "--reason", "by sex", "--folder", council, "--json",
            ).json  # fmt: skip
            assert said["count"] == value["numerator"]


@pytest.mark.parametrize("category", ["F", "f", "F Female", "not recorded"])
def test_a_category_may_be_said_by_code_or_in_full(run: Command, council: Path, category: str) -> None:
    words = ("indicators", "children", "FD16", "--period", "2025-10", "--by", "sex", "--folder", council)
    assert run(*words, "--category", category, "--reason", "by category").code == 0


def test_a_category_that_there_is_not_is_refused_and_not_recorded(run: Command, filled: Path) -> None:
    words = ("indicators", "children", "FD16", "--period", "2025-10", "--by", "sex", "--folder", filled)
    said = run(*words, "--category", "Boys", "--reason", "by category")
    assert said.code == 2
    assert "no category Boys" in said.err
    assert run("audit", "--folder", filled, "--json").json["reads"] == []


def test_who_looked_is_the_account_and_not_what_the_environment_says(
    run: Command, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "director")
    run("indicators", "children", "FD16", "--period", "2025-10", "--reason", "as another", "--folder", filled)
    assert run("audit", "--folder", filled, "--json").json["reads"][0]["who"] != "director"


def test_the_anchor_file_holds_from_any_folder_and_its_loss_is_a_fault(
    run: Command, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = filled / "stonechat.toml"
    settings.write_text(settings.read_text().replace('anchor_file = ""', 'anchor_file = "../anchor.txt"'))
    words = ("indicators", "children", "FD16", "--period", "2025-10", "--folder", filled)
    for reason in ("first look", "second look"):
        run(*words, "--reason", reason)
    monkeypatch.chdir(tmp_path)
    assert run("audit", "--verify", "--folder", filled).code == 0
    log = filled / "logs" / "reads.jsonl"
    log.write_text(log.read_text().splitlines(keepends=True)[0])
    assert run("audit", "--verify", "--folder", filled).code == 1
    (filled.parent / "anchor.txt").unlink()
    said = run("audit", "--verify", "--folder", filled)
    assert said.code == 1
    assert "is missing" in said.out


def test_looking_at_children_is_recorded_and_the_log_is_whole(run: Command, filled: Path) -> None:
    words = ("indicators", "children", "FD16", "--period", "2025-10", "--folder", filled)
    assert run(*words, "--reason", "x").code == 2
    assert run(*words, "--reason", "monthly review").code == 0
    reads = run("audit", "--folder", filled, "--json").json["reads"]
    assert [read["reason"] for read in reads] == ["monthly review"]
    head = run("audit", "--verify", "--folder", filled, "--json").json["head"]
    assert run("audit", "--anchor", head, "--folder", filled).code == 0
    log = filled / "logs" / "reads.jsonl"
    log.write_text(log.read_text().replace("monthly", "weekly!"))
    assert run("audit", "--verify", "--folder", filled).code == 1


def test_no_list_is_shown_when_it_cannot_be_recorded(run: Command, filled: Path) -> None:
    log = filled / "logs" / "reads.jsonl"
    log.write_text("a broken line without an end")
    (filled / "logs" / "key").write_text("00" * 32)
    said = run(
        "indicators",
        "children",
        "FD16",
        "--period",
        "2025-10",
        "--reason",
        "a broken log",
        "--folder",
        filled,
    )
    assert said.code == 1
    assert "SYN" not in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("value", "FD17", "--period", "2025-13"), "not a month"),
        (("value", "fd18x", "--period", "2025-10"), "FD18"),
        (("value", "FD16", "--period", "2025-03-31"), "one day"),
        (("value", "FD16", "--period", "2025-10", "--by", "placement"), "cannot be broken down"),
        (("children", "FD16", "--period", "2019-10", "--reason", "long ago"), "not held"),
        (("children", "FD16", "--period", "2025-10", "--reason", "why not", "--measure", "x"), "no measure"),
        (("children", "FD16", "--period", "2019-10", "--reason", "why not", "--measure", "x"), "no measure"),
        (("show", "FD16x"), "FD16"),
        (("children", "FD16", "--period", "2025-10"), "needs a reason"),
        (("scorecard", "--period", "last year"), "is not a period"),
        (
            ("children", "CP04", "--period", "2025-10", "--reason", "rates", "--part", "denominator"),
            "no rows",
        ),
        (("children", "FD16", "--period", "2025-10", "--reason", "alone", "--category", "M"), "--by"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    run: Command, council: Path, words: tuple[str, ...], told: str
) -> None:
    said = run("indicators", *words, "--folder", council)
    assert said.code == (1 if told == "not held" else 2)
    assert told in said.err
    assert said.out == ""


def test_a_period_that_is_not_held_has_no_number(run: Command, council: Path) -> None:
    said = run("indicators", "value", "FD17", "--period", "FY2024-25", "--folder", council, "--json").json
    assert [(v["value"], v["reason"], v["data_to"]) for v in said["values"]] == [
        (None, "not held", "2026-03-31")
    ]


def test_without_population_figures_a_rate_says_so(run: Command, filled: Path) -> None:
    said = run("indicators", "value", "FD15", "--period", "FY2025-26", "--folder", filled, "--json").json
    assert [(v["numerator"] > 0, v["value"], v["reason"]) for v in said["values"]] == [
        (True, None, "no denominator")
    ]


def test_explain_gives_definition_parameters_steps_and_sql(run: Command, council: Path) -> None:
    said = run("indicators", "explain", "AS02", "--period", "FY2025-26", "--folder", council, "--json").json
    value = said["values"][0]
    last = {count["part"]: count["steps"][-1][1] for count in said["counts"]}
    assert last == {"numerator": value["numerator"], "denominator": value["denominator"]}
    assert all(count["sql"].strip() for count in said["counts"])
    assert [parameter["value"] for parameter in said["parameters"]] == [45]


def test_the_catalogue_lists_and_checks_without_a_folder(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = run("indicators", "list", "--json").json
    wanted = [
        "FD15",
        "FD16",
        "FD17",
        "FD20",
        "FD21",
        "AS02",
        "AS03",
        "CP04",
        "CP07",
        "CP08",
        "CP11",
        "CP14",
        "CN01",
        "CN07",
    ]
    assert set(wanted) <= {entry["id"] for entry in listed}
    assert {"id", "title", "kind", "role", "unit"} <= listed[0].keys()
    checked = run("indicators", "check", "--json")
    assert checked.code == 0
    assert checked.json["examples"] >= 2 * len(listed)
    assert run("indicators", "show", "FD17").code == 0
    assert run("indicators", "value", "FD17", "--period", "2025-10").code == 1


def test_a_local_definition_that_nobody_answers_for_is_a_warning(run: Command, empty: Path) -> None:
    shipped = Path(validate.__file__).parent / "definitions" / "front_door" / "FD20_no_further_action.yaml"
    (empty / "indicators" / shipped.name).write_bytes(shipped.read_bytes())
    said = run("indicators", "check", "--folder", empty)  # of every example: once is long enough
    assert said.code == 3
    assert f"warning: indicators/{shipped.name}, line 1" in said.out + said.err
    assert "; 1 problem." in said.out


def test_a_faulty_local_definition_is_told_with_file_and_line_and_stops_no_import(
    run: Command, empty: Path, two_censuses: tuple[Path, ...]
) -> None:
    (empty / "indicators" / "ZZ01_mine.yaml").write_text("id: ZZ01\ntitel: Mine\n")
    said = run("indicators", "check", "--folder", empty, "--json")
    assert said.code == 1
    assert any("titel" in p["what"] and p["row"] == 2 for p in said.json["problems"])
    assert "cannot be used" in run("indicators", "check", "--folder", empty).out
    assert run("import", two_censuses[0], "--folder", empty).code in (0, 3)
    told = run("indicators", "value", "FD16", "--period", "2024-10", "--folder", empty)
    assert told.code == 1
    assert "ZZ01_mine.yaml" in told.err


# ---------------------------------------------------------------- folder


def test_the_folder_is_found_from_below_and_refused_elsewhere(
    run: Command, council: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(council / "logs")
    assert run("doctor").code == 0
    monkeypatch.chdir(tmp_path)
    said = run("doctor")
    assert said.code == 1
    assert "stonechat init" in said.err
    assert run("doctor", "--folder", tmp_path / "nowhere").code == 1


def test_init_never_overwrites(run: Command, empty: Path) -> None:
    before = state(empty)
    assert run("init", empty).code == 1
    assert run("init", empty.parent / "b", "--authority", "33").code == 2
    assert state(empty) == before


@pytest.mark.parametrize("name", ["a\nb", "a\x1bb", "a\udcffb"])
def test_a_name_that_is_not_one_line_of_text_is_wrong_use_and_makes_nothing(
    run: Command, tmp_path: Path, name: str
) -> None:
    said = run("init", tmp_path / "new", "--name", name)
    assert said.code == 2
    assert "one line" in said.err
    assert not (tmp_path / "new").exists()


def test_doctor_finds_a_damaged_object(run: Command, filled: Path) -> None:
    assert run("doctor", "--folder", filled).code == 0
    damaged = max((filled / "objects").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    said = run("doctor", "--folder", filled)
    assert said.code == 1
    assert "damaged" in said.out


def _spoil(path: Path) -> None:
    """Change one bit in the middle: DuckDB would read most such files without a word, and wrongly."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


VALUE = ("indicators", "value", "FD15", "--period", "FY2025-26", "--json")


@pytest.mark.parametrize("harm", [_spoil, Path.unlink])
def test_no_number_comes_from_objects_that_are_not_as_they_were_published(
    run: Command, filled: Path, harm: Callable[[Path], None]
) -> None:
    right = run(*VALUE, "--folder", filled).json["values"]
    harm(max((filled / "objects").iterdir(), key=lambda path: path.stat().st_size))
    said = run(*VALUE, "--folder", filled)
    assert (said.code, said.out) == (1, "")
    assert "stonechat build" in said.err
    assert run("doctor", "--folder", filled).code == 1
    assert "made again" in run("build", "--folder", filled).out
    assert run("doctor", "--folder", filled).code == 0
    assert run(*VALUE, "--folder", filled).json["values"] == right


def test_damaged_figures_are_not_used_and_doctor_and_build_see_to_them(run: Command, filled: Path) -> None:
    right = run(*VALUE, "--folder", filled).json
    [figures] = (filled / "results").rglob("*.parquet")
    whole = figures.read_bytes()
    _spoil(figures)
    assert run(*VALUE, "--folder", filled).json == right
    said = run("doctor", "--folder", filled)
    assert said.code == 1
    assert "figures worked out ahead are damaged" in said.out
    assert run("build", "--folder", filled).code == 0
    assert [path.read_bytes() for path in (filled / "results").rglob("*.parquet")] == [whole]
    assert run("doctor", "--folder", filled).code == 0


def test_doctor_names_the_windows_and_periods_held(run: Command, council: Path) -> None:
    said = doctor(run, council)
    assert said["windows"] == {"cin_census": [{"first": "2024-04-01", "last": "2026-03-31"}]}
    assert said["periods"]["years"] == ["FY2024-25", "FY2025-26"]
    assert (len(said["periods"]["months"]), said["population_years"]) == (24, list(range(2019, 2027)))


def test_doctor_says_in_words_which_days_between_returns_are_not_covered(
    run: Command, empty: Path, two_censuses: tuple[Path, ...]
) -> None:
    run("import", two_censuses[0], "--year", 2023, "--folder", empty)
    run("import", two_censuses[1], "--folder", empty)
    said = run("doctor", "--folder", empty)
    assert said.code == 0
    assert "Months: 2022-04 to 2023-03; 2025-04 to 2026-03." in said.out
    gap = "No cin_census return covers 1 April 2023 to 31 March 2025"
    assert gap in said.out
    assert any(gap in notice for notice in doctor(run, empty)["notices"])


def test_doctor_finds_that_the_settings_name_another_authority_than_the_returns(
    run: Command, filled: Path
) -> None:
    settings = filled / "stonechat.toml"
    settings.write_text(settings.read_text().replace('code = ""', 'code = "330"'))
    said = run("doctor", "--folder", filled)
    assert said.code == 1
    assert "stonechat.toml says authority 330, and the returns held are authority 998's" in said.out


def test_doctor_finds_a_read_log_that_was_changed(run: Command, filled: Path) -> None:
    words = ("indicators", "children", "FD16", "--period", "2025-10", "--folder", filled)
    run(*words, "--reason", "monthly review")
    log = filled / "logs" / "reads.jsonl"
    log.write_text(log.read_text().replace("monthly", "weekly!"))
    assert run("doctor", "--folder", filled).code == 1
    (filled / "logs" / "key").unlink()
    said = run("doctor", "--folder", filled)
    assert said.code == 1
    assert "key of the read log is missing" in said.out


def test_wrong_use_is_exit_2(run: Command) -> None:
    assert run("indicators", "value", "FD17").code == 2
    assert run("import").code == 2
    assert run("nonsense").code == 2


def test_no_message_of_any_command_holds_a_child(
    run: Command, filled: Path, two_censuses: tuple[Path, ...], tmp_path: Path
) -> None:
    """Garble one child's closure date and code: the report points there, and quotes nothing."""
    text = two_censuses[1].read_text()
    bad = re.sub(r"<CINclosureDate>[^<]+<", "<CINclosureDate>CANARY-31-31<", text, count=1)
    bad = bad.replace("<Ethnicity>WOTH<", "<Ethnicity>CANARYCODE<", 1).replace("2026-06-20T", "2026-07-20T")
    path = tmp_path / "bad.xml"
    path.write_text(bad)
    said = run("import", path, "--folder", filled)
    assert said.code == 3
    assert "CANARY" not in said.out + said.err
    assert "SYN" not in said.out + said.err
    assert json.loads(run("check", path, "--json").out)["files"][0]["problems"]


def test_every_severity_is_told_in_the_documented_words(run: Command) -> None:
    text = (PROJECT / "docs" / "reference" / "json.md").read_text()
    assert all(f"`{severity}`" in text for severity in Severity)


def test_a_mistake_of_ours_is_told_without_its_words(
    run: Command, council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception's message may quote a cell, so only its kind is shown."""

    def stumble(*_: object) -> None:
        raise RuntimeError("CANARY 2012-01-01")

    monkeypatch.setattr("stonechat.app.doctor.examine", stumble)
    monkeypatch.delenv("STONECHAT_TRACEBACK", raising=False)
    said = run("doctor", "--folder", council)
    assert said.code == 1
    assert "RuntimeError" in said.err
    assert "CANARY" not in said.out + said.err
    assert "Traceback" not in said.err
