"""Small rules over the whole catalogue, each one function with a name; every one is always asked.

The schema has already refused what is wrong in shape. Here every name must exist (tables, columns,
codes, parameters, breakdowns, indicators), values must fit their columns, and the parts of a definition
must fit each other. A rule yields problems; it never stops another rule. To add one: write the function
and put it in `RULES`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import PurePosixPath

from stonechat.basics.codes import code_list
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.indicators.breakdowns import BREAKDOWNS, is_possible
from stonechat.indicators.definition import Kind
from stonechat.indicators.examples import parse_table
from stonechat.indicators.manifest import (
    Manifest,
    Path,
    columns,
    columns_named,
    compared_values,
    comparisons,
    countings,
    date_columns,
    filters,
    measures_answered,
    other_tables,
    sums,
    tables_counted,
)
from stonechat.indicators.measure import Unit
from stonechat.indicators.resolve import Loaded, counted, used_parameters, when_of
from stonechat.indicators.schema import (
    CountingSpec,
    OtherTable,
    nearest,
)
from stonechat.model.derived import DERIVATIONS
from stonechat.model.table import Column, ColumnType
from stonechat.model.tables import TABLES

RESERVED = {
    "FD": 26, "AS": 14, "CP": 31, "CN": 15, "CL": 47, "AD": 6, "LV": 14, "WF": 30, "QA": 18, "PA": 11,
    "VO": 10, "OU": 11, "FN": 9,
}  # fmt: skip
"""The numbers planned for the shipped catalogue: FD01 to FD26 and so on. `moves` may point at them."""

Rule = Callable[[Manifest], Iterator[Problem]]


def problems_in(manifest: Manifest) -> list[Problem]:
    """Every problem that any rule finds, by file and line."""
    found = [problem for rule in RULES for problem in rule(manifest)]
    return sorted(found, key=lambda problem: (problem.where.file or "", problem.where.row or 0, problem.what))


def ids_are_unique(manifest: Manifest) -> Iterator[Problem]:
    """Two files of one layer may not define the same id; a local file may override a shipped one."""
    seen: dict[tuple[bool, str], str] = {}
    for loaded in manifest.definitions:
        key = (loaded.is_local, loaded.spec.id)
        if key in seen:
            what = f"{loaded.spec.id} is already defined in {seen[key]}."
            yield _problem(loaded, "ids_are_unique", what, "Give one of them another id.", "id")
        seen.setdefault(key, loaded.document.file)


def ids_match_file_names(manifest: Manifest) -> Iterator[Problem]:
    """A file is called by its id, an underscore and its subject."""
    for loaded in manifest.definitions:
        stem = PurePosixPath(loaded.document.file).stem
        if not stem.startswith(f"{loaded.spec.id}_"):
            fix = f"Rename it {loaded.spec.id}_<name>.yaml, or correct the id."
            yield _problem(
                loaded, "ids_match_file_names", f"The file of {loaded.spec.id} is {stem}.", fix, "id"
            )


def themes_exist(manifest: Manifest) -> Iterator[Problem]:
    """A theme that a definition names has defaults: a misspelt one would hide it in a theme of its own."""
    for loaded in manifest.definitions:
        said = loaded.spec.theme
        if said is not None and said not in manifest.themes:
            fix = f"{nearest(said, list(manifest.themes))} A new theme is a folder with a _defaults.yaml."
            yield _problem(loaded, "themes_exist", f"There is no theme {said}.", fix, "theme")


def tables_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every table named is a table of the model."""
    for loaded in manifest.definitions:
        named: list[tuple[Path, str]] = [(("of",), loaded.spec.of)]
        named += [((*path, "of"), other.of) for path, other in other_tables(loaded)]
        for position, example in enumerate(loaded.spec.examples):
            named += [(("examples", position, "rows", name), name) for name in example.rows]
        for path, name in named:
            if name not in TABLES:
                fix = nearest(name, list(TABLES))
                yield _problem(loaded, "tables_exist", f"There is no table {name}.", fix, *path)


