"""Signing in and out, guessing, and the end of a session."""

import re
from datetime import UTC, datetime, timedelta

import pytest

PASSWORD = "quiet-harbour-41-lantern"  # noqa: S105


@pytest.fixture
def newcomer(records):
    """Somebody with a password that the test knows, and no role."""
    from stonechat.app.people import add_person

    return add_person("olive", "Olive Other", PASSWORD, by="a test")


@pytest.fixture
def browser(records):
    from django.test import Client

    return Client(SERVER_NAME="127.0.0.1")


def sign_in(browser, password=PASSWORD, username="olive", **more):
    return browser.post("/sign-in/", {"username": username, "password": password, **more})


def test_whoever_has_not_signed_in_is_sent_to_sign_in(visitor):
    answer = visitor.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("username", ["dana", "nora"])
def test_home_opens_for_everybody_who_signed_in(signed_in, username):
    assert signed_in(username).get("/").status_code == 200


def test_the_right_password_opens_a_session_and_another_case_of_the_name_does_too(browser, newcomer):
    assert sign_in(browser, username="OLIVE")["Location"] == "/"
    assert browser.get("/").status_code == 200


def test_what_is_wrong_is_never_said_apart(browser, newcomer):
    answers = [sign_in(browser, "wrong-password-1"), sign_in(browser, username="nobody-here")]
    newcomer.is_active = False
    newcomer.save()
    answers.append(sign_in(browser))
    pages = [answer.content.decode() for answer in answers]
    assert all("The user name or the password is not right." in page for page in pages)
    assert len({re.sub(r'value="[^"]*"', "", page) for page in pages}) == 1


def test_a_session_that_somebody_else_chose_is_not_taken_over(browser, newcomer):
    browser.get("/sign-in/")
    chosen = "a" * 32
    browser.cookies["stonechat_session"] = chosen
    sign_in(browser)
    assert browser.cookies["stonechat_session"].value not in ("", chosen)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(browser, newcomer, elsewhere):
    assert sign_in(browser, next=elsewhere)["Location"] == "/"


def test_after_five_wrong_passwords_the_right_one_must_wait_a_quarter_of_an_hour(
    browser, newcomer, monkeypatch
):
    answers = [sign_in(browser, f"wrong-password-{n}").status_code for n in range(6)]
    assert answers == [200, 200, 200, 200, 429, 429]
    assert sign_in(browser).status_code == 429
    assert "Wait a quarter of an hour" in sign_in(browser).content.decode()
    later = datetime.now(UTC) + timedelta(minutes=16)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: later)
    assert sign_in(browser).status_code == 302


def test_a_forged_address_does_not_let_somebody_guess_on(browser, newcomer):
    for n in range(5):
        sign_in(browser, f"wrong-password-{n}")
    answer = browser.post(
        "/sign-in/", {"username": "olive", "password": PASSWORD}, headers={"x-forwarded-for": "10.1.2.3"}
    )
    assert answer.status_code == 429


def test_one_persons_wrong_passwords_shut_nobody_else_out(browser, newcomer):
    for n in range(8):
        sign_in(browser, f"wrong-password-{n}", username="dana")
    assert sign_in(browser).status_code == 302


def test_an_administrator_lets_somebody_try_again(browser, newcomer, signed_in):
    for n in range(6):
        sign_in(browser, f"wrong-password-{n}")
    ada = signed_in("ada")
    assert "olive" in ada.get("/admin/sign-in/").content.decode()
    ada.post("/admin/sign-in/again/", {"username": "olive"})
    assert sign_in(browser).status_code == 302


@pytest.mark.parametrize(("minutes", "location"), [(15, None), (17, "/sign-in/?next=/what-i-may-see/")])
def test_a_session_ends_a_quarter_of_an_hour_after_its_last_page(
    browser, newcomer, monkeypatch, minutes, location
):
    sign_in(browser)
    browser.get("/what-i-may-see/")
    later = datetime.now(UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert browser.get("/what-i-may-see/").get("Location") == location


def test_a_session_that_is_used_all_day_ends_after_eight_hours(browser, newcomer, monkeypatch):
    start = datetime.now(UTC)
    sign_in(browser)
    for minutes in range(0, 8 * 60, 10):
        now = start + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        assert browser.get("/what-i-may-see/").status_code == 200, minutes
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(hours=8, minutes=2))
    assert browser.get("/what-i-may-see/").status_code == 302


