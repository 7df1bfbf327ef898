"""The table of pages that the browser tests walk (`tests/browser/pages.py`) holds every address there is."""

import pytest
from tests.browser.pages import EXAMPLES, NOT_LOOKED_AT, PUBLIC


@pytest.fixture
def addresses(council):
    from stonechat.web.urls import urlpatterns

    return {each.name: each for each in urlpatterns}


def test_every_address_is_looked_at_in_a_browser_or_it_is_said_why_not(addresses):
    looked_at = {each.name for each in (*EXAMPLES, *PUBLIC)}
    assert looked_at | set(NOT_LOOKED_AT) == set(addresses)
    assert not looked_at & set(NOT_LOOKED_AT)


@pytest.mark.parametrize("example", (*EXAMPLES, *PUBLIC), ids=lambda example: example.title)
def test_an_example_leads_to_the_page_that_it_names(council, example):
    from django.urls import resolve

    assert resolve(example.path.partition("?")[0]).url_name == example.name
