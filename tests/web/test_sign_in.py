"""Signing in and out, and the end of a session."""

import pytest


def test_whoever_has_not_signed_in_is_sent_to_sign_in(visitor):
    answer = visitor.get("/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("username", ["dana", "nora"])
def test_home_opens_for_everybody_who_signed_in(signed_in, username):
    assert signed_in(username).get("/").status_code == 200
