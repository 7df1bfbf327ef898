"""Addresses that lead nowhere, or not for whoever asks: answered in words, and as good as any page."""

import pytest
from tests.browser.looks import faults_of_a_phone, violations
from tests.browser.pages import EXAMPLES, PEOPLE


def test_an_address_that_leads_nowhere_is_answered_in_words(browser_of):
    page = browser_of("dana").open("/no-such-page/", status=404)
    assert page.get_by_role("heading", level=1).inner_text() != ""
    assert violations(page) + faults_of_a_phone(page) == []


@pytest.mark.parametrize("who", PEOPLE)
def test_a_refusal_says_what_to_do_and_leads_on(browser_of, who):
    closed = next((one for one in EXAMPLES if who not in one.opens_for), None)
    if closed is None:
        pytest.skip("every page of the table opens for them")
    watched = browser_of(who)
    status = watched.context.request.get(watched.site.address + closed.path).status
    page = watched.open(closed.path, status=status)
    assert page.get_by_role("heading", level=1).inner_text() != ""
    assert violations(page) + faults_of_a_phone(page) == []
