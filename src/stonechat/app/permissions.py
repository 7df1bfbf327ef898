"""Who may do what, of whose children: roles, their permissions, and how far each reaches.

A permission says *who*; a policy (`policies.py`) says what a *state* allows: an analyst may take an import
back, and no one may take back one that is not there any more. Nothing here knows Django: `people.py` turns
what administrators typed into a `Viewer`, and the command line makes one of the account that it runs under.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from stonechat.basics.problems import Problem, Refused, Severity


class Permission(StrEnum):
    """What a role may be allowed. The value is what is kept; `PERMISSIONS_IN_WORDS` is what people read."""

    READ_FIGURES = "read_figures"
    READ_EXACT = "read_exact"
    LIST_CHILDREN = "list_children"
    DOWNLOAD_CHILDREN = "download_children"
    IMPORT = "import"
    NOTE = "note"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"


PERMISSIONS_IN_WORDS = {
    Permission.READ_FIGURES: "read scorecard, indicators, flow and benchmark, small numbers hidden",
    Permission.READ_EXACT: "read exact figures, small numbers too",
    Permission.LIST_CHILDREN: "open the list of children behind a figure",
    Permission.DOWNLOAD_CHILDREN: "download a list of children",
    Permission.IMPORT: "import files, see what is wrong with them, and take an import back",
    Permission.NOTE: "note an event, or a step that begins a new level, on an indicator",
    Permission.MANAGE_PEOPLE: "add people, give and take away roles",
    Permission.READ_AUDIT: "search who looked at which children",
}

IS_OF_CHILDREN = frozenset((Permission.READ_EXACT, Permission.LIST_CHILDREN, Permission.DOWNLOAD_CHILDREN))
"""The permissions that reach only as far as the scope of the role; every other is of the whole authority."""


class Reach(StrEnum):
    """How far a role reaches."""

    AUTHORITY = "authority"
    SERVICE = "service"
    TEAM = "team"
    CASELOAD = "caseload"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose children: all of the authority's, those of some teams, or those of one worker.

    `name` is what the service, team or caseload is called. `teams` are team numbers as the returns say
    them, empty for the authority and for a caseload; `worker` is set for a caseload only.
    """

    reach: Reach
    name: str = ""
    teams: frozenset[str] = frozenset()
    worker: str | None = None

    def covers(self, team: str | None) -> bool:
        """Whether all children of the team are within reach; None: all children of the authority."""
        return self.reach is Reach.AUTHORITY or team in self.teams


EVERYONE = Scope(Reach.AUTHORITY)


@dataclass(frozen=True, slots=True)
class Granted:
    """One role of a person, with what it allows and how far."""

    role: str
    permissions: frozenset[Permission]
    scope: Scope = EVERYONE


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever asks: the name that logs hold, the name that people read, and what they were granted."""

    username: str
    name: str
    granted: tuple[Granted, ...] = ()

    def may(self, permission: Permission) -> bool:
        """Whether any role allows it, for anyone's children at all."""
        return any(permission in one.permissions for one in self.granted)

    def covers(self, permission: Permission, team: str | None = None) -> bool:
        """Whether it is allowed for all children of the team; None: for all of the authority."""
        if permission not in IS_OF_CHILDREN:
            return self.may(permission)
        return any(scope.covers(team) for scope in self.scopes(permission))

    def scopes(self, permission: Permission) -> Iterator[Scope]:
        """Every scope in which the permission is granted."""
        return (one.scope for one in self.granted if permission in one.permissions)

    def teams(self, permission: Permission) -> frozenset[str]:
        """The teams for which it is granted by name: none for whoever reaches all of the authority."""
        return frozenset(team for scope in self.scopes(permission) for team in scope.teams)

    def workers(self, permission: Permission) -> frozenset[str]:
        """The workers for whose own children it is granted."""
        return frozenset(scope.worker for scope in self.scopes(permission) if scope.worker)


class NotAllowed(Refused):
    """Somebody asked for what their roles do not allow; a page answers 403, in words."""


class NotThere(Refused):
    """There is none at all, or none that whoever asks may know of: the answer is the same for both."""


def not_allowed(what: str, fix: str) -> NotAllowed:
    """A `NotAllowed` with one error in it."""
    return NotAllowed(Problem(what, fix, Severity.ERROR, "not_allowed"))


def not_there(what: str, fix: str) -> NotThere:
    """A `NotThere` with one error in it."""
    return NotThere(Problem(what, fix, Severity.ERROR, "not_there"))


def everything(username: str) -> Viewer:
    """The account that holds the folder itself: whoever may read its files may do everything with them."""
    return Viewer(username, username, (Granted("command line", frozenset(Permission)),))


# ---------------------------------------------------------------- the roles there are at first


@dataclass(frozen=True, slots=True)
class DefaultRole:
    """A role as it is before anyone changes it. `reach` is how far it usually goes."""

    name: str
    title: str
    job: str
    reach: Reach
    permissions: frozenset[Permission]


def _role(name: str, title: str, job: str, reach: Reach, *permissions: Permission) -> DefaultRole:
    return DefaultRole(name, title, job, reach, frozenset(permissions))


DEFAULT_ROLES = (
    _role(
        "member",
        "Elected member or board chair",
        "holds the service to account",
        Reach.AUTHORITY,
        Permission.READ_FIGURES,
    ),
    _role(
        "partner",
        "Partner agency",
        "sees the whole system, not only social care",
        Reach.AUTHORITY,
        Permission.READ_FIGURES,
    ),
    _role(
        "director",
        "Director or head of service",
        "decides what to do",
        Reach.AUTHORITY,
        Permission.READ_FIGURES,
        Permission.READ_EXACT,
        Permission.LIST_CHILDREN,
        Permission.DOWNLOAD_CHILDREN,
        Permission.NOTE,
    ),
    _role(
        "manager",
        "Team manager",
        "sees to the team's children",
        Reach.TEAM,
        Permission.READ_FIGURES,
        Permission.READ_EXACT,
        Permission.LIST_CHILDREN,
        Permission.DOWNLOAD_CHILDREN,
    ),
    _role(
        "social_worker",
        "Social worker",
        "works with their own children",
        Reach.CASELOAD,
        Permission.READ_FIGURES,
        Permission.LIST_CHILDREN,
    ),
    _role(
        "analyst",
        "Performance analyst",
        "loads the data and answers for the figures",
        Reach.AUTHORITY,
        Permission.READ_FIGURES,
        Permission.READ_EXACT,
        Permission.LIST_CHILDREN,
        Permission.DOWNLOAD_CHILDREN,
        Permission.IMPORT,
        Permission.NOTE,
    ),
    _role(
        "administrator",
        "Administrator",
        "manages people, and reads no children",
        Reach.AUTHORITY,
        Permission.MANAGE_PEOPLE,
        Permission.READ_AUDIT,
    ),
)
"""Who sees what unless an administrator changes it (the seven roles of the product)."""
