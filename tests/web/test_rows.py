"""Rows of tables are written by code and not by a template: whatever stands in a cell is escaped."""

import pytest

from stonechat.charts.svg import Markup
from stonechat.web.parts import Cell
from stonechat.web.rows import cells

HOSTILE = "<script>\"'&"
ESCAPED = "&lt;script&gt;&quot;&#x27;&amp;"


@pytest.mark.parametrize(
    "cell",
    [
        Cell(HOSTILE),
        Cell("words", href=HOSTILE),
        Cell(HOSTILE, href="#"),
        Cell("words", note=HOSTILE),
        Cell(HOSTILE, icon=Markup("<svg/>")),
        Cell("words", icon=HOSTILE),
    ],
)
@pytest.mark.parametrize("is_header", [True, False])
def test_what_stands_in_a_cell_is_escaped(cell, is_header):
    written = cells([cell] if is_header else [Cell("first"), cell])
    assert HOSTILE not in written
    assert written.count(ESCAPED) == 1


def test_only_what_is_drawn_is_written_as_it_is():
    assert "<svg/><span>words</span>" in cells([Cell("words", icon=Markup("<svg/>"))])


def test_the_first_is_the_header_and_figures_stand_at_the_right():
    assert cells([Cell("Team"), Cell("12", numeric=True), Cell("words", note="a note")]) == (
        '<th scope="row" class="govuk-table__header">Team</th>'
        '<td class="govuk-table__cell govuk-table__cell--numeric">12</td>'
        '<td class="govuk-table__cell">words<br><span class="app-quiet">a note</span></td>'
    )
