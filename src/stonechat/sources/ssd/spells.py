"""Placements, legal statuses and homes as SSD has them, made from episodes of care that state them.

The SSDA903 return has one row for each spell in one placement under one legal status; SSD has a table of
each. One placement runs over episodes that follow each other without a gap and begin for a change of legal
status only (reason L, or none stated) in the same kind of placement, by the same provider, at the same
postcode, with the same number. One legal status runs over episodes that follow each other without a gap
under the same status. What ended a placement is the reason of its last episode. One home address runs over
episodes that follow each other without a gap and name the same postcode of the child's home; nothing but the
postcode is known of it.

`read.py` does the opposite: see `links.py`.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

from stonechat.model.table import Table, Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.formats import ChildRows
from stonechat.sources.ssd.pupil_numbers import identifiers
from stonechat.sources.ssd.unaccompanied import statuses

_SAME_PLACEMENT = ("placement_type", "placement_provider", "placement_postcode", "placement_urn")
_LEGAL_CHANGE_ONLY = (None, "L")
_PERSON = TABLES["cla_episodes"].positions["person_id"]
TOLD_TOGETHER = (
    "person",
    "linked_identifiers",
    "uasc",
    "immigration_status",
    "address",
    "cla_episodes",
    "cla_reviews",
    "cla_placement",
    "legal_status",
    "pre_proceedings",
)
"""The tables that `as_ssd_tells` looks at together; every other is as it is."""


def as_ssd_tells(rows: ChildRows) -> dict[str, Sequence[Values]]:
    """Rows of one child or many, with what SSD has in tables of its own.

    Children without a placement, a legal status or a home address get those made that their episodes state;
    reviews of care get the period of care that leads to their child. Pupil numbers become linked identifiers,
    and unaccompanied children get the immigration status, where none was there. Pre-proceedings keep their id
    as SSD's row.
    """
    found = with_spells(rows)
    found["pre_proceedings"] = [_with_own_row(row) for row in rows.get("pre_proceedings", ())]
    found.pop("uasc", None)
    for table, make, of in (
        ("linked_identifiers", identifiers, "person"),
        ("immigration_status", statuses, "uasc"),
    ):
        there = rows.get(table, ())
        found[table] = [*there, *make(rows.get(of, ()), there)]
    return {name: some for name, some in found.items() if some}


def with_spells(rows: ChildRows) -> dict[str, Sequence[Values]]:
    """The rows with placements, legal statuses, homes and periods of care made of episodes of care."""
    found = dict(rows)
    reviews = rows.get("cla_reviews", ())
    episodes, found["cla_reviews"] = with_periods(rows.get("cla_episodes", ()), reviews)
    found["cla_episodes"] = episodes
    for table, make in (("cla_placement", placements), ("legal_status", legal_statuses)):
        there = rows.get(table, ())
        has = {row[TABLES[table].positions["person_id"]] for row in there}
        others = [row for row in episodes if row[_PERSON] not in has]
        found[table] = [*there, *make(others)]
    found["address"] = [*rows.get("address", ()), *homes(episodes, rows.get("address", ()))]
    return found


def placements(episodes: Iterable[Values]) -> list[Values]:
    """One row of `cla_placement` for each placement that episodes of care state, children in order."""
    return [
        _placement(run)
        for run in _runs(episodes, _is_same_placement)
        if any(getattr(run[0], name) is not None for name in _SAME_PLACEMENT)
    ]


def legal_statuses(episodes: Iterable[Values]) -> list[Values]:
    """One row of `legal_status` for each spell in a status that episodes of care state, children in order."""
    return [_legal_status(run) for run in _runs(episodes, _is_same_status) if run[0].legal_status is not None]


def homes(episodes: Sequence[Values], there: Iterable[Values]) -> list[Values]:
    """One row of `address` for each spell with one home postcode, of children of whom there is no home."""
    table = TABLES["address"]
    who, kind = table.positions["person_id"], table.positions["address_type"]
    has = {row[who] for row in there if is_home(row[kind])}
    others = [row for row in episodes if row[_PERSON] not in has]
    return [_home(run) for run in _runs(others, _is_same_home) if run[0].home_postcode is not None]


def is_home(address_type: Value) -> bool:
    """Whether this type of address is the child's home, and no placement."""
    return str(address_type).strip().casefold() in ("home", "home address")


def _runs(episodes: Iterable[Values], goes_on: Callable[[Any, Any], bool]) -> Iterator[list[Any]]:
    """Episodes in order of child and start, cut where one does not go on from the one before."""
    run: list[Any] = []
    for episode in sorted(map(_named(), episodes), key=_in_order):
        if run and not (_follows(run[-1], episode) and goes_on(run[-1], episode)):
            yield run
            run = []
        run.append(episode)
    if run:
        yield run


@cache
def _named() -> Callable[[Values], Any]:
    """Makes an episode whose cells go by name."""
    episode = namedtuple("episode", TABLES["cla_episodes"].names)  # type: ignore[misc]
    made: Callable[..., Any] = episode._make
    return made