def columns_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every column named is a column of its table, its own or a derived one."""
    for loaded in manifest.definitions:
        for path, table, name in columns_named(loaded):
            known = columns(table)
            if known and name not in known:
                what = f"{table} has no column {name}."
                yield _problem(loaded, "columns_exist", what, nearest(name, list(known)), *path)


def dates_are_dates(manifest: Manifest) -> Iterator[Problem]:
    """The columns that place a row in time hold dates."""
    for loaded in manifest.definitions:
        for path, table, name in date_columns(loaded):
            column = columns(table).get(name)
            if column is not None and column.type is not ColumnType.DATE:
                what = f"{name} holds {column.type.value}, not dates."
                yield _problem(loaded, "dates_are_dates", what, "Name a column of dates.", *path)


def values_fit_columns(manifest: Manifest) -> Iterator[Problem]:
    """A column is compared with values of its own type."""
    for loaded in manifest.definitions:
        for path, column, spec in comparisons(loaded):
            for key, value in compared_values(spec):
                if not _fits(column, value):
                    what = f"{column.name} holds {column.type.value}; {value!r} is something else."
                    yield _problem(loaded, "values_fit_columns", what, _TYPE_FIX[column.type], *path, key)
            for key in ("at_most", "at_least"):
                if getattr(spec, key) is not None and column.type not in _IN_ORDER:
                    what = f"{column.name} holds {column.type.value}, which has no order."
                    yield _problem(loaded, "values_fit_columns", what, "Use is or is_one_of.", *path, key)


def codes_exist(manifest: Manifest) -> Iterator[Problem]:
    """A column of codes is compared with codes of its list."""
    for loaded in manifest.definitions:
        for path, column, spec in comparisons(loaded):
            for key, value in compared_values(spec):
                if column.codes and isinstance(value, str) and value not in code_list(column.codes):
                    fix = nearest(value, list(code_list(column.codes).codes))
                    what = f"{column.codes} has no code {value}."
                    yield _problem(loaded, "codes_exist", what, fix, *path, key)


def parameters_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every parameter named has a value."""
    for loaded in manifest.definitions:
        for path, name in used_parameters(loaded.document.data):
            if name not in manifest.parameters:
                fix = nearest(name, list(manifest.parameters))
                yield _problem(loaded, "parameters_exist", f"There is no parameter {name}.", fix, *path)


def parameters_fit(manifest: Manifest) -> Iterator[Problem]:
    """Months where months are meant, working days where the column counts working days."""
    for loaded in manifest.definitions:
        for path, name in used_parameters(loaded.document.data):
            known = manifest.parameters.get(name)
            unit = _unit_wanted(loaded, path)
            if known is not None and unit is not None and known[0].unit != unit:
                what = f"{name} is in {known[0].unit}, and {unit} are wanted here."
                yield _problem(loaded, "parameters_fit", what, "Use a parameter in the right unit.", *path)


def parameter_dates_differ(manifest: Manifest) -> Iterator[Problem]:
    """A parameter has one value on each day."""
    for name, (spec, document) in manifest.parameters.items():
        days = [value.from_ for value in spec.values]
        if len(days) != len(set(days)):
            where = document.where(name, "values")
            what = f"{name} has two values from the same day."
            yield Problem(what, "Keep one of them.", Severity.ERROR, "parameter_dates_differ", where)


def time_fits_kind(manifest: Manifest) -> Iterator[Problem]:
    """Events have a date (`dated`); what is open has a start and an end (`open`); never both."""
    for loaded in manifest.definitions:
        spec = loaded.spec
        wanted = {Kind.STOCK: "open", Kind.DURATION: "either dated or open"}.get(spec.kind, "dated")
        has = {name for name in ("dated", "open") if getattr(spec, name) is not None}
        if len(has) != 1 or (wanted in ("dated", "open") and has != {wanted}):
            what = f"A {spec.kind} needs {wanted}, and only that."
            fix = (
                "dated names the column of the event's date; open gives start, and until if it is not usual."
            )
            yield _problem(loaded, "time_fits_kind", what, fix, "kind")


