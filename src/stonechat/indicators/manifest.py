"""All that was read of the catalogue, before it is checked and resolved, and the ways through it.

The walks below say where each name in a definition stands, so that a rule of `validate.py` can point at
its line. They judge nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stonechat.indicators.resolve import ONLY_MEASURE, Loaded
from stonechat.indicators.schema import (
    BesideSpec,
    CountingSpec,
    ExampleSpec,
    ExpectedSpec,
    FilterSpec,
    OpenSpec,
    OtherTable,
    ParameterRef,
    ParameterSpec,
    ScorecardSpec,
    SinceSpec,
)
from stonechat.indicators.yaml_file import Document
from stonechat.model.derived import wide_columns
from stonechat.model.table import Column
from stonechat.model.tables import TABLES

Path = tuple[str | int, ...]
"""Where something stands in a file: keys and list positions."""


@dataclass(frozen=True)
class Manifest:
    """All that was read, before it is resolved: shipped and local definitions, parameters, scorecards.

    `named` are the ids that files are called by, those that could not be read included, so that one bad
    file does not make every mention of its id a problem too. `themes` are those that have a `_defaults.yaml`.
    """

    definitions: Sequence[Loaded]
    parameters: Mapping[str, tuple[ParameterSpec, Document]]
    scorecards: Mapping[str, tuple[ScorecardSpec, Document]]
    named: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


def columns(table: str) -> dict[str, Column]:
    """The columns that a definition may use; none for an unknown table, which has its own rule."""
    return {column.name: column for column in wide_columns(table)} if table in TABLES else {}


def countings(loaded: Loaded) -> Iterator[tuple[Path, CountingSpec]]:
    """Each measure's counting with its place; of an indicator with one number, the top of its file."""
    if loaded.spec.measures is None:
        yield (), loaded.spec
    for position, measure in enumerate(loaded.spec.measures or ()):
        yield ("measures", position), measure


def other_tables(loaded: Loaded) -> Iterator[tuple[Path, OtherTable]]:
    """Every denominator that is counted in another table, with its place."""
    for path, counting in countings(loaded):
        if isinstance(counting.denominator, OtherTable):
            yield (*path, "denominator"), counting.denominator


def besides(loaded: Loaded) -> Iterator[tuple[Path, str, BesideSpec]]:
    """What must, or must not, be open beside a row: place, the row's own table, and what it says."""
    spec = loaded.spec
    yield from _beside_open((), spec.of, spec.open)
    for path, counting in countings(loaded):
        for key, listed in (
            ("numerator_while", counting.numerator_while),
            ("numerator_unless", counting.numerator_unless),
        ):
            yield from (((*path, key, place), spec.of, one) for place, one in enumerate(listed))
    for path, other in other_tables(loaded):
        yield from _beside_open(path, other.of, other.open)


def _beside_open(path: Path, table: str, is_open: OpenSpec | None) -> Iterator[tuple[Path, str, BesideSpec]]:
    for key, listed in (("while", is_open.while_), ("unless", is_open.unless)) if is_open else ():
        yield from (((*path, "open", key, place), table, one) for place, one in enumerate(listed))


def tables_counted(loaded: Loaded) -> list[str]:
    """The tables of the model that are counted; unknown ones have their own rule."""
    tables = [loaded.spec.of, *(other.of for _, other in other_tables(loaded))]
    return [table for table in tables if table in TABLES]


def filters(loaded: Loaded) -> Iterator[tuple[Path, str, FilterSpec]]:
    """Every filter that reads a column, with its place and its table."""
    of = loaded.spec.of
    yield from _flat(("where",), of, loaded.spec.where)
    if loaded.spec.looks_back is not None:
        yield from _flat(("looks_back", "unless_told"), of, loaded.spec.looks_back.unless_told)
    for path, counting in countings(loaded):
        yield from _flat((*path, "numerator"), of, counting.numerator)
        if isinstance(counting.denominator, list):
            yield from _flat((*path, "denominator"), of, counting.denominator)
    for path, other in other_tables(loaded):
        yield from _flat((*path, "where"), other.of, other.where)
    for path, _, beside in besides(loaded):
        yield from _flat((*path, "where"), beside.of, beside.where)


def _flat(path: Path, table: str, specs: Sequence[FilterSpec]) -> Iterator[tuple[Path, str, FilterSpec]]:
    for position, spec in enumerate(specs):
        yield from _one_flat((*path, position), table, spec)


