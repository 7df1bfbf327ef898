"""A child is taken out of every file of an extract, also where a row does not name the child."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from tests.sources.ssd.extracts import PERSON, read_extract, row
from tests.sources.ssd.test_ssd_zips import packed

from stonechat.basics.problems import Refused
from stonechat.model.table import Values
from stonechat.sources.ssd import FORMAT
from stonechat.sources.ssd.write import Form, write_folder


def rows_of(child: str) -> list[tuple[str, Values]]:
    """A row of every table in which a child does not stand by name, and some others."""
    day = date(2025, 1, 2)
    return [
        row("person", person_id=child, forename="=x"),
        row("mother", person_id="M", childs_person_id=child),
        row("cin_assessments", assessment_id=f"A{child}", person_id=child, assessment_start_date=day),
        row("assessment_factors", assessment_id=f"A{child}", assessment_factor="1A", person_id=child),
        row("cla_episodes", cla_episode_id=f"E{child}", person_id=child, cla_episode_start_date=day,
            cla_id=f"P{child}"),
        row("cla_reviews", cla_review_id=f"R{child}", cla_id=f"P{child}", person_id=child),
        row("send", table_id=f"S{child}", person_id=child),
        row("ehcp_requests", ehcp_request_id=f"Q{child}", send_table_id=f"S{child}", person_id=child),
        row("ehcp_assessment", ehcp_assessment_id=f"H{child}", ehcp_request_id=f"Q{child}", person_id=child),
        row("ehcp_named_plan", named_plan_id=f"N{child}", ehcp_asmt_id=f"H{child}", person_id=child),
        row("ehcp_active_plans", active_ehcp_id=f"L{child}", ehcp_request_id=f"Q{child}", person_id=child),
        row("sen_need", table_id=f"D{child}", active_ehcp_id=f"L{child}", person_id=child),
    ]  # fmt: skip


KEPT = [*rows_of("C2"), row("person", person_id="M"), row("person", person_id="C11")]
ALL = [*rows_of("C1"), *KEPT]


@pytest.mark.parametrize("form", Form)
def test_forgetting_leaves_what_there_was_without_the_child(form: Form, tmp_path: Path) -> None:
    write_folder(ALL, tmp_path / "with", form)
    (tmp_path / "without").mkdir()
    gone = {
        path.stem: FORMAT.without_child(path, tmp_path / "without" / path.name, "C1")
        for path in sorted((tmp_path / "with").iterdir())
    }
    assert +Counter(gone) == Counter({f"ssd_{name}": 1 for name, _ in rows_of("C1")})
    _, read = read_extract(tmp_path / "without")
    assert sorted((each.table, repr(each.values)) for each in read) == sorted(
        (name, repr(values)) for name, values in KEPT
    )


def test_in_csv_every_other_byte_stays(tmp_path: Path) -> None:
    write_folder(ALL, tmp_path / "with")
    write_folder(KEPT, tmp_path / "expected")
    for path in (tmp_path / "with").iterdir():
        FORMAT.without_child(path, tmp_path / "copy", "C1")
        assert (tmp_path / "copy").read_bytes() == (tmp_path / "expected" / path.name).read_bytes()


def test_the_mark_of_an_encoding_stays(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes((PERSON + "C2,M,\r\n").encode("utf-16"))
    assert FORMAT.without_child(tmp_path / "x.csv", tmp_path / "copy", "C2") == 1
    assert (tmp_path / "copy").read_bytes() == PERSON.encode("utf-16")


@pytest.mark.parametrize("form", Form)
def test_a_zip_is_packed_again_without_the_child(form: Form, tmp_path: Path) -> None:
    write_folder(ALL, tmp_path / "with", form)
    path = packed(tmp_path / "with", tmp_path / "a.zip")
    assert FORMAT.without_child(path, tmp_path / "b.zip", "C1") == len(rows_of("C1"))
    _, read = read_extract(tmp_path / "b.zip")
    assert sorted(repr(each.values) for each in read) == sorted(repr(values) for _, values in KEPT)


@pytest.mark.parametrize("form", Form)
def test_every_person_that_a_file_or_a_zip_names_is_told(form: Form, tmp_path: Path) -> None:
    write_folder(ALL, tmp_path / "with", form)
    named = {path.stem: set(FORMAT.children(path)) for path in (tmp_path / "with").iterdir()}
    assert named["ssd_person"] == {"C1", "C2", "M", "C11"}
    assert named["ssd_mother"] == {"C1", "C2", "M"}
    path = packed(tmp_path / "with", tmp_path / "a.zip")
    assert set(FORMAT.children(path)) == set().union(*named.values())


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Refused):
        list(FORMAT.children(tmp_path / "x.csv"))
    with pytest.raises(Refused, match="nothing could be taken out"):
        FORMAT.without_child(tmp_path / "x.csv", tmp_path / "copy", "C1")
