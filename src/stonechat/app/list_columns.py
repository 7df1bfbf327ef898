"""The columns of a list of children, in the sector's words: who, how old, with whom, and why the row counts.

Child, age, team and worker come first; then what the measure's own conditions read, which is why a row is
in the list; then the rest of the indicator's drill list. Headings are the model's own words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stonechat.app.children import Look, Row
from stonechat.app.council import Council
from stonechat.app.figures import names_of_categories
from stonechat.app.once import Once
from stonechat.app.reach import worker_column
from stonechat.app.tables import Cell, ColumnKind
from stonechat.basics.codes import code_list
from stonechat.basics.dates import completed_years
from stonechat.indicators.breakdowns import BREAKDOWNS
from stonechat.indicators.query import Count, InPeriod, Tally, columns_in
from stonechat.model.derived import wide_columns
from stonechat.model.table import Column, ColumnType, Value
from stonechat.pipeline.teams import worker_names
from stonechat.store.folder import Folder

CHILD, AGE, TEAM, WORKER = "person_id", "age_then", "team", "worker"
"""Names of the columns that every list begins with; the last three as far as a table tells them."""

UNBORN = "unborn"

KINDS = {
    ColumnType.INTEGER: ColumnKind.NUMBER,
    ColumnType.DECIMAL: ColumnKind.NUMBER,
    ColumnType.DATE: ColumnKind.DATE,
}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: the name that addresses use, its heading, what it holds.

    `is_of_groups`: its few values group the children, so that a list can be narrowed to one of them.
    """

    name: str
    title: str
    kind: ColumnKind
    is_of_groups: bool = False


@dataclass(frozen=True)
class Columns:
    """The columns of one list, and how a row of the table fills them."""

    look: Look
    shown: tuple[ListColumn, ...]
    model: Mapping[str, Column]
    teams: Mapping[str, str]
    workers: Mapping[str, str]

    def cells(self, row: Row) -> tuple[Cell, ...]:
        """The row's cell for each column. None is what nobody recorded."""
        return tuple(self._cell(column.name, row) for column in self.shown)

    def _cell(self, name: str, row: Row) -> Cell:
        if name == AGE:
            return self._age(row)
        if name == TEAM:
            return _named(row[str(team_of(self.look.tally))], self.teams)
        if name == WORKER:
            return _named(row[str(worker_column(self.look.tally))], self.workers)
        return in_words(self.model[name], row[name])

    def _age(self, row: Row) -> Cell:
        born, when = row["born"], self.look.tally.when
        on = row[when.column] if isinstance(when, InPeriod) else self.look.planned.span.last
        if not isinstance(born, date) or not isinstance(on, date):
            return None
        years = completed_years(born, on)
        return UNBORN if years < 0 else years


def columns_of(council: Council, look: Look) -> Columns:
    """The columns of the list."""
    model = {column.name: column for column in wide_columns(look.tally.table)}
    snapshot = look.setting.snapshot
    return Columns(
        look,
        tuple(_shown(look, model)),
        model,
        names_of_categories(council.folder, snapshot, "team"),
        _WORKERS.of((council.folder, snapshot.id), lambda: worker_names(council.folder, snapshot)),
    )


_WORKERS: Once[tuple[Folder, str], Mapping[str, str]] = Once(4)


def team_of(tally: Tally) -> str | None:
    """The column of the team that a row is shown with; None if the table has none."""
    return BREAKDOWNS["team"].column_for(tally.table, tally.when)


SHORTER = {"seen_to": "Last day seen in a return", "counted_until": "No longer counted as open from"}
"""Headings of columns of ours whose meaning says how they are made."""


def heading(column: Column) -> str:
    """A column's meaning as a heading: its first clause, without the full stop."""
    if column.name in SHORTER:
        return SHORTER[column.name]
    clause = re.split(r"[;:,] | \(|\.$", column.meaning, maxsplit=1)[0]
    words = clause.removeprefix("The ")
    return words[:1].upper() + words[1:]


def in_words(column: Column, value: Value) -> Cell:
    """A value as people read it: a code with its label, yes or no; numbers and days as they are."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if column.codes and value is not None:
        label = code_list(column.codes).label(str(value))
        return str(value) if label == value else f"{value} {label}"
    return value


def _shown(look: Look, model: Mapping[str, Column]) -> Iterator[ListColumn]:
    yield ListColumn(CHILD, "Child ID", ColumnKind.TEXT)
    if "born" in model:
        yield ListColumn(AGE, "Age", ColumnKind.NUMBER)
    if team_of(look.tally):
        yield ListColumn(TEAM, "Team", ColumnKind.TEXT, is_of_groups=True)
    if worker_column(look.tally):
        yield ListColumn(WORKER, "Worker", ColumnKind.TEXT, is_of_groups=True)
    for name in dict.fromkeys((*why_counted(look), *look.columns)):
        if name not in _SAID_ALREADY:
            yield _of_model(model[name])


_SAID_ALREADY = (CHILD, "age", "professional_id", "professional_team")


def why_counted(look: Look) -> tuple[str, ...]:
    """The columns that the count reads, above the line and below it; what all rows share tells nothing."""
    asks = [ask for ask in (look.part.measure.numerator, look.part.measure.denominator) if ask]
    found: list[str] = []
    for ask in asks:
        if ask.table != look.tally.table:
            continue
        if not isinstance(ask.aggregate, Count):
            found.append(ask.aggregate.column)
        for condition in ask.aggregate.where:
            found += columns_in(condition)
    return tuple(dict.fromkeys(found))


def _of_model(column: Column) -> ListColumn:
    is_of_groups = column.codes is not None or column.type is ColumnType.BOOLEAN
    return ListColumn(column.name, heading(column), KINDS.get(column.type, ColumnKind.TEXT), is_of_groups)


def _named(value: Value, names: Mapping[str, str]) -> Cell:
    return None if value is None else names.get(str(value), str(value))


def sort_key(cell: Cell) -> tuple[int, Decimal, str]:
    """Puts cells of one column in order, whatever they hold: numbers, then words; what is blank is first."""
    if cell is None:
        return 0, Decimal(0), ""
    if isinstance(cell, date):
        return 1, Decimal(cell.toordinal()), ""
    if isinstance(cell, int | Decimal):
        return 1, Decimal(cell), ""
    return 2, Decimal(0), cell.casefold()