def denominators_fit_units(manifest: Manifest) -> Iterator[Problem]:
    """The unit says whether and by what a number is divided."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            unit = getattr(counting, "unit", None) or loaded.spec.unit
            if not _unit_fits(unit, counting):
                what = f"The unit {unit} does not fit what is counted."
                yield _problem(loaded, "denominators_fit_units", what, _UNIT_FIX[unit], *path, "unit")


def rates_are_yearly(manifest: Manifest) -> Iterator[Problem]:
    """A rate of a population is of twelve months or of a day; a month's rate would be compared wrongly."""
    for loaded in manifest.definitions:
        divides = any(counting.denominator == "population" for _, counting in countings(loaded))
        if divides and loaded.spec.kind not in (Kind.ROLLING, Kind.STOCK):
            what = f"A {loaded.spec.kind} cannot be a rate of the population."
            yield _problem(loaded, "rates_are_yearly", what, "Make its kind rolling or stock.", "kind")


def cohorts_are_followed(manifest: Manifest) -> Iterator[Problem]:
    """A cohort says for how long its events are followed; nothing else does."""
    for loaded in manifest.definitions:
        is_cohort, is_followed = loaded.spec.kind is Kind.COHORT, loaded.spec.followed_for is not None
        if is_cohort != is_followed:
            what = "A cohort needs followed_for." if is_cohort else "Only a cohort has followed_for."
            yield _problem(loaded, "cohorts_are_followed", what, "Correct kind or followed_for.", "kind")


def numerators_end_what_is_open(manifest: Manifest) -> Iterator[Problem]:
    """`numerator_until` shortens what is open, for a share of it."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            is_share = loaded.spec.open is not None and isinstance(counting.denominator, list)
            if counting.numerator_until is not None and not is_share:
                what = "numerator_until is for a share of what is open on a day."
                fix = "Say open and a denominator of filters, or leave it out."
                where = (*path, "numerator_until")
                yield _problem(loaded, "numerators_end_what_is_open", what, fix, *where)
            if counting.numerator_since and loaded.spec.open is None:
                what = "numerator_since is for what is open on a day."
                where = (*path, "numerator_since")
                yield _problem(loaded, "numerators_end_what_is_open", what, "Say open.", *where)


def look_backs_are_declared(manifest: Manifest) -> Iterator[Problem]:
    """What was derived from earlier rows needs the months before the period to be held."""
    for loaded in manifest.definitions:
        used = {name for _, table, name in columns_named(loaded) if (table, name) in _LOOKING_BACK}
        if used and loaded.spec.looks_back is None:
            what = f"{min(used)} looks back, and the definition does not say how far."
            fix = "Add looks_back: {months: ...}, so that a year without the year before is not held."
            yield _problem(loaded, "look_backs_are_declared", what, fix, "of")


def breakdowns_are_possible(manifest: Manifest) -> Iterator[Problem]:
    """Every breakdown is known, and its table has the column that it reads."""
    for loaded in manifest.definitions:
        for position, name in enumerate(loaded.spec.breakdowns):
            path = ("breakdowns", position)
            if name not in BREAKDOWNS:
                fix = nearest(name, list(BREAKDOWNS))
                yield _problem(
                    loaded, "breakdowns_are_possible", f"There is no breakdown {name}.", fix, *path
                )
            elif not all(_can_break_down(name, loaded, table) for table in tables_counted(loaded)):
                what = f"{loaded.spec.of} cannot be broken down by {name}."
                fix = "Leave it out of this definition's breakdowns."
                yield _problem(loaded, "breakdowns_are_possible", what, fix, *path)


def moves_are_known(manifest: Manifest) -> Iterator[Problem]:
    """What an indicator is believed to move is another indicator, defined or planned."""
    known = {loaded.spec.id for loaded in manifest.definitions} | manifest.named
    known |= {f"{letters}{n:02}" for letters, last in RESERVED.items() for n in range(1, last + 1)}
    for loaded in manifest.definitions:
        for position, name in enumerate(loaded.spec.moves):
            if name not in known or name == loaded.spec.id:
                what = f"moves names {name}, which is not another indicator."
                fix = nearest(name, sorted(known))
                yield _problem(loaded, "moves_are_known", what, fix, "moves", position)


def cautions_are_sentences(manifest: Manifest) -> Iterator[Problem]:
    """A caution begins with a capital and ends with a full stop: YAML splits one at a comma in brackets."""
    for loaded in manifest.definitions:
        for position, caution in enumerate(loaded.spec.cautions):
            if not caution[:1].isupper() or not caution.endswith("."):
                what = "This caution is not a whole sentence."
                fix = "Put one that holds a comma on a line of its own (- …), or in quotation marks."
                yield _problem(loaded, "cautions_are_sentences", what, fix, "cautions", position)


def examples_are_given(manifest: Manifest) -> Iterator[Problem]:
    """At least one worked example; two where a limit has a boundary with two sides."""
    for loaded in manifest.definitions:
        needed = 2 if _has_boundary(loaded) else 1
        if len(loaded.spec.examples) < needed:
            what = f"{loaded.spec.id} has {len(loaded.spec.examples)} worked examples and needs {needed}."
            fix = "Show rows at the limit and just past it, with the answer worked out by hand."
            yield _problem(loaded, "examples_are_given", what, fix, "examples")


def example_rows_are_readable(manifest: Manifest) -> Iterator[Problem]:
    """The tables of examples hold columns of the model and values of their types."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            found: list[Problem] = []
            for name, text in example.rows.items():
                line = loaded.document.where("examples", position, "rows", name).row or 1
                if name in TABLES:
                    parse_table(name, text, loaded.document.file, line, found)
            yield from found


