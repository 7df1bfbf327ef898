"""Roles, and who has which of them how far: given, taken away, and what each may see, in words.

What a permission is stands in `permissions.py`; every change is noted with who made it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from stonechat.app.permissions import (
    DEFAULT_ROLES,
    EVERYONE,
    IS_OF_CHILDREN,
    PERMISSIONS_IN_WORDS,
    Granted,
    Permission,
    Reach,
    Scope,
    Viewer,
    not_there,
)
from stonechat.basics.problems import Refused, refusal, wrong_use
from stonechat.indicators.breakdowns import NO_NAMES
from stonechat.records.models import AccessChange, Grant, Person, Role, Service


def note(by: str, about: str, what: str) -> None:
    """Note a change of people or roles: kept with who made it."""
    AccessChange.objects.create(by=by, about=about, what=what[:300])


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


@dataclass(frozen=True, slots=True)
class RoleShown:
    """One role: what it allows, what it does not, how many people have it, and how far it usually goes.

    `sentences` say in words what somebody with this role sees and does.
    """

    name: str
    title: str
    job: str
    reach: Reach
    permissions: frozenset[Permission]
    people: int
    sentences: tuple[str, ...]


def roles() -> list[RoleShown]:
    """Every role, from the least that it allows to the most, then by title."""
    found = [_shown(role) for role in Role.objects.prefetch_related("grants__person")]
    return sorted(found, key=lambda one: (len(one.permissions), one.title))


def role_named(name: str) -> RoleShown:
    """One role. `NotThere` if there is none of this name."""
    found = Role.objects.filter(pk=name).first()
    if found is None:
        raise not_there("There is no such role.", "See which roles there are.")
    return _shown(found)


def _shown(role: Role) -> RoleShown:
    allowed = permissions_of(role)
    people = {grant.person_id for grant in role.grants.all() if grant.person.is_active}
    reach = Reach(role.reach)
    return RoleShown(
        role.name, role.title, role.job, reach, allowed, len(people), tuple(in_sentences(allowed, reach))
    )


def permissions_of(role: Role) -> frozenset[Permission]:
    """What the role allows; a permission that this version does not know allows nothing."""
    known = {each.value for each in Permission}
    return frozenset(Permission(each) for each in role.permissions if each in known)


WHOSE = {
    Reach.AUTHORITY: "of every child",
    Reach.SERVICE: "of the children of their service",
    Reach.TEAM: "of the children of their team",
    Reach.CASELOAD: "of their own children",
}


def in_sentences(allowed: Iterable[Permission], reach: Reach) -> list[str]:
    """What somebody may do, then what they may not, one sentence for each permission."""
    may = set(allowed)
    said = PERMISSIONS_IN_WORDS.items()
    allows = [f"May {words}{_whose(one, reach)}." for one, words in said if one in may]
    return [*allows, *(f"May not {words}." for one, words in said if one not in may)]


def _whose(permission: Permission, reach: Reach) -> str:
    return f", {WHOSE[reach]}" if permission in IS_OF_CHILDREN else ""


def as_role(viewer: Viewer, name: str) -> Viewer:
    """The viewer as somebody with only this role would be, but without children and exact figures.

    So an administrator can try a role and still reads no child. `NotThere` for a role that there is not.
    """
    role = role_named(name)
    return Viewer(viewer.username, viewer.name, (Granted(role.title, role.permissions - IS_OF_CHILDREN),))


@transaction.atomic
def change_role(name: str, permissions: Iterable[Permission], by: str) -> None:
    """Let a role allow exactly this. Refused if then nobody could manage people any more."""
    role = Role.objects.get(pk=name)
    before, after = permissions_of(role), frozenset(permissions)
    role.permissions = sorted(after)
    role.save()
    _check_somebody_manages()
    for added in sorted(after - before):
        note(by, role.title, f"may now {PERMISSIONS_IN_WORDS[added]}")
    for taken in sorted(before - after):
        note(by, role.title, f"may no longer {PERMISSIONS_IN_WORDS[taken]}")


def _check_somebody_manages() -> None:
    if not managers_of_people():
        raise refusal(
            "Nobody could manage people any more.",
            "Give somebody else the role of an administrator first.",
            "no_administrator",
        )


def managers_of_people() -> list[Person]:
    """Everybody who may sign in and manage people, by name."""
    managing = [role.pk for role in Role.objects.all() if Permission.MANAGE_PEOPLE in role.permissions]
    return list(Person.objects.filter(is_active=True, grants__role__in=managing).distinct().order_by("name"))


# ---------------------------------------------------------------- who has which


def granted(person: Person) -> tuple[Granted, ...]:
    """What the person was given, as it holds now."""
    found = person.grants.select_related("role", "service").order_by("pk")
    return tuple(Granted(one.role.title, permissions_of(one.role), scope_of(one)) for one in found)


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


TeamNames = Mapping[str, str]
"""What teams are called, by their numbers; a team that is not in it goes by its number."""


def in_words(grant: Grant, names: TeamNames) -> str:
    """The role, and whose figures and children it is for."""
    scope = scope_of(grant)
    if scope.reach is Reach.AUTHORITY:
        return str(grant.role.title)
    return f"{grant.role.title}, {scope.reach} {names.get(scope.name, scope.name)}"


@transaction.atomic
def give_role(  # one of the three reaches, or none for the whole authority
    person: Person,
    role: str,
    by: str,
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
    grant = Grant(
        person=person,
        role=found,
        reach=reach.value,
        service=_service(service) if service else None,
        team=(team or "").strip(),
        worker=(worker or "").strip(),
        given_by=by,
    )
    grant.save()
    note(by, person.username, f"was given the role {in_words(grant, NO_NAMES)}")
    return grant


def _service(name: str) -> Service:
    found: Service | None = Service.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        names = ", ".join(Service.objects.order_by("name").values_list("name", flat=True))
        raise wrong_use(
            f"There is no service {name}.", f"The services are: {names or 'none yet'}.", "unknown_service"
        )
    return found


def _reach(role: Role, reaching: Mapping[Reach, str | None]) -> Reach:
    said = [reach for reach, value in reaching.items() if value and value.strip()]
    if len(said) > 1:
        raise wrong_use(
            "A role reaches one service, one team or one caseload.", "Name one of them.", "reach_of_several"
        )
    if said:
        return said[0]
    if Reach(role.reach) in (Reach.TEAM, Reach.CASELOAD):
        raise wrong_use(
            f"The role {role.title} is for one {role.reach}, and none is named.",
            "Name the team or the worker, by the number that the returns give.",
            "reach_missing",
        )
    return Reach.AUTHORITY


def _role_names() -> str:
    return ", ".join(Role.objects.order_by("name").values_list("name", flat=True))


@transaction.atomic
def take_role(grant_id: int, by: str) -> None:
    """Take a role away; it ends with the person's next request. `NotThere` if it is not given.

    Refused if then nobody could manage people any more.
    """
    grant = Grant.objects.select_related("person", "role", "service").filter(pk=grant_id).first()
    if grant is None:
        raise not_there("This role is not given any more.", "See what the person has now.")
    note(by, grant.person.username, f"lost the role {in_words(grant, NO_NAMES)}")
    grant.delete()
    _check_somebody_manages()


def check_may_go(person: Person) -> None:
    """Refused if nobody could manage people without this person."""
    if [one.pk for one in managers_of_people()] == [person.pk]:
        raise _last_administrator()


def _last_administrator() -> Refused:
    return refusal(
        "This is the only person who can manage people.",
        "Give somebody else the role of an administrator first.",
        "no_administrator",
    )


# ---------------------------------------------------------------- services


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody has: its number, the role with its reach in words, who gave it, and when."""

    id: int
    words: str
    by: str
    at: datetime


