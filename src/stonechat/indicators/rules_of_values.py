"""Rules of values: what a column is compared with is of its type, its code list and its unit."""

from collections.abc import Iterator
from datetime import date

from stonechat.basics.codes import code_list
from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.manifest import (
    Manifest,
    Path,
    columns,
    compared_values,
    comparisons,
    date_columns,
    filters,
)
from stonechat.indicators.resolve import Loaded, used_parameters
from stonechat.indicators.rule import problem_at
from stonechat.indicators.schema import nearest
from stonechat.model.table import Column, ColumnType

_IN_ORDER = (ColumnType.DATE, ColumnType.INTEGER, ColumnType.DECIMAL)
_TYPES = {
    ColumnType.TEXT: str,
    ColumnType.DATE: date,
    ColumnType.INTEGER: int,
    ColumnType.DECIMAL: int,
    ColumnType.BOOLEAN: bool,
}
_TYPE_FIX = {
    ColumnType.TEXT: "Put it in quotes if it is a code made of digits.",
    ColumnType.DATE: "Write YYYY-MM-DD, without quotes.",
    ColumnType.INTEGER: "Write a whole number, without quotes.",
    ColumnType.DECIMAL: "Write a number, without quotes.",
    ColumnType.BOOLEAN: "Write true or false, without quotes.",
}


def dates_are_dates(manifest: Manifest) -> Iterator[Problem]:
    """The columns that place a row in time hold dates."""
    for loaded in manifest.definitions:
        for path, table, name in date_columns(loaded):
            column = columns(table).get(name)
            if column is not None and column.type is not ColumnType.DATE:
                what = f"{name} holds {column.type.value}, not dates."
                yield problem_at(loaded, "dates_are_dates", what, "Name a column of dates.", *path)


def values_fit_columns(manifest: Manifest) -> Iterator[Problem]:
    """A column is compared with values of its own type."""
    for loaded in manifest.definitions:
        for path, column, spec in comparisons(loaded):
            for key, value in compared_values(spec):
                if not _fits(column, value):
                    what = f"{column.name} holds {column.type.value}; {value!r} is something else."
                    yield problem_at(loaded, "values_fit_columns", what, _TYPE_FIX[column.type], *path, key)
            for key in ("at_most", "at_least"):
                if getattr(spec, key) is not None and column.type not in _IN_ORDER:
                    what = f"{column.name} holds {column.type.value}, which has no order."
                    yield problem_at(loaded, "values_fit_columns", what, "Use is or is_one_of.", *path, key)


def _fits(column: Column, value: object) -> bool:
    is_right = isinstance(value, _TYPES[column.type])
    return is_right and (column.type is ColumnType.BOOLEAN or not isinstance(value, bool))


def codes_exist(manifest: Manifest) -> Iterator[Problem]:
    """A column of codes is compared with codes of its list."""
    for loaded in manifest.definitions:
        for path, column, spec in comparisons(loaded):
            for key, value in compared_values(spec):
                if column.codes and isinstance(value, str) and value not in code_list(column.codes):
                    fix = nearest(value, list(code_list(column.codes).codes))
                    what = f"{column.codes} has no code {value}."
                    yield problem_at(loaded, "codes_exist", what, fix, *path, key)


def parameters_fit(manifest: Manifest) -> Iterator[Problem]:
    """Months where months are meant, working days where the column counts working days."""
    for loaded in manifest.definitions:
        for path, name in used_parameters(loaded.document.data):
            known = manifest.parameters.get(name)
            unit = _unit_wanted(loaded, path)
            if known is not None and unit is not None and known[0].unit != unit:
                what = f"{name} is in {known[0].unit}, and {unit} are wanted here."
                yield problem_at(loaded, "parameters_fit", what, "Use a parameter in the right unit.", *path)


def _unit_wanted(loaded: Loaded, path: Path) -> str | None:
    """The unit that a parameter must have at this place, as far as names tell."""
    if path[0] == "followed_for" and path[1] == "working_days":
        return "working days"
    if path[-2] in ("days", "months"):
        return str(path[-2])
    column = next((spec.column or "" for at, _, spec in filters(loaded) if at == path[: len(at)]), "")
    units = {"working_days": "working days", "days": "days", "months": "months"}
    return next((unit for start, unit in units.items() if column.startswith(f"{start}_")), None)


def parameter_dates_differ(manifest: Manifest) -> Iterator[Problem]:
    """A parameter has one value on each day."""
    for name, (spec, document) in manifest.parameters.items():
        days = [value.from_ for value in spec.values]
        if len(days) != len(set(days)):
            where = document.where(name, "values")
            what = f"{name} has two values from the same day."
            yield Problem(what, "Keep one of them.", Severity.ERROR, "parameter_dates_differ", where)
