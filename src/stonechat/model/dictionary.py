"""The data dictionary page, written from the declarations, so that it cannot fall behind them.

`make docs` writes it to `docs/reference/data-dictionary.md`; a test fails when that file is stale.
To change what the page says, change the declaration.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence

from stonechat.basics.codes import CodeList, code_list
from stonechat.model.constraints import CONSTRAINTS
from stonechat.model.derived import DERIVATIONS, FACT_COLUMNS
from stonechat.model.names import LEFT_OUT
from stonechat.model.published import PUBLISHED
from stonechat.model.table import Blank, Column, Table
from stonechat.model.tables import TABLES

_INTRODUCTION = """\
# Data dictionary

<!-- Written by `make docs` from src/stonechat/model. Change the declarations, not this page. -->

The tables that every extract is read into. Names follow the Standard Safeguarding Dataset (SSD) 1.4.5;
what SSD lacks is marked *not in SSD*. Columns in **bold** are the key. "Must be filled": a row without it
is rejected. "Blank: not yet": an empty cell says that it has not happened, so the plan or case is open; a
value there that cannot be read rejects the row, because taking it as empty would open a closed case.
"""

_COLUMNS_HEAD = ("column", "type", "in SSD", "meaning")


def page() -> str:
    """The whole page, in Markdown."""
    parts = (
        _INTRODUCTION,
        *_contents(),
        *(part for table in TABLES.values() for part in _table(table)),
        *_from_merge(),
        *_published(),
        *(part for name in _code_lists_used() for part in _codes(code_list(name))),
        *_left_out(),
    )
    return "\n".join(parts)


def _published() -> Iterator[str]:
    yield "# Published figures\n"
    yield (
        "What others publish about areas. A row is about no child and belongs to no return, and "
        "no fact or indicator is made from them; our own figures are shown beside them.\n"
    )
    for table in PUBLISHED.values():
        yield from _table(table)


def _contents() -> Iterator[str]:
    yield from _rows(
        ("table", "one row per", "hangs on"),
        (
            (f"[{table.name}](#{table.name})", table.one_row_per, table.parent or "")
            for table in TABLES.values()
        ),
    )


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    in_ssd = f"SSD: `{table.ssd}`." if table.ssd else "*Not in SSD.*"
    yield f"One row per {table.one_row_per}. {in_ssd}{_hangs_on(table)}\n"
    yield from _rows(_COLUMNS_HEAD, (_column(column, key=table.key) for column in table))
    yield from _bullets("In each row:", (f"{rule}." for rule in CONSTRAINTS.get(table.name, ())))
    yield from _derived(table.name)


def _hangs_on(table: Table) -> str:
    if table.parent is None:
        return ""
    columns = ", ".join(f"`{column}`" for column in table.parent_key)
    return f" Hangs on [{table.parent}](#{table.parent}) by {columns}."


def _column(column: Column, key: Sequence[str] = ()) -> tuple[str, ...]:
    name = f"**{column.name}**" if column.name in key else column.name
    in_ssd = f"`{column.ssd}`" if column.ssd else "*not in SSD*"
    return name, column.type, in_ssd, " ".join(_meaning(column))


def _meaning(column: Column) -> Iterator[str]:
    yield column.meaning
    if column.codes:
        yield f"Codes: {_list_link(column.codes)}."
    if column.required:
        yield "Must be filled."
    if column.blank is Blank.NOT_YET:
        yield "Blank: not yet."


def _derived(table: str) -> Iterator[str]:
    made = [derivation for derivation in DERIVATIONS if derivation.table == table]
    if not made:
        return
    yield "Worked out for each row, after returns are merged; none is in SSD:\n"
    yield from _rows(
        ("column", "type", "derivation", "meaning"),
        (
            (column.name, column.type, derivation.name, " ".join(_meaning(column)))
            for derivation in made
            for column in derivation.columns
        ),
    )
    yield from _bullets("How:", (f"{derivation.name}: {derivation.rule}" for derivation in made))


def _from_merge() -> Iterator[str]:
    yield "## Columns that the merge of returns adds to every table\n"
    yield from _rows(_COLUMNS_HEAD, map(_column, FACT_COLUMNS))


def _code_lists_used() -> list[str]:
    derived = (column for derivation in DERIVATIONS for column in derivation.columns)
    declared = (column for table in TABLES.values() for column in table)
    return list(dict.fromkeys(column.codes for column in (*declared, *derived) if column.codes))


def _codes(codes: CodeList) -> Iterator[str]:
    yield f"## Codes: {_words(codes.name)}\n"
    yield from _rows(
        ("code", "meaning", "from", "to"),
        (
            (f"`{code.code}`", code.label, str(code.valid_from or ""), str(code.valid_to or ""))
            for code in codes
        ),
    )


def _left_out() -> Iterator[str]:
    yield "## SSD tables that are left out\n"
    yield from _rows(("table", "why"), ((f"`{table}`", why) for table, why in LEFT_OUT.items()))


def _list_link(name: str) -> str:
    return f"[{_words(name)}](#codes-{name.replace('_', '-')})"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _bullets(head: str, points: Iterable[str]) -> Iterator[str]:
    lines = [f"* {point}" for point in points]
    if lines:
        yield from (f"{head}\n", *lines, "")


if __name__ == "__main__":
    # Bytes, so that the page is the same on Windows: UTF-8, and no carriage returns.
    sys.stdout.buffer.write(page().encode())