def example_rows_have_keys(manifest: Manifest) -> Iterator[Problem]:
    """Each row of an example has its table's key, and no other row the same."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            for name, text in example.rows.items():
                if name in TABLES and not _keys_differ(name, text):
                    key = ", ".join(column for column in TABLES[name].key if column != "authority")
                    what = f"Two rows of {name} have the same key, or a row has none."
                    fix = f"Give each row its own {key}."
                    where = ("examples", position, "rows", name)
                    yield _problem(loaded, "example_rows_have_keys", what, fix, *where)


def _keys_differ(name: str, text: str) -> bool:
    unreadable: list[Problem] = []
    rows = parse_table(name, text, "", 1, unreadable)
    if unreadable:
        return True  # another rule has something to say
    key = [column for column in TABLES[name].key if column != "authority"]
    keys = [tuple(row.get(column) for column in key) for row in rows]
    return len(set(keys)) == len(keys) and not any(None in one for one in keys)


def example_periods_are_periods(manifest: Manifest) -> Iterator[Problem]:
    """An example's period is written in the grammar of periods."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            try:
                parse_period(example.period)
            except Refused as refused:
                said = refused.problems[0]
                path = ("examples", position, "period")
                yield _problem(loaded, "example_periods_are_periods", said.what, said.fix, *path)


def example_answers_name_measures(manifest: Manifest) -> Iterator[Problem]:
    """Answers are given for measures and breakdowns that the indicator has."""
    for loaded in manifest.definitions:
        measures = [name for name, _ in counted(loaded.spec)]
        for position, example in enumerate(loaded.spec.examples):
            for path, name in measures_answered(example):
                if name not in measures:
                    what = f"The answer names a measure {name}."
                    fix = (
                        nearest(name, measures)
                        if loaded.spec.measures
                        else "Give one answer, without a name."
                    )
                    where = ("examples", position, *path)
                    yield _problem(loaded, "example_answers_name_measures", what, fix, *where)
            for name in example.by:
                if name not in loaded.spec.breakdowns:
                    what = f"{loaded.spec.id} is not broken down by {name}."
                    fix, where = nearest(name, loaded.spec.breakdowns), ("examples", position, "by", name)
                    yield _problem(loaded, "example_answers_name_measures", what, fix, *where)


