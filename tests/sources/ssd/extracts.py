"""Small extracts of SSD for tests: good rows of every table, and ways to write and read them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from stonechat.model.table import Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources import registry
from stonechat.sources.reading import Overrides, Reading, TypedRow
from stonechat.sources.ssd.cells import LONDON

MADE = datetime(2025, 10, 31, 9, 0, tzinfo=LONDON)
SAID = Overrides(authority="201", made_at=MADE)

Texts = Mapping[str, str]


def row(table: str, **cells: Value) -> tuple[str, Values]:
    """A typed row of authority 201."""
    return table, TABLES[table].row(authority="201", **cells)


def csv_text(*rows: Texts, separator: str = ",") -> str:
    """A CSV file: the columns of the first row, quoted where it must be."""

    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & {'"', separator, "\n"} else text

    lines = [list(rows[0]), *([each.get(name, "") for name in rows[0]] for each in rows)]
    return "".join(separator.join(map(quoted, line)) + "\r\n" for line in lines)


PERSON = csv_text({"pers_person_id": "C1", "pers_sex": "F", "pers_dob": "2012-05-06"})
"""The table that no extract may lack, with one child."""


def extract(folder: Path, **files: str | bytes) -> Path:
    """A folder with these tables, by SSD's name without the prefix; the child of `PERSON` unless given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {"person": PERSON, **files}.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"ssd_{name}.csv").write_bytes(data)
    return folder


def read_extract(path: Path, said: Overrides = SAID) -> tuple[Reading, list[TypedRow]]:
    """The one return that there is at a path, read to its end; its books are held to balance."""
    (found,) = registry.grouped([path])
    reading = registry.read(found, said)
    rows = list(reading.rows)
    for table, account in reading.accounts.items():
        assert account.balances, table
        assert account.loaded == sum(each.table == table for each in rows), table
    return reading, rows


def by_table(rows: Iterable[TypedRow]) -> dict[str, list[dict[str, Value]]]:
    """The rows as cells by column, by table, without blanks and authority."""
    found: dict[str, list[dict[str, Value]]] = {}
    for each in rows:
        cells = dict(zip(TABLES[each.table].names, each.values, strict=True))
        kept = {name: value for name, value in cells.items() if value is not None and name != "authority"}
        found.setdefault(each.table, []).append(kept)
    return found


def rules(reading: Reading) -> set[str]:
    """The rules of all problems found."""
    return {rule for _, rule in reading.findings.counts}
