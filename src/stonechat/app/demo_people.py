"""People of the demo: one for each role, with teams and a caseload that the made-up returns hold.

Their one password is made anew each time and shown on the screen of whoever starts the demo; it is kept
nowhere but as a hash.
"""

import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from stonechat.app.council import Council
from stonechat.app.figures import Figures, names_of_categories
from stonechat.app.people import add_with_role, find_person, set_password
from stonechat.app.reports import DemoPeople, DemoPerson
from stonechat.basics.periods import on_day
from stonechat.indicators.breakdowns import category_in_words
from stonechat.indicators.plan import Planned

THE_DEMO = "the demo"
OPEN_CASES = "WF14"
"""The indicator whose rows say which worker and team each child has."""
DAYS_BACK = 31
"""How far before the last day cases are looked for: a small authority's dataset ends a little earlier."""


def demo_people(council: Council) -> DemoPeople:
    """Add one person for each role, or give those who are there already the new password."""
    password = "-".join((secrets.choice(_WORDS), secrets.choice(_WORDS), secrets.token_hex(4)))
    people = tuple(_people(council))
    for one in people:
        _add(one, password)
    return DemoPeople(people, password)


_WORDS = ("harbour", "lantern", "meadow", "orchard", "pebble", "quarry", "thistle", "willow")


def _people(council: Council) -> Iterator[DemoPerson]:
    yield DemoPerson("dana", "Dana Director", "director", "director of children's services")
    yield DemoPerson("ana", "Ana Analyst", "analyst", "performance analyst; imports files")
    yield from _with_children(council)
    yield DemoPerson("mina", "Mina Member", "member", "elected member; small numbers are hidden")
    yield DemoPerson("pat", "Pat Partner", "partner", "partner agency; small numbers are hidden")
    yield DemoPerson("ada", "Ada Administrator", "administrator", "administrator; sees no children")


def _with_children(council: Council) -> Iterator[DemoPerson]:
    """A manager of each of the two largest teams, and the worker with most children in the first."""
    cases = _open_cases(council)
    names = names_of_categories(council.folder, Figures(council).setting.snapshot, "team")
    teams = [team for team, _ in Counter(team for team, _ in cases).most_common(2)]
    for username, name, team in zip(("alice", "charlie"), ("Alice", "Charlie"), teams, strict=False):
        called = category_in_words("team", team, names)
        yield DemoPerson(username, f"{name} Manager", "manager", f"manager of {called}", team=team)
    if teams:
        worker = Counter(worker for team, worker in cases if team == teams[0]).most_common(1)[0][0]
        called = category_in_words("team", teams[0], names)
        yield DemoPerson("bob", "Bob Worker", "social_worker", f"social worker in {called}", worker=worker)


def _open_cases(council: Council) -> list[tuple[str, str]]:
    """The team and the worker of each open case on the last day held; none where no return says workers."""
    figures = Figures(council)
    for back in range(DAYS_BACK):
        planned = _cases_on(figures, back)
        if planned is not None and planned.parts:
            rows = figures.rows_behind(planned, planned.parts[0].numerator)
            return [(str(row["professional_team"]), str(row["professional_id"])) for row in rows]
    return []


def _cases_on(figures: Figures, back: int) -> Planned | None:
    """What is asked for the cases open so many days before the last; it has no parts where none are held."""
    last = figures.setting.windows.last
    if last is None:
        return None
    return figures.plan(figures.setting.catalogue[OPEN_CASES], on_day(last - timedelta(days=back)), None)


def _add(one: DemoPerson, password: str) -> None:
    person = find_person(one.username)
    if person is not None:
        set_password(person, password, THE_DEMO)
        return
    reaching = {"team": one.team, "worker": one.worker}
    add_with_role(one.username, one.name, password, role=one.role, by=THE_DEMO, reaching=reaching)
