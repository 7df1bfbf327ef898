"""Rules of counting: kind, dates, unit, numerator and denominator of a definition fit each other."""

from collections.abc import Iterator

from stonechat.basics.problems import Problem
from stonechat.indicators.definition import Kind
from stonechat.indicators.manifest import Manifest, columns, columns_named, countings, sums
from stonechat.indicators.measure import Unit
from stonechat.indicators.rule import problem_at
from stonechat.indicators.schema import CountingSpec, OtherTable
from stonechat.model.derived import DERIVATIONS
from stonechat.model.table import ColumnType

_LOOKING_BACK = {("cp_plans", "plan_number_seen")} | {
    (made.table, column.name)
    for made in DERIVATIONS
    if made.name in ("previous_referral", "placements_in_year", "reviews_on_time")
    for column in made.columns
}
_UNIT_FIX = {
    Unit.COUNT: "A count has no denominator and no quantile.",
    Unit.PERCENT: "A percentage needs a denominator: a list of filters, or another table.",
    Unit.EACH: "A number for each needs a denominator: a list of filters, or another table.",
    Unit.PER_10K: "A rate needs denominator: population.",
    Unit.DAYS: "Days come from a quantile of a column that counts days.",
    Unit.WORKING_DAYS: "Working days come from a quantile of a column that counts working days.",
}


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
            yield problem_at(loaded, "time_fits_kind", what, fix, "kind")


def denominators_fit_units(manifest: Manifest) -> Iterator[Problem]:
    """The unit says whether and by what a number is divided."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            unit = getattr(counting, "unit", None) or loaded.spec.unit
            if not _unit_fits(unit, counting):
                what = f"The unit {unit} does not fit what is counted."
                yield problem_at(loaded, "denominators_fit_units", what, _UNIT_FIX[unit], *path, "unit")


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


def rates_are_yearly(manifest: Manifest) -> Iterator[Problem]:
    """A rate of a population is of twelve months or of a day; a month's rate would be compared wrongly."""
    for loaded in manifest.definitions:
        divides = any(counting.denominator == "population" for _, counting in countings(loaded))
        if divides and loaded.spec.kind not in (Kind.ROLLING, Kind.STOCK):
            what = f"A {loaded.spec.kind} cannot be a rate of the population."
            yield problem_at(loaded, "rates_are_yearly", what, "Make its kind rolling or stock.", "kind")


def cohorts_are_followed(manifest: Manifest) -> Iterator[Problem]:
    """A cohort says for how long its events are followed; nothing else does."""
    for loaded in manifest.definitions:
        is_cohort, is_followed = loaded.spec.kind is Kind.COHORT, loaded.spec.followed_for is not None
        if is_cohort != is_followed:
            what = "A cohort needs followed_for." if is_cohort else "Only a cohort has followed_for."
            yield problem_at(loaded, "cohorts_are_followed", what, "Correct kind or followed_for.", "kind")


def numerators_end_what_is_open(manifest: Manifest) -> Iterator[Problem]:
    """`numerator_until` shortens what is open, for a share of it."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            is_share = loaded.spec.open is not None and isinstance(counting.denominator, list)
            if counting.numerator_until is not None and not is_share:
                what = "numerator_until is for a share of what is open on a day."
                fix = "Say open and a denominator of filters, or leave it out."
                where = (*path, "numerator_until")
                yield problem_at(loaded, "numerators_end_what_is_open", what, fix, *where)
            for name in ("numerator_since", "numerator_while", "numerator_unless"):
                if getattr(counting, name) and loaded.spec.open is None:
                    what = f"{name} is for what is open on a day."
                    yield problem_at(loaded, "numerators_end_what_is_open", what, "Say open.", *path, name)


def look_backs_are_declared(manifest: Manifest) -> Iterator[Problem]:
    """What was derived from earlier rows needs the months before the period to be held."""
    for loaded in manifest.definitions:
        used = {name for _, table, name in columns_named(loaded) if (table, name) in _LOOKING_BACK}
        if used and loaded.spec.looks_back is None:
            what = f"{min(used)} looks back, and the definition does not say how far."
            fix = "Add looks_back: {months: ...}, so that a year without the year before is not held."
            yield problem_at(loaded, "look_backs_are_declared", what, fix, "of")


def measure_names_differ(manifest: Manifest) -> Iterator[Problem]:
    """Each measure has its own name, and says by itself what it counts."""
    for loaded in manifest.definitions:
        names = [measure.name for measure in loaded.spec.measures or ()]
        if len(names) != len(set(names)):
            what = "Two measures have the same name."
            yield problem_at(loaded, "measure_names_differ", what, "Rename one.", "measures")
        above = {"numerator", "denominator", "distinct", "sum", "quantile"} & loaded.spec.model_fields_set
        if names and above:
            what = f"{min(above)} stands beside measures, where nothing reads it."
            yield problem_at(loaded, "measure_names_differ", what, "Move it into the measures.", min(above))


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
                yield problem_at(loaded, "quantiles_stand_alone", what, fix, *path, "quantile", "of")
            if counting.denominator is not None:
                what = "A quantile has no denominator."
                yield problem_at(loaded, "quantiles_stand_alone", what, "Leave it out.", *path, "quantile")


def sums_are_of_numbers(manifest: Manifest) -> Iterator[Problem]:
    """Only a column of numbers can be added up."""
    for loaded in manifest.definitions:
        for path, table, name in sums(loaded):
            column = columns(table).get(name)
            if column is not None and column.type not in (ColumnType.INTEGER, ColumnType.DECIMAL):
                what = f"{name} holds {column.type.value}, which cannot be added up."
                yield problem_at(loaded, "sums_are_of_numbers", what, "Name a column of numbers.", *path)


def counts_are_whole(manifest: Manifest) -> Iterator[Problem]:
    """What is counted and not divided is a whole number, so a sum of decimals needs a denominator."""
    for loaded in manifest.definitions:
        for path, counting in countings(loaded):
            column = columns(loaded.spec.of).get(counting.sum or "")
            if counting.denominator is None and column is not None and column.type is ColumnType.DECIMAL:
                what = f"The sum of {column.name} is not a whole number, and a count is."
                fix = "Divide it: give it a denominator and the unit percent or for each."
                yield problem_at(loaded, "counts_are_whole", what, fix, *path, "sum")