def test_staying_signed_in_moves_the_end_on(browser, newcomer, monkeypatch):
    start = datetime.now(UTC)
    sign_in(browser)
    browser.get("/")
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(minutes=14))
    assert browser.post("/session/").status_code == 204
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + timedelta(minutes=28))
    assert browser.get("/").status_code == 200


def test_a_page_left_open_ends_at_sign_in_and_does_not_begin_anew_by_going_there(
    browser, newcomer, monkeypatch
):
    sign_in(browser)
    browser.get("/what-i-may-see/")
    later = datetime.now(UTC) + timedelta(minutes=15, seconds=5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert browser.get("/sign-in/?next=/what-i-may-see/").status_code == 200
    assert browser.get("/what-i-may-see/").status_code == 302


def test_signing_out_needs_a_form_and_ends_the_session_on_the_server(browser, newcomer):
    sign_in(browser)
    cookie = browser.cookies["stonechat_session"].value
    assert browser.get("/sign-out/").status_code == 405
    answer = browser.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    browser.cookies["stonechat_session"] = cookie
    assert browser.get("/").status_code == 302


def test_a_new_password_ends_every_other_session(browser, newcomer):
    from django.test import Client

    elsewhere = Client(SERVER_NAME="127.0.0.1")
    sign_in(browser)
    sign_in(elsewhere)
    new = "another-meadow-77-willow"
    said = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert browser.post("/password/", said).status_code == 302
    assert browser.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "olive-other-1"])
def test_a_password_that_is_easy_to_guess_is_refused(newcomer, password):
    from stonechat.app.people import set_password
    from stonechat.basics.problems import WrongUse

    with pytest.raises(WrongUse):
        set_password(newcomer, password, "a test")


def test_whoever_has_not_signed_in_for_sixty_days_must_be_let_back_in(browser, newcomer, signed_in):
    newcomer.last_login = datetime.now(UTC) - timedelta(days=60, minutes=1)
    newcomer.save()
    assert "let you back in" in sign_in(browser).content.decode()
    signed_in("ada").post("/admin/users/olive/back/")
    assert sign_in(browser).status_code == 302


# ---------------------------------------------------------------- the first administrator


@pytest.fixture
def nobody_manages(records):
    from stonechat.records.models import Grant

    Grant.objects.filter(role="administrator").delete()


SAID = {"username": "first", "name": "First Administrator", "password": PASSWORD}


def test_the_code_that_the_server_printed_makes_the_first_administrator_once(browser, nobody_manages):
    from stonechat.app.set_up import set_up_code

    code = set_up_code(datetime.now(UTC))
    assert browser.post("/set-up/", {**SAID, "code": "guessed"}).status_code == 200
    assert browser.get("/admin/users/").status_code == 302
    assert browser.post("/set-up/", {**SAID, "code": code})["Location"] == "/"
    assert browser.get("/admin/users/").status_code == 200
    again = browser.post("/set-up/", {**SAID, "username": "second", "code": code})
    assert again["Location"] == "/sign-in/"


def test_a_code_holds_for_a_day_and_an_earlier_one_not_at_all(browser, nobody_manages):
    from stonechat.app.set_up import CODE_LASTS, make_first_administrator, set_up_code
    from stonechat.basics.problems import WrongUse

    now = datetime.now(UTC)
    earlier, code = set_up_code(now), set_up_code(now)
    for wrong, when in ((earlier, now), (code, now + CODE_LASTS + timedelta(seconds=1))):
        with pytest.raises(WrongUse):
            make_first_administrator(wrong, "first", "First", PASSWORD, when)
    assert make_first_administrator(code, "first", "First", PASSWORD, now + CODE_LASTS).username == "first"


def test_no_code_is_made_where_there_is_an_administrator(records):
    from stonechat.app.set_up import set_up_code

    assert set_up_code(datetime.now(UTC)) is None
