"""Files that are none of ours: what the registry says of them, going by content and never by name."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from tests.sources.census import census, child, counted, read_path

from stonechat.basics.problems import Refused
from stonechat.sources import registry
from stonechat.sources.formats import Format


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


# file, and what the problem must say of it
STRANGERS = [
    (b"", "it is empty"),
    (b"\xef\xbb\xbf \r\n", "it is empty"),
    (b"\x00" * 500, "it is empty"),
    (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel workbook (.xlsx)"),
    (zipped("census.xml"), "zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "old Excel workbook"),
    (b"%PDF-1.7\n%", "PDF"),
    (b"\x1f\x8b\x08\x00", "gzip"),
    (b"<!DOCTYPE html><html><body>Login</body></html>", "web page"),
    (b"  <HTML><body>", "web page"),
    (b'{"children": [{"la_child_id": "X"}]}', "JSON"),
    (
        b"Child ID,SEX,Date of Birth,Ethnicity\r\n1,1,01/02/2012,WBRI\r\n",
        "columns Child ID, SEX, Date of Birth, Ethnicity",
    ),
    ("Child ID;Start date;Status\n1;2;3\n".encode("utf-16"), "columns Child ID, Start date, Status"),
    (
        "Child Unique ID,Gender,Child\u2019s Legal Status,LA In Touch \n1,a,b,c\n".encode(),
        "columns Child Unique ID, Gender, Child's Legal Status, LA in Touch.",
    ),
    (b'"pers_person_id"|"Date of birth"|cine_referral_date\n', "columns pers_person_id, Date of Birth, cine"),
    (b"Smith,Amy,01/02/2012\n", "a table (CSV) of 3 columns, whose first line is not made up of column"),
    (b"hello", "nothing that is known"),
    (b"\xff\xfe\x00\xd8" * 30, "nothing that is known"),
    (
        b"<Message><Header><Collection>CSWW</Collection></Header><CSWWWorker/></Message>",
        "outermost element is Message and whose header names the children's social work workforce census",
    ),
    (
        b"<Message><Header><Collection>SSDA903</Collection></Header><Children><Child/></Children></Message>",
        "and whose header names the return on looked-after children",
    ),
    (
        census(child()).replace(">CIN<", "> SSDA903 <").encode(),
        "correct the collection in its header to CIN",
    ),
    (
        census(child()).replace(">CIN<", ">Amy Smith<").encode(),
        "correct the collection in its header to CIN",
    ),
    (b"<?xml version='1.0'?><!-- a --><Order/>", "outermost element is Order"),
    (b"<_1234567890/>", "one with an unusual name"),
]


@pytest.mark.parametrize(("content", "says"), STRANGERS)
def test_a_stranger_is_told_what_it_looks_like_and_what_was_expected(tmp_path, content, says):
    path = tmp_path / "CIN_census_2025.xml"
    path.write_bytes(content)
    assert registry.recognise(path) is None
    problem = registry.stranger(path)
    assert says in problem.what + problem.fix
    assert "Smith" not in problem.what + problem.fix
    assert "CIN census" in problem.fix
    assert problem.where.file == "CIN_census_2025.xml"


HEADINGS = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"


@pytest.mark.parametrize(
    ("above", "line"),
    [("\n", 2), ("\r\n\r\n", 3), ("sep=,\n", 2), ("Looked after, Amy Smith\nas at 1 May\n\n", 4)],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_lines_above_the_column_names_are_told_by_the_line_of_those(tmp_path, above, line, encoding):
    path = tmp_path / "header.csv"
    path.write_bytes(f"{above}{HEADINGS}\nA1,M,06/12/2012,WBRI,,,\n".encode(encoding))
    assert registry.recognise(path) is None
    problem = registry.stranger(path)
    assert f"whose column names stand in line {line} and not in the first" in problem.what
    assert "Delete the lines above the column names" in problem.fix
    assert "Smith" not in str(problem)


# first lines of tables without headings, or with some that are not known
LINES_OF_A_CHILD = [
    "Brenda,Turner,Male",
    "Wendy Turner,Essex Road",
    "Amy,Smith,White British",
    "Childs,Dobson,Typer",
    "Reviewer;Placek;Workerly",
    "Child ID,Name,Brenda",
    "Grace,Place,Missing",
    "Date of birth Turner\tSurname",
    "Turner_ID|Turner date",
    "CHILD,SEX,Wendy",
    "Surname: Turner,Forename: Wendy",
]


@pytest.mark.parametrize("line", LINES_OF_A_CHILD)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_no_word_of_a_first_line_is_shown_unless_the_whole_line_is_known_headings(tmp_path, line, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(f"{line}\r\n1,2,3\r\n".encode(encoding))
    shown = registry.stranger(path).what
    count = len(re.split(r"[,;\t|]", line))
    assert shown == (
        "This is none of the files that can be read: it looks like a table (CSV) of "
        f"{count} columns, whose first line is not made up of column names that are known here."
    )


def test_the_columns_of_reference_extracts_are_known_by_name(shared):
    paths = sorted((shared / "data" / "extracts").rglob("*.csv"))
    shown = [registry.stranger(path).what for path in paths]
    assert sum(1 for what in shown if "with the columns" in what) > len(paths) / 2


def test_reading_a_stranger_gives_no_rows_and_one_error(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(b"hello")
    reading, rows = read_path(path)
    assert (rows, reading.heading, reading.is_acceptable) == ([], None, False)
    assert [p.rule for p in reading.findings.kept] == ["not_recognised"]


def test_files_among_the_reference_data_are_known_by_their_own_format_and_no_other(shared):
    others = [
        path for path in (shared / "data" / "extracts").rglob("*.*") if path.suffix in (".csv", ".xlsx")
    ]
    others += [
        path for path in (shared / "data" / "extracts").rglob("*.xml") if "CIN" not in path.read_text("utf-8")
    ]
    assert len(others) > 50
    for path in others:
        known = [each.name for each in registry.formats().values() if each.recognise(path.read_bytes(), path)]
        assert known == (["ssda903"] if "ssda903" in str(path).lower() else [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_census_is_recognised_by_content_in_any_encoding_and_under_any_name(tmp_path, encoding):
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig").removesuffix("-le")}"?>\n'
    path = tmp_path / "holiday photos.jpg"
    path.write_bytes((declared + census(child())).encode(encoding))
    recognised = registry.recognise(path)
    assert recognised is not None
    assert recognised.name == "cin_census"
    reading, rows = read_path(path)
    assert reading.is_acceptable
    assert len(rows) == sum(counted(census(child())).values())


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(Refused, match="no such file"):
        registry.recognise(tmp_path / "missing.xml")


def test_every_folder_beside_the_registry_is_a_format():
    folders = {path.parent.name for path in Path(registry.__file__).parent.glob("*/__init__.py")}
    assert set(registry.formats()) == folders >= {"cin_census", "ssda903"}
    assert all(isinstance(each, Format) for each in registry.formats().values())
