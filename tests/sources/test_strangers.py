"""Files that are none of ours: what the registry says of them, going by content and never by name."""

import io
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
        b"Child ID,Sex,Date of birth,Ethnicity\r\n1,1,01/02/2012,WBRI\r\n",
        "columns Child ID, Sex, Date of birth, Ethnicity",
    ),
    ("CHILD;START;REASON\n1;2;3\n".encode("utf-16"), "columns CHILD, START, REASON"),
    (b"Smith,Amy,01/02/2012\n", "does not look like column names"),
    (b"Smith,Amy,White British\n", "does not look like column names"),
    (b"hello", "nothing that is known"),
    (b"\xff\xfe\x00\xd8" * 30, "nothing that is known"),
    (
        b"<Message><Header><Collection>CSWW</Collection></Header><CSWWWorker/></Message>",
        "outermost element is Message, which is the children's social work workforce census",
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
    assert says in problem.what
    assert "CIN census" in problem.fix
    assert problem.where.file == "CIN_census_2025.xml"


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
