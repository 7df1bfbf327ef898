"""Placements and legal statuses as SSD has them, made from episodes of care that state both.

The SSDA903 return has one row for each spell in one placement under one legal status; SSD has a table of
each. One placement runs over episodes that follow each other without a gap and begin for a change of legal
status only (reason L, or none stated) in the same kind of placement, by the same provider, at the same
postcode, with the same number. One legal status runs over episodes that follow each other without a gap
under the same status. What ended a placement is the reason of its last episode.

`read.py` does the opposite: see `links.py`.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.sources.formats import ChildRows

_SAME_PLACEMENT = ("placement_type", "placement_provider", "placement_postcode", "placement_urn")
_LEGAL_CHANGE_ONLY = (None, "L")


def with_spells(rows: ChildRows) -> dict[str, Sequence[Values]]:
    """One child's rows, with placements and legal statuses made for those that SSD's tables lack."""
    found = dict(rows)
    episodes = rows.get("cla_episodes", ())
    if not rows.get("cla_placement"):
        found["cla_placement"] = placements(episodes)
    if not rows.get("legal_status"):
        found["legal_status"] = legal_statuses(episodes)
    return {name: some for name, some in found.items() if some}


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


def _placement(run: Sequence[Any]) -> Values:
    first, last = run[0], run[-1]
    return TABLES["cla_placement"].row(
        authority=first.authority,
        cla_placement_id=first.cla_placement_id or f"{first.cla_episode_id}|P",
        cla_placement_start_date=first.cla_episode_start_date,
        cla_placement_type=first.placement_type,
        cla_placement_urn=first.placement_urn,
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
