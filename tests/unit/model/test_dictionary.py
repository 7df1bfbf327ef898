"""The data dictionary page says what the declarations say, all of it, and is up to date."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from stonechat.basics.codes import code_list
from stonechat.model import dictionary
from stonechat.model.derived import wide_columns
from stonechat.model.table import Table
from stonechat.model.tables import TABLES

PAGE = Path(__file__).parents[3] / "docs/reference/data-dictionary.md"

every_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


def test_the_committed_page_is_the_one_that_the_declarations_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary.page(), "run `make docs` and commit the page"


def test_the_module_prints_the_page_as_it_is_committed() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "stonechat.model.dictionary"], check=True, capture_output=True
    )
    assert printed.stdout == dictionary.page().encode()


@every_table
def test_a_table_has_a_section_with_every_column_that_an_indicator_may_use(table: Table) -> None:
    section = _section(table.name)
    merged = _section("Columns that the merge of returns adds to every table")
    shown = set(re.findall(r"^\| \*{0,2}(\w+)\*{0,2} \|", section + merged, flags=re.MULTILINE))
    assert {column.name for column in wide_columns(table.name)} <= shown


@every_table
def test_a_column_that_ssd_lacks_is_marked(table: Table) -> None:
    lacked = [column.name for column in table if column.ssd is None]
    marked = re.findall(r"^\| \*{0,2}(\w+?)\*{0,2} \| \w+ \| \*not in SSD\* \|", _section(table.name), re.M)
    assert marked == lacked


def test_a_blank_end_date_says_that_it_is_not_yet() -> None:
    line = next(line for line in _section("cin_episodes").splitlines() if "close_date |" in line)
    assert line.endswith("Blank: not yet. |")


def test_every_code_of_a_list_stands_in_its_section() -> None:
    shown = re.findall(r"^\| `(\w+)` \|", _section("Codes: reason for closure"), flags=re.MULTILINE)
    assert tuple(shown) == code_list("reason_for_closure").codes


def test_every_link_leads_to_a_heading() -> None:
    text = dictionary.page()
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]+)\)", text))
    assert links
    assert links <= anchors


def _section(heading: str) -> str:
    parts = re.split(r"^## (.+)$", dictionary.page(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[heading]
