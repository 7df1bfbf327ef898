"""The matrix: every address, asked for by every role and by nobody, with GET and with POST.

The table of who may stands in `pages.py`. Whoever may not is sent to sign in, or refused with the same 403,
whatever the address would have shown.
"""

import pytest
from tests.web.pages import EVERYBODY, PAGES, every_pattern

REFUSED = 403


def _url(name):
    from django.urls import reverse

    return reverse(name, kwargs=PAGES[name].kwargs)


def _may_not(answer):
    return answer.status_code == REFUSED and b"cannot see this page" in answer.content


def test_the_table_holds_every_address_and_no_other(council):
    assert {pattern.name for pattern in every_pattern()} == set(PAGES)


def test_every_address_has_a_policy(council):
    from stonechat.web.guard import policy_of

    assert [pattern.name for pattern in every_pattern() if policy_of(pattern.callback) is None] == []


def test_an_address_without_a_policy_is_answered_403(signed_in, monkeypatch):
    from django.http import HttpResponse
    from django.urls import path

    from stonechat.web import urls

    def left_bare(request):
        return HttpResponse("shown")

    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("bare/", left_bare)])
    from django.urls import clear_url_caches

    clear_url_caches()
    try:
        answer = signed_in("ada").get("/bare/")
    finally:
        monkeypatch.undo()
        clear_url_caches()
    assert answer.status_code == REFUSED
    assert b"shown" not in answer.content


@pytest.mark.parametrize("name", sorted(PAGES))
def test_whoever_has_not_signed_in_sees_public_pages_only(visitor, name):
    answer = visitor.get(_url(name))
    if PAGES[name].is_public:
        assert not answer.get("Location", "").startswith("/sign-in/?next=") and not _may_not(answer)
    else:
        assert answer["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("username", sorted(EVERYBODY))
@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_opens_for_exactly_those_who_may(signed_in, name, username):
    for method in ("get", "post"):
        answer = getattr(signed_in(username), method)(_url(name))
        assert _may_not(answer) == (username not in PAGES[name].allowed), (method, answer.status_code)
        assert answer.status_code < 500


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_form_without_its_token_changes_nothing(council, records, name):
    from django.test import Client
    from tests.web.conftest import SIGN_IN

    from stonechat.app.people import person_named

    browser = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    browser.force_login(person_named(sorted(PAGES[name].allowed)[0]), backend=SIGN_IN)
    answer = browser.post(_url(name))
    assert answer.status_code in (403, 405)


def test_a_role_taken_away_ends_with_the_next_page(signed_in):
    from stonechat.app.granting import roles_held, take_role
    from stonechat.app.people import person_named

    ana = signed_in("dana")
    assert ana.get(_url("my-access")).status_code == 200
    for held in roles_held(person_named("dana")):
        take_role(held.id, "ada")
    assert "You have no role yet" in ana.get(_url("my-access")).content.decode()


def test_somebody_who_has_left_is_signed_out_with_the_next_page(signed_in):
    from stonechat.app.people import has_left, person_named

    dana = signed_in("dana")
    has_left(person_named("dana"), "ada")
    assert dana.get("/")["Location"].startswith("/sign-in/")
