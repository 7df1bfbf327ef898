"""People: who may sign in, added, given a new password, gone and let back in.

Reads and writes the records of `records/models/people.py`. Which roles somebody has, and how far they
reach, is `granting.py`'s. Every change takes effect with the person's next request, because a `Viewer` is
made anew for each one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from stonechat.app.granting import TeamNames, check_may_go, give_role, granted, in_words, note
from stonechat.app.permissions import Viewer, not_allowed, not_there
from stonechat.app.policies import A_SESSION, is_idle
from stonechat.app.reports import Listed
from stonechat.basics.problems import wrong_use
from stonechat.indicators.breakdowns import NO_NAMES
from stonechat.records.models import Person


def viewer_of(person: Person) -> Viewer:
    """Whoever signed in, with what they are granted now."""
    return Viewer(person.username, person.name, granted(person))


def check_may_sign_in(person: Person, now: datetime) -> None:
    """Refused if somebody with the right password has not signed in for too long."""
    if is_idle(person.last_login or person.let_in_at, now):
        raise not_allowed(
            "You have not signed in for 60 days, so you are shut out.",
            "Ask an administrator to let you back in.",
        )


def find_person(username: str) -> Person | None:
    """The person of this user name, whatever its case."""
    found: Person | None = Person.objects.filter(username__iexact=username.strip()).first()
    return found


def person_named(username: str) -> Person:
    """As `find_person`. `NotThere` if there is none."""
    found = find_person(username)
    if found is None:
        raise not_there("There is no person with this user name.", "See who there is.")
    return found


def everybody(now: datetime, names: TeamNames = NO_NAMES) -> list[Listed]:
    """Everybody, by name; those who have left too."""
    people = Person.objects.prefetch_related("grants__role", "grants__service").order_by("name", "username")
    return [listed(one, now, names) for one in people]


def viewers_by_presence() -> tuple[list[Viewer], list[Viewer]]:
    """What people are granted now: those who signed in so lately that they may be here, and the others."""
    people = Person.objects.filter(is_active=True).order_by("username")
    lately = people.filter(last_login__gte=datetime.now(UTC) - A_SESSION)
    here = {person.username for person in lately}
    viewers = [viewer_of(person) for person in people]
    others = [viewer for viewer in viewers if viewer.username not in here]
    return [viewer for viewer in viewers if viewer.username in here], others


def without_a_role() -> list[Person]:
    """Whoever may sign in and has no role yet, by name."""
    return list(Person.objects.filter(is_active=True, grants=None).order_by("name"))


def listed(person: Person, now: datetime, names: TeamNames = NO_NAMES) -> Listed:
    """Somebody as lists show them."""
    return Listed(
        person.username,
        person.name,
        person.is_active,
        tuple(in_words(grant, names) for grant in person.grants.all()),
        person.last_login,
        person.is_active and is_idle(person.last_login or person.let_in_at, now),
    )


@transaction.atomic
def add_person(username: str, name: str, password: str, by: str) -> Person:
    """Add somebody who may sign in, with no role yet.

    Refused as wrong use for a username that is taken or empty, and for a password that is too easy.
    """
    username, name = username.strip(), name.strip()
    if not username or not name:
        raise wrong_use("A person needs a user name and a name.", "Give both.", "person_unnamed")
    if find_person(username) is not None:
        raise wrong_use(
            f"There is a person with the user name {username} already.", "Choose another.", "username_taken"
        )
    person = Person(username=username, name=name)
    _set_password(person, password)
    note(by, username, "was added")
    return person


@transaction.atomic
def add_with_role(
    username: str,
    name: str,
    password: str,
    *,
    role: str | None,
    by: str,
    reaching: Mapping[str, str | None],
) -> Person:
    """As `add_person`, then as `give_role` if a role is named. Nothing is kept if either is refused."""
    person = add_person(username, name, password, by)
    if role:
        give_role(person, role, by, **reaching)
    return person


@transaction.atomic
def set_password(person: Person, password: str, by: str) -> None:
    """Give the person this password; each of their sessions ends. Refused as wrong use if it is too easy."""
    _set_password(person, password)
    note(by, person.username, "was given a new password")


def _set_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise wrong_use(" ".join(error.messages), "Choose a longer password.", "password_weak") from None
    person.set_password(password)
    person.save()


@transaction.atomic
def has_left(person: Person, by: str) -> None:
    """The person may not sign in any more, and a session that is open ends. The row stays, for the logs.

    Refused for the only person who can manage people.
    """
    check_may_go(person)
    person.is_active = False
    person.save()
    note(by, person.username, "has left")


@transaction.atomic
def let_back_in(person: Person, by: str, now: datetime) -> None:
    """The person may sign in: again after having left, or after not having signed in for a long time."""
    person.is_active, person.last_login, person.let_in_at = True, None, now
    person.save()
    note(by, person.username, "was let back in")
