"""The measuring itself: a page that has a fault is found out, a page without is not."""

import pytest
from tests.browser.looks import (
    faults_of_a_phone,
    faults_of_large_text,
    focus_watched,
    folded,
    out_of_reach,
    violations,
    without_a_mark,
)

PLAIN = "<html lang=en><title>A page</title><main><h1>Words</h1><p>More words</p>{}</main>"


@pytest.fixture
def showing(chromium):
    context = chromium.new_context()

    def page(part):
        opened = context.new_page()
        opened.set_content(PLAIN.format(part))
        return opened

    yield page
    context.close()


def test_nothing_is_wrong_with_a_plain_page(showing):
    page = showing("<table><tr><td>one<td>two</table><button>Do</button>")
    assert violations(page) + faults_of_a_phone(page) + faults_of_large_text(page) == []


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<div style='width:400px'>wide</div>", "scrolls sideways"),
        ("<div style='margin-top:-26px'>over the words above</div>", "overlap"),
        ("<div style='width:50px;overflow:hidden;white-space:nowrap'>longer than its box</div>", "cut off"),
        ("<svg width=99 height=20><text y=15>one</text><text x=9 y=15>two</text></svg>", "overlap"),
    ],
)
def test_a_fault_is_seen_on_a_phone(showing, part, fault):
    assert any(fault in one for one in faults_of_a_phone(showing(part)))


def test_a_box_that_does_not_grow_with_its_text_is_seen(showing):
    page = showing(
        "<div style='height:1.2rem;font-size:1.2rem;line-height:1;overflow:hidden;width:100px'>ab cd</div>"
    )
    assert faults_of_a_phone(page) == []
    fixed = showing("<div style='height:20px;font-size:1rem;overflow:hidden'>text</div>")
    assert any("cut off" in one for one in faults_of_large_text(fixed))


def test_text_only_for_screen_readers_is_no_fault(showing):
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
    assert faults_of_a_phone(showing(f"<span style='{style}'>said</span>")) == []


def test_axe_finds_a_picture_without_words(showing):
    assert any(one.startswith("image-alt") for one in violations(showing("<img src='data:,'>")))


def test_focus_that_does_not_show_is_found(showing):
    page = showing("<a href='#' style='outline:none'>one</a> <a href='#'>two</a>")
    assert focus_watched(page) == 2
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert [one for one in without_a_mark(page) if "one" in one]
    assert not [one for one in without_a_mark(page) if "two" in one]


def test_a_control_that_tab_does_not_come_to_is_found(showing):
    page = showing("<button>one</button><button>two</button>")
    focus_watched(page)
    page.keyboard.press("Tab")
    assert [one for one in out_of_reach(page) if "two" in one]


def test_a_part_that_stays_folded_on_paper_is_found(showing):
    page = showing("<details><summary>More</summary><p>hidden</p></details>")
    assert folded(page) != []
    page.locator("summary").click()
    assert folded(page) == []


def test_a_request_elsewhere_is_a_fault_of_the_page(stranger):
    watched = stranger()
    watched.open("/sign-in/")
    watched.page.evaluate("fetch('https://example.org/').catch(() => null)")
    assert any("example.org" in one for one in watched.faults)
    watched.faults.clear()
