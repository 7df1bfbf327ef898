"""What browsers are given besides pages: free to use, from here alone, of the versions that are noted."""

import json
import re
from pathlib import Path

import pytest

import stonechat.web
from stonechat.charts import colours

WEB = Path(stonechat.web.__file__).parent
STATIC = WEB / "static"
SERVED = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})
CSS = (STATIC / "stonechat.css").read_text(encoding="utf-8")


def test_the_files_are_those_that_the_pages_load():
    frame = (WEB / "templates/frame.html").read_text(encoding="utf-8")
    loaded = set(re.findall(r"{% static '([^']+)' %}", frame)) | {"govuk-frontend.js"}
    assert loaded == {path.name for path in SERVED}
    assert 'from "./govuk-frontend.js"' in (STATIC / "stonechat.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "reserved", ["gds transport", "crown", "crest", "@font-face", "url(", "@import", "govuk-header"]
)
def test_the_style_sheet_has_nothing_that_only_gov_uk_may_use_and_loads_nothing(reserved):
    assert reserved not in CSS.lower()


def test_there_are_no_fonts_and_no_pictures_but_the_mark():
    kinds = {path.suffix for path in STATIC.rglob("*") if path.is_file()}
    assert kinds == {".css", ".js", ".svg", ".md"}


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_no_file_refers_to_another_host(path):
    text = path.read_text(encoding="utf-8")
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'`)]*", text, re.IGNORECASE))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"}  # names, never fetched
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize(
    ("package", "file", "written"),
    [
        ("govuk-frontend", "stonechat.css", r'--govuk-frontend-version:\s*"([^"]+)"'),
        ("govuk-frontend", "govuk-frontend.js", r'version="([^"]+)"'),
        ("htmx.org", "htmx.js", r'version:"([^"]+)"'),
    ],
)
def test_the_versions_noted_are_those_of_the_files(package, file, written):
    found = re.search(written, (STATIC / file).read_text(encoding="utf-8"))
    wanted = json.loads((WEB / "styles/package.json").read_text(encoding="utf-8"))["dependencies"][package]
    noted = re.search(rf"^\| `{re.escape(file)}` \|[^|]*\| ([0-9.]+) \|", _third_party(), re.MULTILINE)
    assert found and noted
    assert found[1] == wanted == noted[1]


def test_the_first_colour_of_the_pages_is_the_one_that_charts_have_for_us():
    assert f"--govuk-brand-colour, {colours.US.lower()})" in CSS.lower()


def test_text_on_the_first_colour_can_be_read():
    assert colours.contrast(colours.US, "#FFFFFF") >= 4.5


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_has_a_style_a_handler_a_script_of_its_own_or_a_way_round_escaping(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|\s*safe\b|mark_safe|autoescape off|\|\s*safeseq", text)


def _third_party() -> str:
    return (STATIC / "THIRD-PARTY.md").read_text(encoding="utf-8")
