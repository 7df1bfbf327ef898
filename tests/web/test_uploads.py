"""Files on their way in: names that lead elsewhere, limits, wrong files, zips that do harm, and who may."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from tests.web.bringing import bring, brought, census, checked, looked_after, page, zipped

PDF = b"%PDF-1.7\n1 0 obj\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.fixture(autouse=True)
def no_heart(monkeypatch, records):
    from stonechat.app import import_tasks

    monkeypatch.setattr(import_tasks, "BEAT_SECONDS", 3600.0)


@pytest.fixture(autouse=True)
def nothing_left(council):
    yield
    from stonechat.app import uploads

    uploads.sweep(council, (), datetime.now(UTC).timestamp() + 2 * uploads.KEPT_SECONDS)


@pytest.fixture
def ana(signed_in):
    return signed_in("ana")


def _incoming(council):
    root = council.folder.incoming
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*")) if root.exists() else []


def _everything(root):
    return {path for path in root.rglob("*") if "incoming" not in path.parts and "sqlite" not in path.name}


# ---------------------------------------------------------------- names

HOSTILE = (
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\config",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "\\\\server\\share\\x.csv",
    "....//....//x.csv",
    "%2e%2e%2fx.csv",
    "..%c0%afx.csv",
    "~/.ssh/authorized_keys",
    ".htaccess",
    "..",
    ".",
    "con",
    "CON.csv",
    "nul.xml",
    "aux",
    "lpt1.csv",
    "COM1.xlsx",
    "a:b.csv",
    "x.csv::$DATA",
    "x.csv.",
    "x.csv ",
    " x.csv",
    "x\x00.csv",
    "x\n.csv",
    "x\r\nSet-Cookie: a=b.csv",
    "x\t.csv",
    "\u202evsc.exe",
    "<script>alert(1)</script>.csv",
    '"><img src=x onerror=alert(1)>.csv',
    "'; DROP TABLE x; --.csv",
    "$(id).csv",
    "`id`.csv",
    "| id.csv",
    "x" * 400 + ".csv",
    "é" * 200 + ".csv",
    "Smith John 01012012.csv",
    "current",
    "stonechat.toml",
    "return.json",
    "app.sqlite3",
    "web.key",
)


def test_there_are_forty_of_them_and_more():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 40


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_file_is_called_never_leads_anywhere(ana, council, name):
    """Sent as any client can send it, not as a browser would."""
    before = _everything(council.folder.root)
    answer = _raw(ana, name, b"no such thing\n")
    assert answer.status_code in (302, 400)
    assert _everything(council.folder.root) == before
    inside = [path for path in _incoming(council) if "/" in path]
    assert all(re.fullmatch(r"[\w-]+/\d+(/[a-z0-9_]+(\.[a-z]+)?)?", path) for path in inside), inside
    if answer.status_code == 302:
        assert len([path for path in inside if path.count("/") == 2]) == 1


def _raw(client, name, content):
    """A request whose file has this name byte for byte."""
    quoted = name.encode("utf-8", "surrogatepass").replace(b'"', b'\\"')
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="'
        + quoted
        + b'"\r\nContent-Type: text/csv\r\n\r\n'
        + content
        + b"\r\n--x--\r\n"
    )
    return client.post("/data/import/", body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_file_in_a_zip_is_called_never_leads_anywhere(council, tmp_path, name):
    from stonechat.app.uploads import Arrived, folder_of, to_read
    from stonechat.basics.problems import Refused

    root = folder_of(council, "a-test")
    (root / "1").mkdir(parents=True)
    (root / "1" / "file.zip").write_bytes(zipped((name.replace("\x00", "0"), b"no such thing\n")))
    before = _everything(council.folder.root)
    try:
        found = to_read(council, "a-test", [Arrived("some.zip", "1/file.zip", 1, "")])
    except Refused as refused:
        assert {problem.rule for problem in refused.problems} == {"zip_path"}
        found = {}
    assert all(root in path.parents for path in found)
    assert _everything(council.folder.root) == before
    assert all(
        re.fullmatch(r"a-test(/[\w-]+)*(/[a-z0-9_]+(\.[a-z]+)?)?", path) for path in _incoming(council)
    )


def test_the_name_is_kept_as_text_and_shown_as_text(ana, council):
    run_id = brought(ana, ("<img src=x onerror=alert(1)>.csv", b"a,b\n1,2\n"))
    said = page(ana, run_id)
    assert "&lt;img src=x" in said and "<img src=x" not in said


# ---------------------------------------------------------------- limits


@pytest.fixture
def small_limits(monkeypatch):
    from stonechat.app import uploads

    monkeypatch.setattr(uploads, "LIMITS", {kind: 2_000 + 1_000 * at for at, kind in enumerate(uploads.Kind)})
    return uploads


@pytest.mark.parametrize(
    ("content", "most"),
    [
        (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", 2_000),
        (b"PK\x03\x04" + b"\x00" * 26 + b"episodes.csv", 3_000),
        (b"<Message>", 4_000),
        (b"CHILD,DECOM\n", 4_000),
    ],
)
def test_each_kind_of_file_has_a_limit_of_its_own(ana, council, small_limits, content, most):
    fits = content + b"x" * (most - len(content))
    answer = bring(ana, ("file", fits + b"x"))
    assert answer.status_code == 400 and b"Nothing of it was kept" in answer.content
    assert _incoming(council) == []
    assert bring(ana, ("file", fits)).status_code == 302


def test_the_files_of_one_import_have_a_limit_together(ana, council, monkeypatch):
    from stonechat.app import uploads

    monkeypatch.setattr(uploads, "MOST_IN_ALL", 10_000)
    halves = [(f"{number}.csv", b"x" * 6_000) for number in (1, 2)]
    answer = bring(ana, *halves)
    assert answer.status_code == 400 and b"together" in answer.content and _incoming(council) == []


def test_a_hundred_files_may_come_and_no_more(ana, council, monkeypatch):
    from stonechat.app import uploads

    monkeypatch.setattr(uploads, "MOST_FILES", 3)
    files = [(f"{number}.csv", b"a\n") for number in range(4)]
    assert b"More than 3 files" in bring(ana, *files).content and _incoming(council) == []
    assert bring(ana, *files[:3]).status_code == 302


def test_a_full_disk_is_told_before_anything_is_kept(ana, council, monkeypatch):
    from collections import namedtuple

    from stonechat.app import uploads

    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda root: usage(10, 9, 100))
    answer = bring(ana, ("cin.xml", b"<Message>" * 100))
    assert answer.status_code == 400 and b"not enough room on the disk" in answer.content
    assert _incoming(council) == []


def test_a_form_without_its_token_leaves_no_file(council, records):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from stonechat.app.people import person_named

    browser = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    browser.force_login(person_named("ana"), backend="django.contrib.auth.backends.ModelBackend")
    files = {"files": [SimpleUploadedFile("cin.xml", b"<Message/>")]}
    assert browser.post("/data/import/", files).status_code == 403
    assert _incoming(council) == []


def test_files_for_any_other_page_are_not_kept(ana, council):
    from django.core.files.uploadedfile import SimpleUploadedFile

    ana.post("/password/", {"old_password": "x", "file": SimpleUploadedFile("cin.xml", b"<Message/>")})
    assert _incoming(council) == []


# ---------------------------------------------------------------- wrong files: a message for each


def _workbook(**inside):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


def _of_office(stream):
    return OLD_OFFICE + stream.encode("utf-16-le") + b"\x00" * 512


WRONG = {
    "a workbook with a password": ("a.xlsx", _of_office("EncryptedPackage"), "locked with a password"),
    "an old workbook": ("a.xls", _of_office("Workbook"), "old Excel workbook"),
    "an old Word file": ("a.csv", _of_office("WordDocument"), "Word document (.doc)"),
    "a Word file": (
        "a.xlsx",
        _workbook(word__document_xml=b"<w/>", **{"[Content_Types]_xml": b"<t/>"}),
        "Word document (.docx)",
    ),
    "a PDF": ("a.csv", PDF, "PDF document"),
    "a picture": ("census.xml", JPEG, "picture (JPEG)"),
    "a web page": ("a.xml", b"<!doctype html><html><body>Sign in", "web page (HTML)"),
    "an empty file": ("a.csv", b"", "it is empty"),
    "a file of blanks": ("a.csv", b" \n\n", "it is empty"),
    "another XML": ("a.xml", b"<Orders><Order/></Orders>", "outermost element is Orders"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_wrong_file_is_told_as_what_it_is(ana, council, which):
    name, content, words = WRONG[which]
    said = page(ana, checked(ana, (name, content)))
    assert words in said and "Do not use" in said and "Accept and import" not in said


def test_half_an_xml_is_told_as_such(ana, council):
    whole = census(council, children=50)
    said = page(ana, checked(ana, ("cin.xml", whole[: len(whole) // 2])))
    assert "Do not use" in said and "The file ends too early: it breaks off at line" in said


def test_half_a_workbook_and_half_a_zip_are_told_as_such(ana, council, signed_in):
    whole = _workbook(**{"[Content_Types]_xml": b"<t/>" * 500, "xl__workbook_xml": b"<w/>" * 500})
    packed = zipped(*looked_after(council))
    for name, content in (("a.xlsx", whole), ("a.zip", packed)):
        run_id = checked(ana, (name, content[: len(content) // 2]))
        said = page(ana, run_id)
        assert "saved or copied only in part" in said and "Do not use" in said
        ana.post(f"/data/import/{run_id}/cancel/")


def test_dates_written_as_text_are_told_with_row_and_column(ana, council):
    files = dict(looked_after(council))
    name = next(name for name in files if "episodes" in name)
    lines = files[name].decode().splitlines()
    at = lines[0].split(",").index("DECOM")
    cells = lines[1].split(",")
    cells[at] = "1st of April"
    files[name] = "\n".join([lines[0], ",".join(cells), *lines[2:]]).encode()
    said = page(ana, checked(ana, *files.items()))
    assert "DECOM is not a date" in said and "Can change" in said


def test_a_zip_that_would_unpack_to_too_much_is_refused_quickly(ana, council):
    bomb = zipped(("episodes.csv", b"\x00" * 80_000_000))
    assert len(bomb) < 200_000
    said = page(ana, checked(ana, ("all.zip", bomb)))
    assert "would unpack to far more than an extract holds" in said and "Nothing" in said
    assert _incoming(council) == []


def test_a_zip_that_lies_about_its_size_is_refused_while_it_is_unpacked(council, monkeypatch):
    from stonechat.app.uploads import Arrived, folder_of, to_read
    from stonechat.basics.problems import Refused
    from stonechat.sources import arriving

    monkeypatch.setattr(arriving, "MOST_UNPACKED", 1_000)
    root = folder_of(council, "a-test")
    (root / "1").mkdir(parents=True)
    (root / "1" / "file.zip").write_bytes(zipped(("a.csv", b"a,b\n" * 500)))
    with pytest.raises(Refused, match="would unpack to far more"):
        to_read(council, "a-test", [Arrived("some.zip", "1/file.zip", 1, "")])


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (("inner.zip", zipped(("a.csv", b"a\n"))), "holds another zip"),
        (("../up.csv", b"CHILD,DECOM\n"), "leads out of the zip"),
    ],
)
def test_a_zip_made_to_do_harm_is_told_as_such(ana, council, inside, words):
    assert words in page(ana, checked(ana, ("all.zip", zipped(inside, ("b.csv", b"b\n")))))
