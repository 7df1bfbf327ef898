"""Every page, for every role that may open it: axe, a narrow window, large text, nothing asked for elsewhere.

A page is opened once and looked at in every way; a picture of it is kept at 1280 and at 320 px
(`looks.PICTURES`). What a role may not open is refused in words.
"""

import pytest
from tests.browser.looks import faults_of_a_phone, faults_of_large_text, picture, violations
from tests.browser.pages import EXAMPLES, PEOPLE, PUBLIC, Example

OPENS = [(one, who) for who in PEOPLE for one in EXAMPLES if who in one.opens_for]


def _named(value: object) -> str:
    return value.title if isinstance(value, Example) else str(value)


@pytest.mark.parametrize(("example", "who"), OPENS, ids=_named)
def test_a_page_is_as_good_for_everybody_who_may_open_it(browser_of, example, who):
    watched = browser_of(who)
    page = watched.open(example.path)
    assert "\n".join(look_at(page, f"{example.title}-{who}")) == ""


@pytest.mark.parametrize("example", PUBLIC, ids=_named)
def test_a_page_for_strangers_is_as_good(stranger, example):
    page = stranger().open(example.path)
    assert "\n".join(look_at(page, f"{example.title}-stranger")) == ""


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_role_may_not_open_is_refused(browser_of, who):
    watched = browser_of(who)
    closed = [one for one in EXAMPLES if who not in one.opens_for]
    answers = {one.title: watched.context.request.get(watched.site.address + one.path) for one in closed}
    assert {
        title: answer.status for title, answer in answers.items() if answer.status not in (403, 404)
    } == {}


def look_at(page, title):
    """Everything that is wrong with the page that is open."""
    picture(page, f"{title}-1280")
    found = violations(page)
    found += faults_of_a_phone(page)
    picture(page, f"{title}-320")
    return found + faults_of_large_text(page)
