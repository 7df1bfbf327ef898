"""The first administrator, made with a code that only whoever starts the server sees."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from stonechat.app.granting import give_role, managers_of_people
from stonechat.app.people import add_person
from stonechat.basics.problems import Refused, refusal, wrong_use
from stonechat.records.models import Person, SetUpCode

CODE_LASTS = timedelta(hours=24)
SET_UP = "set up"


def has_administrator() -> bool:
    """Whether anybody who may sign in can manage people."""
    return bool(managers_of_people())


def set_up_code(now: datetime) -> str | None:
    """A new code with which the first administrator can be made; None if there is one already.

    It is kept as a hash, holds for a day, and makes every earlier one void. Show it only on the screen of
    whoever starts the server.
    """
    if has_administrator():
        return None
    code = secrets.token_urlsafe(12)
    SetUpCode.objects.all().delete()
    SetUpCode.objects.create(code_hash=make_password(code), until=now + CODE_LASTS)
    return code


@transaction.atomic
def make_first_administrator(code: str, username: str, name: str, password: str, now: datetime) -> Person:
    """Add the first administrator. Refused if there is one, or if the code is wrong, used or too old."""
    if has_administrator():
        raise _no_set_up()
    kept = SetUpCode.objects.first()
    if kept is None or kept.until < now or not check_password(code.strip(), kept.code_hash):
        raise _wrong_code()
    person = add_person(username, name, password, by=SET_UP)
    give_role(person, "administrator", by=SET_UP)
    SetUpCode.objects.all().delete()
    return person


def _no_set_up() -> Refused:
    return refusal("There is an administrator already.", "Ask them to add you.", "set_up_done")


def _wrong_code() -> Refused:
    return wrong_use(
        "The code is not the one that the server printed, or it is too old.",
        "Start the server again: it prints a new one.",
        "wrong_code",
    )