def roles_held(person: Person, names: TeamNames = NO_NAMES) -> list[Held]:
    """What the person was given, oldest first."""
    found = person.grants.select_related("role", "service").order_by("pk")
    return [Held(one.pk, in_words(one, names), one.given_by, one.given_at) for one in found]


def own_sentences(person: Person, names: TeamNames = NO_NAMES) -> list[tuple[str, tuple[str, ...]]]:
    """For each role of the person, what it lets them do and what not, in words."""
    found = person.grants.select_related("role", "service").order_by("pk")
    return [
        (in_words(one, names), tuple(in_sentences(permissions_of(one.role), Reach(one.reach))))
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """One service: the numbers of its teams."""

    name: str
    teams: tuple[str, ...]
    people: int


def services() -> list[ServiceShown]:
    """Every service, by name."""
    found = Service.objects.prefetch_related("grants").order_by("name")
    return [ServiceShown(one.name, tuple(one.teams), len(one.grants.all())) for one in found]


@transaction.atomic
def keep_service(name: str, teams: Iterable[str], by: str) -> None:
    """Make a service, or let it have exactly these teams. Refused as wrong use without a name or a team."""
    name, teams = name.strip(), sorted(set(teams))
    if not name or not teams:
        raise wrong_use("A service has a name and at least one team.", "Give both.", "service_empty")
    Service.objects.update_or_create(name=name, defaults={"teams": teams})
    note(by, name, f"is a service of the teams {', '.join(teams)}")


@transaction.atomic
def remove_service(name: str, by: str) -> None:
    """Remove a service. `NotThere` if there is none; refused while somebody's role is for it."""
    found = Service.objects.filter(name=name).first()
    if found is None:
        raise not_there("There is no such service.", "See which services there are.")
    if found.grants.exists():
        raise refusal(f"Somebody's role is for {name}.", "Take that role away first.", "service_in_use")
    found.delete()
    note(by, name, "is no service any more")
