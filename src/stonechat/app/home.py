"""The first page: what changed since the last visit, and what waits for whoever asks."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from stonechat.analysis.judged import Variation
from stonechat.app.council import Council, today
from stonechat.app.figures import names_of_categories
from stonechat.app.gate import figures_for
from stonechat.app.granting import managers_of_people
from stonechat.app.imports import last_import
from stonechat.app.people import without_a_role
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.app.raising import signals
from stonechat.app.reports import RaisedSignal
from stonechat.app.served import served_figures
from stonechat.app.visits import choose_team, chosen_team, new_to
from stonechat.app.waiting import Waiting, children_waiting, data_waiting, people_waiting
from stonechat.basics.problems import Refused
from stonechat.indicators.breakdowns import category_in_words

MOST_CHANGES = 5
TEAM = "team"
WORK = (Permission.LIST_CHILDREN, Permission.IMPORT, Permission.MANAGE_PEOPLE)
"""The permissions of people for whom something can wait."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An indicator with a signal that is new to the reader: what it says, in a sentence."""

    indicator: str
    title: str
    sentence: str
    variation: Variation


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of one person. `banner` says that the last import failed.

    `changed` are at most five, of `new` that there are; `team` is whose signals they are, None for all teams.
    `teams` are those that the person may choose from, by number and name; fewer than two: no choice.
    `is_empty`: nothing has been imported. `ask` are the people to ask for a role, where the person has none.
    """

    has_role: bool
    ask: tuple[str, ...] = ()
    banner: tuple[str, ...] = ()
    is_empty: bool = False
    reads_figures: bool = False
    data_to: date | None = None
    notice: str | None = None
    team: str | None = None
    team_name: str | None = None
    teams: tuple[tuple[str, str], ...] = ()
    changed: tuple[Changed, ...] = ()
    new: int = 0
    waiting: tuple[Waiting, ...] = ()
    shows_waiting: bool = False


def home(council: Council, viewer: Viewer, session: str, now: datetime) -> Home:
    """What changed since the viewer's last visit, and what waits for them. `session` tells visits apart.

    Reads a count of the children on each list, and no child.
    """
    if not viewer.granted:
        return Home(has_role=False, ask=tuple(one.name for one in managers_of_people()))
    waiting, has_work = _waiting_of_people(viewer), any(map(viewer.may, WORK))
    last = last_import(council)
    banner = (last.words,) if last and last.has_failed else ()
    if not viewer.may(Permission.READ_FIGURES):
        return Home(has_role=True, waiting=waiting, banner=banner, shows_waiting=True)
    try:
        found = _with_figures(council, viewer, session, now)
        return replace(found, banner=banner, waiting=(*found.waiting, *waiting), shows_waiting=has_work)
    except Refused as refused:
        if refused.problems[0].rule != "nothing_imported":
            raise
        return Home(
            has_role=True,
            waiting=waiting,
            banner=banner,
            reads_figures=True,
            is_empty=True,
            shows_waiting=bool(waiting),
        )


def only_reads(viewer: Viewer) -> bool:
    """Whether somebody reads figures, small ones hidden, and has nothing to do: a member, a partner.

    The scorecard is their first page, until there are packs.
    """
    may_more = any(map(viewer.may, (*WORK, Permission.READ_EXACT)))
    return viewer.may(Permission.READ_FIGURES) and not may_more


def choose(council: Council, viewer: Viewer, team: str) -> None:
    """Remember whose team the viewer wants to see first; empty: all teams. Refused for a team not offered."""
    if team and team not in dict(_offered(council, viewer)):
        raise not_allowed("This team is not among yours.", "Choose one of those on the list.")
    choose_team(viewer.username, team or None)


def _with_figures(council: Council, viewer: Viewer, session: str, now: datetime) -> Home:
    figures = figures_for(council, viewer)
    teams = _offered(council, viewer)
    team = _own_team(viewer, dict(teams))
    found = signals(council, viewer, team=team).raised
    keys = {_key(one): one for one in found}
    new = new_to(viewer.username, keys, session, now)
    changed = [_changed(one) for key, one in keys.items() if key in new]
    return Home(
        has_role=True,
        reads_figures=True,
        data_to=figures.setting.windows.last,
        notice=figures.notice(team),
        team=team,
        team_name=dict(teams).get(team) if team else None,
        teams=teams if len(teams) > 1 else (),
        changed=tuple(changed[:MOST_CHANGES]),
        new=len(changed),
        waiting=(
            *children_waiting(served_figures(council), viewer, team),
            *(data_waiting(figures.setting.windows.last, today()) if viewer.may(Permission.IMPORT) else ()),
        ),
    )


def _key(one: RaisedSignal) -> str:
    """What makes a signal the same one from visit to visit, however far it has gone on."""
    said, signal = one.judgement, one.raised.signal
    return "|".join((one.indicator.id, said.measure, said.team or "", str(signal.rule), one.since.label))


def _changed(one: RaisedSignal) -> Changed:
    return Changed(
        one.indicator.id,
        one.judgement.judged.series.title,
        one.judgement.sentence,
        one.judgement.judged.variation,
    )


def _offered(council: Council, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """The teams whose children the viewer may list, or whose exact figures they may read, by name."""
    setting = served_figures(council).setting
    names = names_of_categories(council.folder, setting.snapshot, TEAM)
    mine = (Permission.LIST_CHILDREN, Permission.READ_EXACT)
    found = [
        (team, category_in_words(TEAM, team, names))
        for team in names
        if any(viewer.covers(permission, team) for permission in mine)
    ]
    return tuple(sorted(found, key=lambda one: (one[1].casefold(), one[0])))


def _own_team(viewer: Viewer, offered: dict[str, str]) -> str | None:
    """The team chosen; else the only one that a manager has; else none."""
    chosen = chosen_team(viewer.username)
    if chosen in offered:
        return chosen
    has_all = viewer.covers(Permission.READ_EXACT)
    return next(iter(offered)) if len(offered) == 1 and not has_all else None


def _waiting_of_people(viewer: Viewer) -> tuple[Waiting, ...]:
    if not viewer.may(Permission.MANAGE_PEOPLE):
        return ()
    return tuple(people_waiting([one.name for one in without_a_role()]))