def _in_order(episode: Any) -> tuple[Any, ...]:
    end = episode.cla_episode_ceased_date
    start = episode.cla_episode_start_date
    return episode.person_id, start, end is None, end or start, episode.cla_episode_id


def _follows(before: Any, after: Any) -> bool:
    same_child = before.person_id == after.person_id
    return bool(same_child and before.cla_episode_ceased_date == after.cla_episode_start_date)


def _is_same_placement(before: Any, after: Any) -> bool:
    same = all(getattr(before, name) == getattr(after, name) for name in _SAME_PLACEMENT)
    return same and after.cla_episode_start_reason in _LEGAL_CHANGE_ONLY


def _is_same_status(before: Any, after: Any) -> bool:
    return bool(before.legal_status == after.legal_status)


def _is_same_home(before: Any, after: Any) -> bool:
    return bool(before.home_postcode == after.home_postcode)


def _home(run: Sequence[Any]) -> Values:
    first, last = run[0], run[-1]
    return TABLES["address"].row(
        authority=first.authority,
        table_id=f"{first.cla_episode_id}|H",
        address_json="{}",  # SSD requires it; no part of the address is known
        person_id=first.person_id,
        address_type="Home",
        address_start_date=first.cla_episode_start_date,
        address_end_date=last.cla_episode_ceased_date,
        address_postcode=first.home_postcode,
    )


def _placement(run: Sequence[Any]) -> Values:
    first, last = run[0], run[-1]
    return TABLES["cla_placement"].row(
        authority=first.authority,
        cla_placement_id=first.cla_placement_id or f"{first.cla_episode_id}|P",
        cla_placement_start_date=first.cla_episode_start_date,
        cla_placement_type=first.placement_type,
        cla_placement_urn=first.placement_urn,
        cla_placement_distance=first.placement_distance,
        cla_id=first.cla_id,
        cla_placement_provider=first.placement_provider,
        cla_placement_postcode=first.placement_postcode,
        cla_placement_end_date=last.cla_episode_ceased_date,
        cla_placement_change_reason=last.placement_change_reason,
        person_id=first.person_id,
    )


def _legal_status(run: Sequence[Any]) -> Values:
    first, last = run[0], run[-1]
    return TABLES["legal_status"].row(
        authority=first.authority,
        legal_status_id=f"{first.cla_episode_id}|LS",
        person_id=first.person_id,
        legal_status=first.legal_status,
        legal_status_start_date=first.cla_episode_start_date,
        legal_status_end_date=last.cla_episode_ceased_date,
    )


# ---------------------------------------------------------------- periods of care


def with_periods(
    episodes: Sequence[Values], reviews: Sequence[Values]
) -> tuple[Sequence[Values], Sequence[Values]]:
    """Episodes and reviews of care with ids of periods of care, for children of whom a review has none.

    SSD reaches the child of a review through the period of care, which the SSDA903 return does not number.
    A period is episodes that follow each other without a gap. A review is of the period that began last
    before it, or else of the child's first. Other children's rows stay as they are.
    """
    review_table, episode_table = TABLES["cla_reviews"], TABLES["cla_episodes"]
    person, period = review_table.positions["person_id"], review_table.positions["cla_id"]
    wanting = {review[person] for review in reviews if review[period] is None}
    starts: dict[Any, list[tuple[date, str]]] = {}
    ids: dict[Any, str] = {}
    for run in _runs(episodes, lambda _before, after: after.cla_episode_start_reason != "S"):
        who, first = run[0].person_id, run[0].cla_episode_start_date
        known = next((each.cla_id for each in run if each.cla_id), None)
        starts.setdefault(who, []).append((first, known or f"{who}|{first}"))
        ids |= {each.cla_episode_id: each.cla_id or starts[who][-1][1] for each in run if who in wanting}
    own = episode_table.positions["cla_episode_id"]
    numbered = [_with(episode_table, row, cla_id=ids.get(row[own])) for row in episodes]
    return numbered, [_of_period(review, starts.get(review[person], [])) for review in reviews]


def _of_period(review: Values, periods: Sequence[tuple[date, str]]) -> Values:
    table = TABLES["cla_reviews"]
    held = review[table.positions["cla_review_date"]] or review[table.positions["cla_review_due_date"]]
    before = [own for start, own in periods if not isinstance(held, date) or start <= held]
    found = before[-1] if before else periods[0][1] if periods else None
    return _with(table, review, cla_id=found)


def _with_own_row(row: Values) -> Values:
    table = TABLES["pre_proceedings"]
    return _with(table, row, table_id=row[table.positions["pre_proceedings_id"]])


def _with(table: Table, row: Values, **cells: Value) -> Values:
    """The row with these cells where it has none."""
    changed = list(row)
    for name, value in cells.items():
        place = table.positions[name]
        changed[place] = value if changed[place] is None else changed[place]
    return tuple(changed)
