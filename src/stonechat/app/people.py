"""People and their roles: who signs in, what each was given, and the first administrator.

Reads and writes the records of `records/models/people.py`; what a role allows is said in `permissions.py`.
Every change of a grant takes effect with the person's next request, because a `Viewer` is made anew for
each one.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from stonechat.app.permissions import (
    DEFAULT_ROLES,
    EVERYONE,
    Granted,
    Permission,
    Reach,
    Scope,
    Viewer,
)
from stonechat.app.reports import Listed
from stonechat.basics.problems import Refused, refusal, wrong_use
from stonechat.records.models import Grant, Person, Role, Service, SetUpCode

CODE_LASTS = timedelta(hours=24)

# ---------------------------------------------------------------- who asks


def viewer_of(person: Person) -> Viewer:
    """Whoever signed in, with what they are granted now."""
    granted = person.grants.select_related("role", "service").order_by("pk")
    return Viewer(person.username, person.name, tuple(map(_granted, granted)))


def _granted(grant: Grant) -> Granted:
    known = {each.value for each in Permission}
    allowed = frozenset(Permission(each) for each in grant.role.permissions if each in known)
    return Granted(grant.role.title, allowed, scope_of(grant))


def scope_of(grant: Grant) -> Scope:
    """How far a grant reaches. A team or service that is not named any more reaches nobody."""
    reach = Reach(grant.reach)
    if reach is Reach.AUTHORITY:
        return EVERYONE
    if reach is Reach.SERVICE:
        teams, name = (grant.service.teams, grant.service.name) if grant.service else ([], "")
        return Scope(reach, name, frozenset(teams))
    if reach is Reach.TEAM:
        return Scope(reach, grant.team, frozenset({grant.team} - {""}))
    return Scope(reach, grant.worker, worker=grant.worker or None)


# ---------------------------------------------------------------- roles


def add_missing_roles() -> None:
    """Make every default role that is not there; what an administrator changed stays as it is."""
    for role in DEFAULT_ROLES:
        Role.objects.get_or_create(
            name=role.name,
            defaults={
                "title": role.title,
                "job": role.job,
                "reach": role.reach.value,
                "permissions": sorted(role.permissions),
            },
        )


# ---------------------------------------------------------------- people


@transaction.atomic
def add_person(username: str, name: str, password: str) -> Person:
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
    set_password(person, password)
    return person


def set_password(person: Person, password: str) -> None:
    """Give the person this password, and save. Refused as wrong use if it is too easy, with every reason."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise wrong_use(" ".join(error.messages), "Choose a longer password.", "password_weak") from None
    person.set_password(password)
    person.save()


@transaction.atomic
def add_with_role(
    username: str,
    name: str,
    password: str,
    *,
    role: str | None,
    given_by: str,
    reaching: Mapping[str, str | None],
) -> Person:
    """As `add_person`, then as `give_role` if a role is named. Nothing is kept if either is refused."""
    person = add_person(username, name, password)
    if role:
        give_role(person, role, given_by, **reaching)
    return person


def give_role(  # one of the three reaches, or none for the whole authority
    person: Person,
    role: str,
    given_by: str,
    *,
    service: str | None = None,
    team: str | None = None,
    worker: str | None = None,
) -> Grant:
    """Give a person a role for a service, a team (by its number), a worker's caseload, or the authority.

    Refused as wrong use for a role or service that there is not, for several reaches, and for a role that
    needs a team or worker and has none.
    """
    found = Role.objects.filter(pk=role).first()
    if found is None:
        raise wrong_use(f"There is no role {role}.", f"The roles are {_role_names()}.", "unknown_role")
    reach = _reach(found, {Reach.SERVICE: service, Reach.TEAM: team, Reach.CASELOAD: worker})
    return Grant.objects.create(
        person=person,
        role=found,
        reach=reach.value,
        service=_service(service) if service else None,
        team=team or "",
        worker=worker or "",
        given_by=given_by,
    )


def _service(name: str) -> Service:
    found = Service.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        names = ", ".join(Service.objects.order_by("name").values_list("name", flat=True))
        raise wrong_use(
            f"There is no service {name}.", f"The services are: {names or 'none yet'}.", "unknown_service"
        )
    return found


def _reach(role: Role, reaching: Mapping[Reach, str | None]) -> Reach:
    said = [reach for reach, value in reaching.items() if value]
    if len(said) > 1:
        raise wrong_use(
            "A role reaches one service, one team or one caseload.", "Name one of them.", "reach_of_several"
        )
    if said:
        return said[0]
    if Reach(role.reach) in (Reach.TEAM, Reach.CASELOAD):
        raise wrong_use(
            f"The role {role.title} is for one {role.reach}, and none is named.",
            "Name it: --team NUMBER or --worker ID.",
            "reach_missing",
        )
    return Reach.AUTHORITY


def _role_names() -> str:
    return ", ".join(Role.objects.order_by("name").values_list("name", flat=True))


def everybody() -> list[Listed]:
    """Everybody, by name; those who have left too."""
    people = Person.objects.prefetch_related("grants__role", "grants__service").order_by("name")
    return [
        Listed(one.username, one.name, one.is_active, tuple(map(in_words, one.grants.all())))
        for one in people
    ]


def in_words(grant: Grant) -> str:
    """The role, and whose figures and children it is for."""
    scope = scope_of(grant)
    if scope.reach is Reach.AUTHORITY:
        return grant.role.title
    return f"{grant.role.title}, {scope.reach} {scope.name}"


def find_person(username: str) -> Person | None:
    """The person of this user name, whatever its case."""
    return Person.objects.filter(username__iexact=username.strip()).first()


def person_named(username: str) -> Person:
    """As `find_person`. Refused as wrong use if there is none."""
    found = find_person(username)
    if found is None:
        raise wrong_use(
            f"There is no person with the user name {username}.", "See who there is.", "unknown_person"
        )
    return found


def services() -> Iterable[Service]:
    """Every service, by name."""
    return Service.objects.order_by("name")


# ---------------------------------------------------------------- the first administrator


def has_administrator() -> bool:
    """Whether anybody who may sign in can manage people."""
    roles = [role.pk for role in Role.objects.all() if Permission.MANAGE_PEOPLE in role.permissions]
    return Grant.objects.filter(role__in=roles, person__is_active=True).exists()


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
    person = add_person(username, name, password)
    give_role(person, "administrator", given_by="set up")
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
