"""Zips of an extract: read where they are, or refused in words."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.ssd.extracts import PERSON, by_table, csv_text, extract, read_extract, row, rules

from stonechat.sources import archive, registry
from stonechat.sources.ssd.write import Form, write_folder

ROWS = [row("person", person_id="C1", sex="F"), row("contacts", contact_id="K1", person_id="C1")]


def packed(folder: Path, target: Path, below: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.iterdir()):
            made.write(path, f"{below}{path.name}")
    return target


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("below", ["", "extract/"])
def test_a_zip_is_read_as_its_folder_is(form: Form, below: str, tmp_path: Path) -> None:
    write_folder(ROWS, tmp_path / "x", form)
    reading, read = read_extract(packed(tmp_path / "x", tmp_path / "anything.dat", below))
    assert reading.is_acceptable
    assert [(each.table, each.values) for each in read] == ROWS


def test_problems_name_the_file_in_the_zip(tmp_path: Path) -> None:
    person = csv_text({"pers_person_id": "C1", "pers_dob": "x"})
    reading, _ = read_extract(packed(extract(tmp_path / "x", person=person), tmp_path / "a.zip"))
    (problem,) = [each for each in reading.findings.kept if each.rule == "unreadable_value"]
    assert (problem.where.file, problem.where.sheet, problem.where.row) == ("a.zip", "ssd_person.csv", 2)


def test_other_files_in_a_zip_are_noted(tmp_path: Path) -> None:
    folder = extract(tmp_path / "x")
    (folder / "notes.txt").write_text("nothing of note")
    (folder / ".DS_Store").write_text("x")
    reading, read = read_extract(packed(folder, tmp_path / "a.zip"))
    assert by_table(read)["person"]
    assert [each.where.sheet for each in reading.findings.kept if each.rule == "other_file"] == ["notes.txt"]


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return path


def _locked(path: Path) -> Path:
    """A zip whose file says that it is locked: the flag stands in both of its headers."""
    data = bytearray(_zip(path, {"ssd_person.csv": PERSON.encode()}).read_bytes())
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flag] |= 1
    path.write_bytes(data)
    return path


def _damaged(path: Path) -> Path:
    content = (PERSON + "".join(f"D{number},F,2012-05-06\r\n" for number in range(5_000))).encode()
    data = bytearray(_zip(path, {"ssd_person.csv": content}).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)
    return path


def _nested(path: Path) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("ssd_person.csv", PERSON)
    return _zip(path, {"ssd_person.csv": PERSON.encode(), "more.zip": inner.getvalue()})


def _leading_out(path: Path) -> Path:
    return _zip(path, {"ssd_person.csv": PERSON.encode(), "../../ssd_contacts.csv": b"x"})


def _windows_path(path: Path) -> Path:
    return _zip(path, {"ssd_person.csv": PERSON.encode(), "C:/ssd_contacts.csv": b"x"})


def _bomb(path: Path) -> Path:
    return _zip(path, {"ssd_person.csv": PERSON.encode() + b" " * (archive.SUSPICIOUS_BYTES + 1)})


@pytest.mark.parametrize(
    ("make", "rule"),
    [
        (_locked, "locked_zip"),
        (_damaged, "damaged_zip"),
        (_nested, "nested_zip"),
        (_leading_out, "zip_path"),
        (_windows_path, "zip_path"),
        (_bomb, "zip_size"),
    ],
)
def test_a_zip_that_cannot_be_read_safely_is_refused_in_words(
    make: Callable[[Path], Path], rule: str, tmp_path: Path
) -> None:
    reading, _ = read_extract(make(tmp_path / "a.zip"))
    assert rule in rules(reading)
    assert not reading.is_acceptable
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.zip"]


def test_a_zip_of_something_else_is_a_stranger(tmp_path: Path) -> None:
    path = _zip(tmp_path / "ssd_extract.zip", {"letter.txt": b"Dear all"})
    assert registry.recognise(path) is None


@pytest.mark.parametrize("broken", [b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 200])
def test_a_zip_that_is_none_is_a_stranger(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(broken)
    assert registry.recognise(tmp_path / "a.zip") is None
