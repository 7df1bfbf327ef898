"""What may differ between engines that speak SQL: values, types and the few functions on dates.

`sql.py` and the derivations write one common subset of SQL, tried on several engines; everything in it
that an engine could read differently is asked of a `Dialect`. Values reach SQL only through `value` and
names only through `name`, so nothing from a catalogue or a row can become SQL.

To add an engine that speaks SQL, subclass `Dialect` and override what differs. Next: `sql.py`.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from stonechat.indicators.query import Cell
from stonechat.model.table import ColumnType, Value

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class Dialect:
    """The common subset. Methods take and give SQL text; what has no common form raises."""

    engine = "common"
    types: dict[ColumnType, str] = {
        ColumnType.TEXT: "VARCHAR",
        ColumnType.DATE: "DATE",
        ColumnType.INTEGER: "BIGINT",
        ColumnType.DECIMAL: "DECIMAL(18, 6)",
        ColumnType.BOOLEAN: "BOOLEAN",
    }

    def name(self, name: str) -> str:
        """The name of a table or column of the model. ValueError if it could be anything but a name."""
        if not _NAME.match(name):
            raise ValueError("names of tables and columns are small letters, digits and underscores")
        return name

    def text(self, value: str) -> str:
        """A text in quotes."""
        if "\0" in value:
            raise ValueError("a text with a NUL character cannot be written in SQL")
        return "'" + value.replace("'", "''") + "'"

    def value(self, value: Value) -> str:
        """Any cell, NULL for blank."""
        if value is None:
            return "NULL"
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError("a decimal in SQL is a finite number")
        return format(value, "f") if isinstance(value, Decimal) else str(int(value))

    def inline_table(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
        """A small table of data as a CTE, `name AS (...)`; at least one row."""
        lines = ",\n    ".join("(" + ", ".join(map(self.value, row)) + ")" for row in rows)
        named = ", ".join(columns)
        return f"{name} AS (\n  SELECT {named}\n  FROM (VALUES\n    {lines}\n  ) AS listed({named})\n)"

    def as_text(self, value: str) -> str:
        """A number, date or truth value as `engine.category_text` writes it; blank stays blank."""
        return f"CAST({value} AS VARCHAR)"

    def grouped(self, keys: Sequence[str], categories: Sequence[str]) -> tuple[str, str]:
        """Which of the categories a group is of, by its place; and the GROUP BY that makes groups of each."""
        (first, *others), listed = categories, ", ".join(keys)
        if not others:
            return "0", f"{listed}, {first}"
        places = " ".join(f"WHEN GROUPING({name}) = 0 THEN {place}" for place, name in enumerate(categories))
        sets = ", ".join(f"({listed}, {name})" for name in categories)
        return f"CASE {places} END", f"GROUPING SETS ({sets})"

    def first_given(self, values: Sequence[str]) -> str:
        """The first that is not blank: in a grouping set, the category that it is of."""
        return f"COALESCE({', '.join(values)})" if len(values) > 1 else values[0]

    def day_key(self, day: str) -> str:
        """A day as the number YYYYMMDD: in the order of days, and n years later is n * 10000 more.

        29 February plus n years falls between 28 February and 1 March of a year that has no such day,
        which is just where that birthday belongs.
        """
        return f"EXTRACT(YEAR FROM {day}) * 10000 + EXTRACT(MONTH FROM {day}) * 100 + EXTRACT(DAY FROM {day})"

    def month_index(self, day: str) -> str:
        """The month that the day is in, as months since the year 0."""
        return f"EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1"

    def completed_years(self, born: str, on: str) -> str:
        """Age at last birthday; -1 before birth; blank if either is. Born on 29 February: see `day_key`."""
        return (
            f"CASE WHEN {on} < {born} THEN -1 "
            f"WHEN EXTRACT(MONTH FROM {on}) * 100 + EXTRACT(DAY FROM {on}) "
            f"< EXTRACT(MONTH FROM {born}) * 100 + EXTRACT(DAY FROM {born}) "
            f"THEN EXTRACT(YEAR FROM {on}) - EXTRACT(YEAR FROM {born}) - 1 "
            f"ELSE EXTRACT(YEAR FROM {on}) - EXTRACT(YEAR FROM {born}) END"
        )

    def months_begun(self, start: str, end: str) -> str:
        """The smallest n for which end is on or before start plus n months (`model.derived`)."""
        return (
            f"{self.month_index(end)} - ({self.month_index(start)}) "
            f"+ CASE WHEN EXTRACT(DAY FROM {end}) > EXTRACT(DAY FROM {start}) THEN 1 ELSE 0 END"
        )

    def days_between(self, start: str, end: str) -> str:
        """Days from start to end as a whole number. Engines disagree about a date minus a date."""
        raise NotImplementedError(f"the dialect of {self.engine} does not say how to count days")

    def day_after(self, day: str) -> str:
        """The next day, as a date."""
        return self.days_after(day, 1)

    def days_after(self, day: str, days: int) -> str:
        """That many days later, as a date."""
        raise NotImplementedError(f"the dialect of {self.engine} does not say how to add days")

    def months_after(self, day: str, months: int) -> str:
        """That many calendar months later, as a date; past the end of a month, that month's last day."""
        raise NotImplementedError(f"the dialect of {self.engine} does not say how to add months")


class DuckDBDialect(Dialect):
    """DuckDB 1.4 to 2.x."""

    engine = "DuckDB"

    def days_between(self, start: str, end: str) -> str:
        """Whole days; negative where end is before start."""
        return f"DATE_DIFF('day', {start}, {end})"

    def days_after(self, day: str, days: int) -> str:
        """Cast, because a date and an interval make a timestamp."""
        return f"CAST({day} + INTERVAL '{int(days)}' DAY AS DATE)"

    def months_after(self, day: str, months: int) -> str:
        """Cast, as `days_after`; DuckDB goes back to the last day of a shorter month."""
        return f"CAST({day} + INTERVAL '{int(months)}' MONTH AS DATE)"
