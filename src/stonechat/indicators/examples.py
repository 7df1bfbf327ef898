"""Reads the small tables of worked examples into typed rows, and compares answers.

An example's rows are rows of the model's own tables, so they go through the derivations like any other
row. Columns that are not listed are blank; so is an empty cell. Running an example needs an engine and
belongs to the tests and to `indicators check`, which call `facts`, `planned` and `mismatches`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from stonechat.basics.codes import code_list
from stonechat.basics.periods import Windows, parse_period
from stonechat.basics.problems import Problem, Refused, Severity, Where
from stonechat.indicators.breakdowns import NOT_RECORDED
from stonechat.indicators.definition import Example, Expected, Indicator
from stonechat.indicators.measure import Value
from stonechat.indicators.plan import Planned, plan
from stonechat.indicators.population import Populations, mid_year_for
from stonechat.indicators.query import Count, InPeriod, OpenOn, columns_in
from stonechat.indicators.schema import nearest
from stonechat.model import table as model_table
from stonechat.model.derived import FACT_COLUMNS
from stonechat.model.table import Column, ColumnType
from stonechat.model.tables import TABLES

AUTHORITY = "example"
LONG_AGO = date(2000, 1, 1)
"""Without `held`, an example's rows are all there is since this day."""

Row = dict[str, model_table.Value]
Rows = dict[str, list[Row]]


def facts(example: Example) -> Rows:
    """The example's rows as facts, with authority, source and seen_to filled in. Other tables are empty.

    `Refused`, with file and line, for a table that cannot be read.
    """
    problems: list[Problem] = []
    filled: Row = {
        "authority": AUTHORITY,
        "source": "example",
        "return_id": "example",
        "seen_to": _held(example)[1],
    }
    rows: Rows = {}
    for name, text in example.tables.items():
        found = parse_table(name, text, example.where.file or "", example.table_lines.get(name, 1), problems)
        rows[name] = [_filled(row, filled) for row in found]
    if problems:
        raise Refused(*problems)
    return rows


def planned(indicator: Indicator, example: Example) -> dict[str | None, Planned]:
    """What to ask: under None for the totals, and for each breakdown that the example has answers for."""
    period = parse_period(example.period)
    return {
        name: plan(
            indicator,
            period,
            windows=Windows.of([_held(example)]),
            authority=AUTHORITY,
            populations=_populations(example, period.last),
            breakdown=name,
        )
        for name in (None, *dict.fromkeys(breakdown for breakdown, _, _ in example.by))
    }


def mismatches(example: Example, values: Mapping[str | None, Sequence[Value]]) -> list[Problem]:
    """Where the values differ from the answers worked out by hand; `values` as `planned` is keyed."""
    return list(_differences(example, values))


def columns_used(indicator: Indicator) -> dict[str, tuple[str, ...]]:
    """The columns that decide what is counted, by table, for showing an author what was seen."""
    used: dict[str, dict[str, None]] = {}
    for measure in indicator.latest.measures:
        for ask in filter(None, (measure.numerator, measure.denominator)):
            dated = [ask.when.column] if isinstance(ask.when, InPeriod) else [ask.when.start, ask.when.until]
            for beside in ask.when.beside if isinstance(ask.when, OpenOn) else ():
                used.setdefault(beside.table, {}).update(dict.fromkeys((beside.start, beside.until)))
            own = [] if isinstance(ask.aggregate, Count) else [ask.aggregate.column]
            read = [name for each in (*ask.where, *ask.aggregate.where) for name in columns_in(each)]
            used.setdefault(ask.table, {}).update(dict.fromkeys([*dated, *own, *read]))
    return {table: tuple(names) for table, names in used.items()}


def parse_table(name: str, text: str, file: str, line: int, problems: list[Problem]) -> list[Row]:
    """The typed rows of one written table. What is wrong goes to `problems`; `line` is that of its key.

    The first line names the columns; cells stand between bars and line up as the author likes.
    """
    known = {column.name: column for column in (*TABLES[name].columns, *FACT_COLUMNS)}
    lines = [(line + n, content) for n, content in enumerate(text.splitlines(), 1) if content.strip()]
    if not lines:
        problems.append(_problem(file, line, name, "The table is empty.", "Write a line of column names."))
        return []
    header = _cells(lines[0][1])
    unknown = [column for column in header if column not in known]
    for column in unknown:
        what = f"{name} has no column {column}." if column else "A column has no name."
        problems.append(_problem(file, lines[0][0], column, what, nearest(column, list(known))))
    if unknown:
        return []
    reader = _TableReader(file, [known[column] for column in header], problems)
    return [reader.row(number, _cells(content)) for number, content in lines[1:]]


