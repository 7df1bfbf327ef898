"""Which table a header row belongs to, and the files of a return as parts: one for each file or sheet.

A table is known by the columns that only it has; order, case, blanks and extra columns do not matter.
`look` goes through a whole part before any row is given out: it finds what makes the file unreadable, and
the dates that say in which order they are written and which year they are about.

Next: `rows.py` makes typed rows of a part's records; `sets.py` says which files are one return.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from stonechat.sources import separated
from stonechat.sources.date_order import DateOrder, order_of
from stonechat.sources.decoding import decoded
from stonechat.sources.separated import Record, clean, heading_names
from stonechat.sources.ssda903 import xml
from stonechat.sources.ssda903.keys import KeysSeen
from stonechat.sources.ssda903.layout import FileTable, every_table
from stonechat.sources.workbook import Workbook

MOST_DATES = 100_000
"""How many different texts of a date column are remembered, so that rubbish does not fill the memory."""
_AT_ONCE = 10_000
_PROVIDER_WORDS = ("URN", "PROVI", "SETTING")


@dataclass(frozen=True, slots=True)
class Part:
    """One table as it was received. `columns` are the names found; records come without the header row."""

    path: Path
    sheet: str | None
    table: FileTable
    columns: tuple[str, ...]
    records: Callable[[], Iterator[Record]]


@dataclass(slots=True)
class Look:
    """What going through a part found: its date texts, by column, and their order; keys that come again."""

    order: DateOrder
    dates: dict[str, Counter[str]]
    keys: KeysSeen


def table_of(columns: Iterable[str]) -> FileTable | None:
    """The table that these column names belong to; None if they are not the return's."""
    found = set(columns)
    best = max(every_table().values(), key=lambda table: len(_only_in(table.name) & found))
    own, known = len(_only_in(best.name) & found), len(set(best.names) & found)
    enough = own >= 2 or (own == 1 and "CHILD" in found and 2 * known >= len(best.names))
    return best if enough else None


@cache
def _only_in(table: str) -> frozenset[str]:
    """Columns that no other table has."""
    others = {name for other in every_table().values() if other.name != table for name in other.names}
    return frozenset(every_table()[table].names) - others


def heading_of_text(head: bytes) -> tuple[FileTable, str] | None:
    """The table and the separator of a CSV file that begins with these bytes; None if it is not ours."""
    lines = decoded(head).lstrip("\ufeff").splitlines()
    if not lines:
        return None
    for separator in separated.SEPARATORS:
        if table := table_of(heading_names(lines[0].split(separator))):
            return table, separator
    return None


def csv_part(path: Path, encoding: str) -> Part:
    """The one part of a CSV file that has been recognised."""
    with path.open("rb") as file:
        known = heading_of_text(file.read(64 * 1024))
    if known is None:
        raise ValueError("the file changed after it was recognised")
    table, separator = known
    _, first = next(separated.records(path, encoding, separator))

    def records() -> Iterator[Record]:
        every = separated.records(path, encoding, separator)
        next(every)
        return every

    return Part(path, None, table, heading_names(first), records)


def workbook_parts(path: Path, book: Workbook) -> tuple[list[Part], list[str]]:
    """The sheets that are tables of the return, and the names of those that are not."""
    parts: list[Part] = []
    others: list[str] = []
    for sheet in book.sheets:
        columns = heading_names(_first_row(book, sheet))
        table = table_of(columns)
        if table is None:
            others.append(sheet)
        else:
            parts.append(Part(path, sheet, table, columns, _sheet_records(book, sheet)))
    return parts, others


def _sheet_records(book: Workbook, sheet: str) -> Callable[[], Iterator[Record]]:
    def records() -> Iterator[Record]:
        every = book.records(sheet)
        next(every, None)
        return every

    return records


def _first_row(book: Workbook, sheet: str) -> list[str]:
    return next(book.records(sheet), (0, list[str]()))[1]


def is_provider_list(book: Workbook) -> bool:
    """Whether a sheet lists providers of placements, as Ofsted publishes them: no return at all."""
    rows = (heading_names(_first_row(book, sheet)) for sheet in book.sheets)
    return any(
        "URN" in row and sum(any(word in name for word in _PROVIDER_WORDS) for name in row) >= 4
        for row in rows
    )


def look(part: Part) -> Look:
    """Go through the part; `NotReadable` if it breaks the rules of its kind of file."""
    places = {
        each.name: part.columns.index(each.name)
        for each in part.table.fields
        if each.is_date and each.name in part.columns
    }
    dates: dict[str, Counter[str]] = {name: Counter() for name in places}
    keys = KeysSeen.of(part.table, part.columns)
    records = part.records()
    while some := [texts for _, texts in islice(records, _AT_ONCE)]:
        for texts in some:
            keys.note(texts)
        for name, place in places.items():
            if len(dates[name]) < MOST_DATES:
                dates[name].update(texts[place] for texts in some if len(texts) > place)
    return _looked(dates, keys)


def look_at_xml(path: Path) -> dict[str, Look]:
    """The same for the XML, by table; the order of its dates is the whole file's."""
    dates: dict[str, dict[str, Counter[str]]] = {}
    keys = {name: KeysSeen.of(table, table.names) for name, table in every_table().items()}
    for name, _, texts in xml.records(path):
        keys[name].note(texts)
        of_table = dates.setdefault(name, {})
        for each, found in zip(every_table()[name].fields, texts, strict=True):
            if each.is_date and found:
                of_table.setdefault(each.name, Counter())[found] += 1
    order = order_of(column for table in dates.values() for column in table.values())
    return {name: Look(order, table, keys[name]) for name, table in dates.items()}


def _looked(dates: dict[str, Counter[str]], keys: KeysSeen) -> Look:
    cleaned = {name: Counter[str]() for name in dates}
    for name, counter in dates.items():
        for found, number in counter.items():
            if text := clean(found):
                cleaned[name][text] += number
    return Look(order_of(cleaned.values()), cleaned, keys)