def measure_names_differ(manifest: Manifest) -> Iterator[Problem]:
    """Each measure has its own name, and says by itself what it counts."""
    for loaded in manifest.definitions:
        names = [measure.name for measure in loaded.spec.measures or ()]
        if len(names) != len(set(names)):
            what = "Two measures have the same name."
            yield _problem(loaded, "measure_names_differ", what, "Rename one.", "measures")
        above = {"numerator", "denominator", "distinct", "sum", "quantile"} & loaded.spec.model_fields_set
        if names and above:
            what = f"{min(above)} stands beside measures, where nothing reads it."
            yield _problem(loaded, "measure_names_differ", what, "Move it into the measures.", min(above))


def quantiles_stand_alone(manifest: Manifest) -> Iterator[Problem]:
    """A quantile is of a column of whole numbers, and of nothing else at once."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            if counting.quantile is None:
                continue
            column = columns(loaded.spec.of).get(counting.quantile.of)
            if column is not None and column.type is not ColumnType.INTEGER:
                what = f"{column.name} holds {column.type.value}, not whole numbers."
                fix = "Name a column of whole numbers, for example one that counts days."
                yield _problem(loaded, "quantiles_stand_alone", what, fix, *path, "quantile", "of")
            if counting.denominator is not None:
                what = "A quantile has no denominator."
                yield _problem(loaded, "quantiles_stand_alone", what, "Leave it out.", *path, "quantile")


def sums_are_of_numbers(manifest: Manifest) -> Iterator[Problem]:
    """Only a column of numbers can be added up."""
    for loaded in manifest.definitions:
        for path, table, name in sums(loaded):
            column = columns(table).get(name)
            if column is not None and column.type not in (ColumnType.INTEGER, ColumnType.DECIMAL):
                what = f"{name} holds {column.type.value}, which cannot be added up."
                yield _problem(loaded, "sums_are_of_numbers", what, "Name a column of numbers.", *path)


def counts_are_whole(manifest: Manifest) -> Iterator[Problem]:
    """What is counted and not divided is a whole number, so a sum of decimals needs a denominator."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            column = columns(loaded.spec.of).get(counting.sum or "")
            if counting.denominator is None and column is not None and column.type is ColumnType.DECIMAL:
                what = f"The sum of {column.name} is not a whole number, and a count is."
                fix = "Divide it: give it a denominator and the unit percent or for each."
                yield _problem(loaded, "counts_are_whole", what, fix, *path, "sum")


def local_ones_are_owned(manifest: Manifest) -> Iterator[Problem]:
    """A local definition says what it is for and when it is looked at again."""
    for loaded in manifest.definitions:
        missing = [name for name in ("purpose", "review_by") if getattr(loaded.spec, name) is None]
        if loaded.is_local and missing:
            what = f"{loaded.spec.id} does not say its {' and '.join(missing)}."
            fix = "Add it, so that whoever comes later knows whether to keep it."
            where = loaded.document.where("id")
            yield Problem(what, fix, Severity.WARNING, "local_ones_are_owned", where)


