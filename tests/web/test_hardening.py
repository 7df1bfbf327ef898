"""What every answer carries, what Django itself finds wrong, and that a mistake of ours tells nothing."""

import re
import subprocess
import sys

import pytest

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

ADDRESSES = ["/", "/sign-in/", "/admin/users/", "/no-such-page/", "/what-i-may-see/"]


def _policy(answer):
    parts = (part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    return {name: " ".join(sorted(value.split())) for name, value in parts}


@pytest.mark.parametrize("username", ["ada", "mina"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_what_it_does_not_need(signed_in, username, address):
    answer = signed_in(username).get(address)
    assert _policy(answer) == {name: " ".join(sorted(value.split())) for name, value in POLICY.items()}
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_holds_a_script_style_or_handler_of_its_own(signed_in, address):
    page = signed_in("ada").get(address).content.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page)


def test_cookies_are_for_this_site_and_not_for_scripts(visitor):
    cookies = visitor.get("/sign-in/").cookies
    assert {name for name in cookies} == {"stonechat_csrf"}
    for cookie in cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


CHECK = """
import os, sys
from pathlib import Path
from stonechat.app.council import init_council
from stonechat.app.site import prepare
root = Path(sys.argv[1])
init_council(root, "999", "Somewhere")
settings = root / "stonechat.toml"
settings.write_text(settings.read_text().replace("https = false", "https = true").replace(
    "hosts = []", 'hosts = ["stonechat.example.gov.uk"]'))
from stonechat.app.council import open_council
prepare(open_council(root))
from django.conf import settings as django
from django.core.management import call_command
assert django.SESSION_COOKIE_SECURE and django.CSRF_COOKIE_SECURE
assert django.SESSION_COOKIE_NAME.startswith("__Host-")
call_command("check", deploy=True, fail_level="WARNING")
"""


def test_djangos_own_check_finds_nothing_where_pages_are_for_others(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", CHECK, str(tmp_path / "council")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("WARN")) == (0, 0), done.stderr


def test_pages_are_not_served_to_others_without_https(council):
    from stonechat.app.serving import serve
    from stonechat.basics.problems import WrongUse

    with pytest.raises(WrongUse, match="speaks https"):
        serve(council, "0.0.0.0", 8000, print)  # noqa: S104  the address that must be refused


def test_the_secret_is_the_owners_alone(council):
    from stonechat.app.site import SECRET

    path = council.folder.root / SECRET
    assert len(path.read_text()) > 50
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0


CANARY = "CANARY-4711"


def test_a_mistake_of_ours_gives_a_number_and_no_value(signed_in, council, monkeypatch):
    from stonechat.web.views import people

    def broken(*_, **__):
        raise RuntimeError(f"the child {CANARY}")

    monkeypatch.setattr(people, "own_sentences", broken)
    answer = signed_in("dana").get("/what-i-may-see/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert CANARY not in page
    reference = re.search(r"\d{8}-[0-9a-f]{6}", page)
    assert reference
    log = (council.folder.root / "logs" / "web.log").read_text()
    assert reference.group() in log
    assert "in broken" in log
    assert CANARY not in log


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.example.org"])
def test_another_name_for_this_server_is_not_answered(visitor, host):
    assert visitor.get("/sign-in/", headers={"host": host}).status_code == 400


def test_a_form_that_is_too_large_is_refused(signed_in):
    answer = signed_in("dana").post("/password/", {"old_password": "x" * 1_100_000})
    assert answer.status_code in (400, 413)