def _one_flat(path: Path, table: str, spec: FilterSpec) -> Iterator[tuple[Path, str, FilterSpec]]:
    if spec.not_ is not None:
        yield from _one_flat((*path, "not"), table, spec.not_)
    elif spec.any_of is not None:
        yield from _flat((*path, "any_of"), table, spec.any_of)
    else:
        yield path, table, spec


def comparisons(loaded: Loaded) -> Iterator[tuple[Path, Column, FilterSpec]]:
    """Every filter on a column that exists, with that column."""
    for path, table, spec in filters(loaded):
        column = columns(table).get(spec.column or "")
        if column is not None:
            yield path, column, spec


def compared_values(spec: FilterSpec) -> Iterator[tuple[str, object]]:
    """The plain values of a filter with their key; parameters are numbers and have their own rule."""
    if spec.is_ is not None:
        yield "is", spec.is_
    for value in spec.is_one_of or ():
        yield "is_one_of", value
    for key in ("at_most", "at_least"):
        value = getattr(spec, key)
        if value is not None and not isinstance(value, ParameterRef):
            yield key, value


def date_columns(loaded: Loaded) -> Iterator[tuple[Path, str, str]]:
    """The columns that place rows in time: place, table, column."""
    spec = loaded.spec
    yield from _dates((), spec.of, spec.dated, spec.open)
    for path, counting in countings(loaded):
        if counting.numerator_until is not None:
            yield (*path, "numerator_until"), spec.of, counting.numerator_until
        yield from _since((*path, "numerator_since"), spec.of, counting.numerator_since)
    for path, other in other_tables(loaded):
        yield from _dates(path, other.of, other.dated, other.open)
    for path, _, beside in besides(loaded):
        yield (*path, "start"), beside.of, beside.start
        yield (*path, "until"), beside.of, beside.until


def _dates(
    path: Path, table: str, dated: str | None, is_open: OpenSpec | None
) -> Iterator[tuple[Path, str, str]]:
    if dated is not None:
        yield (*path, "dated"), table, dated
    if is_open is not None:
        yield (*path, "open", "start"), table, is_open.start
        yield (*path, "open", "until"), table, is_open.until
        yield from _since((*path, "open", "since"), table, is_open.since)


def _since(path: Path, table: str, specs: Sequence[SinceSpec]) -> Iterator[tuple[Path, str, str]]:
    for position, spec in enumerate(specs):
        yield (*path, position, "column"), table, spec.column


def sums(loaded: Loaded) -> Iterator[tuple[Path, str, str]]:
    """Every column that is added up: place, table, column."""
    for path, counting in countings(loaded):
        if counting.sum is not None:
            yield (*path, "sum"), loaded.spec.of, counting.sum
    for path, other in other_tables(loaded):
        if other.sum is not None:
            yield (*path, "sum"), other.of, other.sum


def columns_named(loaded: Loaded) -> Iterator[tuple[Path, str, str]]:
    """Every column that a definition names outside its examples: place, table, column."""
    of = loaded.spec.of
    yield from date_columns(loaded)
    yield from sums(loaded)
    for path, table, spec in filters(loaded):
        yield (*path, "column"), table, spec.column or ""
    for path, counting in countings(loaded):
        if counting.distinct is not None:
            yield (*path, "distinct"), of, counting.distinct
        if counting.quantile is not None:
            yield (*path, "quantile", "of"), of, counting.quantile.of
    for path, other in other_tables(loaded):
        if other.distinct is not None:
            yield (*path, "distinct"), other.of, other.distinct
    for path, table, beside in besides(loaded):
        yield (*path, "same"), table, beside.same
        yield (*path, "same"), beside.of, beside.same
    for position, name in enumerate(loaded.spec.drill):
        yield ("drill", position), of, name


def measures_answered(example: ExampleSpec) -> Iterator[tuple[Path, str]]:
    """The measures that an example has answers for, with their places."""
    answers: list[tuple[Path, ExpectedSpec | dict[str, ExpectedSpec]]] = [(("answer",), example.answer)]
    for breakdown, categories in example.by.items():
        answers += [(("by", breakdown, category), answer) for category, answer in categories.items()]
    for path, answer in answers:
        names = [ONLY_MEASURE] if isinstance(answer, ExpectedSpec) else list(answer)
        yield from (((*path, name), name) for name in names)