def scorecards_name_indicators(manifest: Manifest) -> Iterator[Problem]:
    """A scorecard shows indicators that exist, each once."""
    known = [loaded.spec.id for loaded in manifest.definitions]
    for spec, document in manifest.scorecards.values():
        shown: set[str] = set()
        for s, section in enumerate(spec.sections):
            for i, name in enumerate(section.indicators):
                where = document.where("sections", s, "indicators", i)
                if name not in known and name not in manifest.named:
                    what, fix = f"There is no indicator {name}.", nearest(name, known)
                    yield Problem(what, fix, Severity.ERROR, "scorecards_name_indicators", where)
                elif name in shown:
                    what, fix = f"{name} stands twice in the scorecard.", "Keep it once."
                    yield Problem(what, fix, Severity.ERROR, "scorecards_name_indicators", where)
                shown.add(name)


RULES: tuple[Rule, ...] = (
    ids_are_unique,
    ids_match_file_names,
    themes_exist,
    tables_exist,
    columns_exist,
    dates_are_dates,
    values_fit_columns,
    codes_exist,
    parameters_exist,
    parameters_fit,
    parameter_dates_differ,
    time_fits_kind,
    denominators_fit_units,
    rates_are_yearly,
    cohorts_are_followed,
    numerators_end_what_is_open,
    look_backs_are_declared,
    breakdowns_are_possible,
    moves_are_known,
    cautions_are_sentences,
    examples_are_given,
    example_rows_are_readable,
    example_rows_have_keys,
    example_periods_are_periods,
    example_answers_name_measures,
    measure_names_differ,
    quantiles_stand_alone,
    sums_are_of_numbers,
    counts_are_whole,
    local_ones_are_owned,
    scorecards_name_indicators,
)

_LOOKING_BACK = {("cp_plans", "plan_number_seen")} | {
    (made.table, column.name)
    for made in DERIVATIONS
    if made.name in ("previous_referral", "placements_in_year")
    for column in made.columns
}
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
_UNIT_FIX = {
    Unit.COUNT: "A count has no denominator and no quantile.",
    Unit.PERCENT: "A percentage needs a denominator: a list of filters, or another table.",
    Unit.EACH: "A number for each needs a denominator: a list of filters, or another table.",
    Unit.PER_10K: "A rate needs denominator: population.",
    Unit.DAYS: "Days come from a quantile of a column that counts days.",
    Unit.WORKING_DAYS: "Working days come from a quantile of a column that counts working days.",
}


def _unit_fits(unit: Unit, counting: CountingSpec) -> bool:
    if unit in (Unit.DAYS, Unit.WORKING_DAYS):
        return counting.quantile is not None
    if counting.quantile is not None:
        return False
    if unit is Unit.COUNT:
        return counting.denominator is None
    if unit is Unit.PER_10K:
        return counting.denominator == "population"
    return isinstance(counting.denominator, list | OtherTable)


def _fits(column: Column, value: object) -> bool:
    is_right = isinstance(value, _TYPES[column.type])
    return is_right and (column.type is ColumnType.BOOLEAN or not isinstance(value, bool))


def _can_break_down(name: str, loaded: Loaded, table: str) -> bool:
    if loaded.spec.dated is None and loaded.spec.open is None:
        return True  # another rule has something to say
    return is_possible(name, table, when_of(loaded.spec))


def _unit_wanted(loaded: Loaded, path: Path) -> str | None:
    """The unit that a parameter must have at this place, as far as names tell."""
    if path[0] == "followed_for" and path[1] == "working_days":
        return "working days"
    if path[-2] in ("days", "months"):
        return str(path[-2])
    column = next((spec.column or "" for at, _, spec in filters(loaded) if at == path[: len(at)]), "")
    units = {"working_days": "working days", "days": "days", "months": "months"}
    return next((unit for start, unit in units.items() if column.startswith(f"{start}_")), None)


def _has_boundary(loaded: Loaded) -> bool:
    limits = any(spec.at_most is not None or spec.at_least is not None for _, _, spec in filters(loaded))
    return limits or loaded.spec.looks_back is not None or loaded.spec.followed_for is not None


def _problem(loaded: Loaded, rule: str, what: str, fix: str, *path: str | int) -> Problem:
    return Problem(what, fix, Severity.ERROR, rule, loaded.document.where(*path))
