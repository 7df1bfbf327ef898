"""Viewers for tests: whoever holds the folder, and people of single roles."""

from dataclasses import replace

from stonechat.app.permissions import DEFAULT_ROLES, EVERYONE, Granted, Reach, Scope, Viewer, everything

HOLDER = everything("tests")


def person(role: str, scope: Scope = EVERYONE) -> Viewer:
    """Somebody with one of the roles that there are at first."""
    granted = next(each for each in DEFAULT_ROLES if each.name == role)
    return Viewer(f"{role}@example", role, (Granted(role, granted.permissions, scope),))


MEMBER = person("member")
DIRECTOR = person("director")


def manager_of(*teams: str) -> Viewer:
    """A manager of these teams, by their numbers."""
    return person("manager", replace(EVERYONE, reach=Reach.TEAM, teams=frozenset(teams)))


def worker(number: str) -> Viewer:
    """A social worker, by the number that the returns give them."""
    return person("social_worker", Scope(Reach.CASELOAD, "own", worker=number))
