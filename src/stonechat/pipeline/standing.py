"""The returns that count, and the days on which each source speaks of a table.

A source speaks of a table on the days of those of its returns whose books name the table: a return
without a file of visits says nothing of visits, and not that there were none.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from stonechat.basics.periods import Windows
from stonechat.basics.problems import Refused, refusal
from stonechat.pipeline.precedence import counting, sources_of
from stonechat.store import returns
from stonechat.store.returns import Return


def standing(kept: Iterable[Return]) -> list[Return]:
    """The returns that count: of each format, authority and year the one made last. Latest window last.

    Refused if two different ones of a year were made at the same time, because none of them is later.
    """
    ordered = sorted(kept, key=lambda one: (_year_of(one), returns.made_order(one.made_at)))
    chosen = []
    for _, group in groupby(ordered, key=_year_of):
        *earlier, last = group
        if earlier and returns.made_order(earlier[-1].made_at) == returns.made_order(last.made_at):
            raise _undecided(earlier[-1], last)
        chosen.append(last)
    return sorted(chosen, key=_recency)


def _year_of(kept: Return) -> tuple[str, str, int]:
    return kept.format, kept.authority, kept.year


def _recency(kept: Return) -> tuple[object, ...]:
    return kept.window_last, returns.made_order(kept.made_at), kept.id


def _undecided(one: Return, other: Return) -> Refused:
    first, second = sorted((one.id, other.id))
    return refusal(
        f"Two different returns ({first} and {second}) of {one.format} {one.year} for authority "
        f"{one.authority} were made at the same time, so neither replaces the other.",
        "Undo one of them (stonechat undo RETURN), or import the later one again with --made and its time.",
        "two_returns_of_one_year",
    )


def speaks_of(one: Return, table: str) -> bool:
    """Whether the return feeds the table: its source does, and its books name the table."""
    return one.format in sources_of(table) and table in one.accounts


def windows_by_source(chosen: Iterable[Return]) -> dict[str, Windows]:
    """The days that each source's returns cover, by format."""
    by_source: dict[str, list[Return]] = {}
    for one in chosen:
        by_source.setdefault(one.format, []).append(one)
    return {source: _windows(by_source[source]) for source in sorted(by_source)}


def windows_of_table(chosen: Sequence[Return], table: str) -> dict[tuple[str, str], Windows]:
    """The days on which each source speaks of the table for each authority: (source, authority) -> days."""
    by_whom: dict[tuple[str, str], list[Return]] = {}
    for one in chosen:
        if speaks_of(one, table):
            by_whom.setdefault((one.format, one.authority), []).append(one)
    return {whom: _windows(mine) for whom, mine in by_whom.items()}


def windows_of_any(chosen: Iterable[Return], table: str) -> Windows:
    """The days on which any source speaks of the table; of one as at the end, the last return's last day."""
    speaking = [one for one in chosen if speaks_of(one, table)]
    if counting(table).as_at_end:
        last = max((one.window_last for one in speaking), default=None)
        return Windows.of([] if last is None else [(last, last)])
    return _windows(speaking)


def _windows(mine: Iterable[Return]) -> Windows:
    return Windows.of((one.window_first, one.window_last) for one in mine)