@dataclass(frozen=True, slots=True)
class _TableReader:
    """Types the cells of one table."""

    file: str
    columns: list[Column]
    problems: list[Problem]

    def row(self, line: int, cells: list[str]) -> Row:
        if len(cells) != len(self.columns):
            what = f"The row has {len(cells)} cells and the table {len(self.columns)} columns."
            self.problems.append(_problem(self.file, line, None, what, "Put one bar between each two cells."))
            return {}
        pairs = zip(self.columns, cells, strict=True)
        return {column.name: self._cell(line, column, cell) for column, cell in pairs}

    def _cell(self, line: int, column: Column, cell: str) -> model_table.Value:
        if not cell:
            return None
        try:
            value = _typed(column, cell)
        except (ValueError, InvalidOperation):
            what = f"{cell!r} is not a value of {column.name}, which holds {column.type.value}."
            self.problems.append(_problem(self.file, line, column.name, what, _HOW_TO_WRITE[column.type]))
            return None
        if column.codes and cell not in code_list(column.codes):
            fix = nearest(cell, list(code_list(column.codes).codes))
            what = f"{cell!r} is not a code of {column.codes}."
            self.problems.append(_problem(self.file, line, column.name, what, fix))
        return value


_HOW_TO_WRITE = {
    ColumnType.TEXT: "Write text.",
    ColumnType.DATE: "Write YYYY-MM-DD.",
    ColumnType.INTEGER: "Write a whole number.",
    ColumnType.DECIMAL: "Write a number.",
    ColumnType.BOOLEAN: "Write true or false.",
}


def _typed(column: Column, cell: str) -> model_table.Value:
    match column.type:
        case ColumnType.TEXT:
            return cell
        case ColumnType.DATE:
            return date.fromisoformat(cell)
        case ColumnType.INTEGER:
            return int(cell)
        case ColumnType.DECIMAL:
            return Decimal(cell)
        case ColumnType.BOOLEAN:
            return {"true": True, "false": False}[cell] if cell in ("true", "false") else _not_a_boolean()


def _not_a_boolean() -> bool:
    raise ValueError("neither true nor false")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _filled(row: Row, filled: Mapping[str, model_table.Value]) -> Row:
    return {
        **filled,
        **{name: value for name, value in row.items() if value is not None or name not in filled},
    }


def _held(example: Example) -> tuple[date, date]:
    return example.held or (LONG_AGO, parse_period(example.period).last)


def _populations(example: Example, last_day: date) -> Populations:
    if example.population is None:
        return Populations()
    return Populations({(AUTHORITY, mid_year_for(last_day), None, None): example.population})


def _differences(example: Example, values: Mapping[str | None, Sequence[Value]]) -> Iterator[Problem]:
    totals = {value.measure: value for value in values[None] if value.breakdown is None}
    for measure, expected in example.answers.items():
        yield from _compared(example, measure, expected, totals.get(measure))
    for (breakdown, category, measure), expected in example.by.items():
        wanted = None if category == NOT_RECORDED else category
        found = {
            value.measure: value
            for value in values[breakdown]
            if value.breakdown == breakdown and value.category == wanted
        }
        yield from _compared(example, f"{measure} of {category}", expected, found.get(measure))


def _compared(example: Example, what: str, expected: Expected, found: Value | None) -> Iterator[Problem]:
    for part, wanted in expected.parts.items():
        got = getattr(found, part) if found else "nothing"
        if got != wanted:
            yield Problem(
                f"The example {example.name!r} expects {what} to have {part} {wanted}, and it has {got}.",
                "Correct the answer or the definition; count by hand to see which.",
                Severity.ERROR,
                "example_answer",
                expected.where,
            )


def _problem(file: str, line: int, column: str | None, what: str, fix: str) -> Problem:
    return Problem(
        what, fix, Severity.ERROR, "example_rows_are_readable", Where(file, row=line, column=column)
    )
