"""Small rules over the whole catalogue, each one function with a name; every one is always asked.

The schema has already refused what is wrong in shape. Here every name must exist (tables, columns,
codes, parameters, breakdowns, indicators), values must fit their columns, and the parts of a definition
must fit each other. A rule yields problems; it never stops another rule. To add one: write the function
beside others of its subject (`rules_of_*.py`) and put it in `RULES`.
"""

from stonechat.basics.problems import Problem
from stonechat.indicators.manifest import Manifest
from stonechat.indicators.rule import Rule
from stonechat.indicators.rules_of_counting import (
    cohorts_are_followed,
    counts_are_whole,
    denominators_fit_units,
    look_backs_are_declared,
    measure_names_differ,
    numerators_end_what_is_open,
    quantiles_stand_alone,
    rates_are_yearly,
    sums_are_of_numbers,
    time_fits_kind,
)
from stonechat.indicators.rules_of_examples import (
    example_answers_name_measures,
    example_periods_are_periods,
    example_rows_are_readable,
    example_rows_have_keys,
    examples_are_given,
)
from stonechat.indicators.rules_of_names import (
    breakdowns_are_possible,
    cautions_are_sentences,
    columns_exist,
    ids_are_unique,
    ids_match_file_names,
    local_ones_are_owned,
    moves_are_known,
    parameters_exist,
    scorecards_name_indicators,
    tables_exist,
    themes_exist,
)
from stonechat.indicators.rules_of_values import (
    codes_exist,
    dates_are_dates,
    parameter_dates_differ,
    parameters_fit,
    values_fit_columns,
)


def problems_in(manifest: Manifest) -> list[Problem]:
    """Every problem that any rule finds, by file and line."""
    found = [problem for rule in RULES for problem in rule(manifest)]
    return sorted(found, key=lambda problem: (problem.where.file or "", problem.where.row or 0, problem.what))


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
