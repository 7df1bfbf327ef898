"""The table of pages that the browser tests walk (`tests/browser/pages.py`) holds every address there is."""

import pytest
from tests.browser.pages import BUTTONS, EXAMPLES, OPENED_ELSEWHERE, PUBLIC
from tests.web.pages import PAGES


@pytest.fixture
def addresses(council):
    from stonechat.web.urls import urlpatterns

    return {each.name: each for each in urlpatterns}


def test_every_address_is_looked_at_in_a_browser_or_it_is_said_why_not(addresses):
    looked_at = {each.name for each in (*EXAMPLES, *PUBLIC)}
    said = BUTTONS | set(OPENED_ELSEWHERE)
    assert looked_at | said == set(addresses)
    assert not looked_at & said


@pytest.mark.parametrize("name", sorted(BUTTONS))
def test_a_button_cannot_be_opened_as_a_page(council, signed_in, name):
    from django.urls import reverse

    path = reverse(name, kwargs=PAGES[name].kwargs)
    somebody = min(PAGES[name].allowed)
    assert signed_in(somebody).get(path).status_code == 405


@pytest.mark.parametrize("example", (*EXAMPLES, *PUBLIC), ids=lambda example: example.title)
def test_an_example_leads_to_the_page_that_it_names(council, example):
    from django.urls import resolve

    assert resolve(example.path.partition("?")[0]).url_name == example.name
