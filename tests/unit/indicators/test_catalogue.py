"""Loading: what is shipped is sound, what is wrong is said with its line, and nothing is loaded by half."""

import re
from datetime import date
from pathlib import Path

import pytest

from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.indicators import validate
from stonechat.indicators.catalogue import Catalogue, due_for_review, load_catalogue
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit
from stonechat.indicators.query import Not

GOOD = """\
id: LX01
title: Referrals from schools
question: How many referrals come from schools?
theme: front_door
owner: Front door
purpose: To plan the work with schools.
review_by: 2027-04-01
kind: flow
role: lead
quadrant: effort-quantity
perspective: internal process
better: contextual
unit: percent
source: {status: local}
of: cin_episodes
dated: referral_date
numerator: [{column: referral_source_code, is: 2A}]
denominator: [{column: months_open, at_most: {parameter: early_closure_limit}}]
moves: [FD17]
breakdowns: [sex]
examples:
  - name: one
    period: 2025-06
    rows:
      cin_episodes: |
        person_id | referral_id | referral_date | referral_source_code
        A         | R1          | 2025-06-01    | 2A
    answer: {numerator: 0, denominator: 0}
  - name: two
    period: 2025-06
    rows:
      cin_episodes: |
        person_id | referral_id | referral_date
        A         | R1          | 2025-06-01
    answer: {numerator: 0}
"""


def folder_with(folder: Path, text: str, name: str = "LX01_referrals_from_schools.yaml") -> Path:
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "indicators" / name).write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        load_catalogue(folder)
    return refused.value.problems


def test_the_shipped_catalogue_spans_the_vocabulary() -> None:
    catalogue = load_catalogue()

    wanted = {"FD15", "FD16", "FD17", "FD20", "FD21", "AS02", "AS03"}
    wanted |= {"CP04", "CP07", "CP08", "CP11", "CP14", "CN01", "CN07"}
    assert wanted <= set(catalogue.indicators)
    assert {indicator.kind for indicator in catalogue} == set(Kind)
    units = {measure.unit for indicator in catalogue for measure in indicator.latest.measures}
    assert units == set(Unit)
    assert catalogue.warnings == ()


def test_every_definition_has_at_least_two_worked_examples() -> None:
    assert [indicator.id for indicator in load_catalogue() if len(indicator.examples) < 2] == []


def test_no_shipped_limit_is_a_literal() -> None:
    """A number in a filter is law or policy, and belongs in a dated parameter; except "second plan"."""
    text = {
        path.name: re.findall(r"at_(?:most|least): \d+", path.read_text(encoding="utf-8"))
        for path in Path(validate.__file__).parent.glob("definitions/**/*.yaml")
    }

    assert {name: found for name, found in text.items() if found} == {
        "CP14_repeat_plans.yaml": ["at_least: 2"]
    }


def test_the_scorecard_shows_indicators_that_exist() -> None:
    catalogue = load_catalogue()

    card = catalogue.scorecard()

    assert card.sections[0].title == "Front door"
    assert all(id in catalogue.indicators for section in card.sections for id in section.indicators)


def test_an_unknown_indicator_or_scorecard_is_refused_with_the_nearest() -> None:
    with pytest.raises(Refused, match=r"no indicator AS2\. Did you mean AS02\?"):
        load_catalogue()["AS2"]
    with pytest.raises(Refused, match=r"no scorecard defualt\. Did you mean default\?"):
        load_catalogue().scorecard("defualt")


def test_a_local_file_adds_an_indicator(tmp_path: Path) -> None:
    catalogue = load_catalogue(folder_with(tmp_path, GOOD))

    added = catalogue["LX01"]
    assert (added.is_local, added.theme, added.owner) == (True, "front_door", "Front door")
    assert len(catalogue) == len(load_catalogue()) + 1
    assert added.drill == ("person_id", "referral_id", "referral_date")


def test_a_local_file_overrides_a_shipped_one_by_id(tmp_path: Path) -> None:
    text = GOOD.replace("LX01", "FD20").replace("theme: front_door\n", "")

    catalogue = load_catalogue(folder_with(tmp_path, text, "FD20_ours.yaml"))

    assert catalogue["FD20"].title == "Referrals from schools"
    assert catalogue["FD20"].theme == "front_door"  # as the one that it replaces
    assert len(catalogue) == len(load_catalogue())


def test_a_local_parameter_overrides_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "ours.yaml").write_text(
        "assessment_limit:\n  title: Ours\n  unit: working days\n  source: Our board\n"
        "  values:\n    - {from: 2020-04-01, value: 40}\n    - {from: 2025-04-01, value: 35}\n",
        encoding="utf-8",
    )

    editions = load_catalogue(tmp_path)["AS02"].editions

    assert [(edition.valid_from.isoformat(), edition.parameters[0].value) for edition in editions] == [
        ("2020-04-01", 40),
        ("2025-04-01", 35),
    ]


def test_a_folder_without_any_of_it_changes_nothing(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path).version == load_catalogue().version


def test_the_version_changes_with_the_content_and_not_with_comments(tmp_path: Path) -> None:
    plain = load_catalogue(folder_with(tmp_path, GOOD)).version
    commented = load_catalogue(folder_with(tmp_path, "# ours\n" + GOOD)).version
    changed = load_catalogue(folder_with(tmp_path, GOOD.replace("is: 2A", "is: 1A"))).version

    assert plain == commented
    assert len({plain, changed, load_catalogue().version}) == 3


def test_a_local_definition_without_purpose_is_loaded_with_a_warning(tmp_path: Path) -> None:
    text = GOOD.replace("purpose: To plan the work with schools.\n", "")

    (warning,) = load_catalogue(folder_with(tmp_path, text)).warnings

    assert warning.severity is Severity.WARNING
    assert "LX01 does not say its purpose" in warning.what


@pytest.mark.parametrize(
    ("cautions", "line"),
    [
        ("[Each start counts, so a child may count twice.]", "sentence"),  # YAML makes two of it
        ("[no capital.]", "sentence"),
        ("[No full stop]", "sentence"),
    ],
)
def test_a_caution_is_a_whole_sentence(tmp_path: Path, cautions: str, line: str) -> None:
    problems = problems_of(folder_with(tmp_path, GOOD + f"cautions: {cautions}\n"))

    assert {problem.rule for problem in problems} == {"cautions_are_sentences"}
    assert all(line in problem.what for problem in problems)


def test_a_caution_may_hold_a_comma_when_it_is_quoted(tmp_path: Path) -> None:
    text = GOOD + 'cautions: ["Each start counts, so a child may count twice."]\n'

    assert len(load_catalogue(folder_with(tmp_path, text))["LX01"].cautions) == 1


@pytest.mark.parametrize("said", ["Who waits.", "who waits?"])
def test_a_question_is_a_whole_question(tmp_path: Path, said: str) -> None:
    (problem,) = problems_of(folder_with(tmp_path, GOOD + f'questions: ["{said}"]\n'))

    assert "question mark" in problem.what


def test_the_questions_of_a_theme_follow_those_of_the_indicator_and_change_no_version(tmp_path: Path) -> None:
    plain = load_catalogue(folder_with(tmp_path, GOOD))
    asking = load_catalogue(folder_with(tmp_path, GOOD + 'questions: ["Who waits?"]\n'))

    assert asking.questions_to_ask(asking["LX01"])[0] == "Who waits?"
    assert asking.questions_to_ask(asking["LX01"])[1:] == plain.questions_to_ask(plain["LX01"])
    assert asking.version == plain.version


def test_every_shipped_indicator_has_questions_and_says_why_it_matters() -> None:
    catalogue = load_catalogue()

    for indicator in catalogue:
        assert len(catalogue.questions_to_ask(indicator)) >= 2, indicator.id
        assert catalogue.why_it_matters(indicator), indicator.id


def test_the_catalogue_cannot_be_changed() -> None:
    catalogue: Catalogue = load_catalogue()

    with pytest.raises(TypeError):
        catalogue.indicators["FD99"] = catalogue["FD15"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("rule", "old", "new", "line", "said"),
    [
        (
            "definition_shape",
            "numerator:",
            "numerater:",
            17,
            "no key numerater here. Did you mean numerator?",
        ),
        ("definition_shape", "at_most:", "at_mots:", 18, "Did you mean at_most?"),
        ("definition_shape", "kind: flow", "kind: flou", 8, "kind cannot be 'flou'. Did you mean flow?"),
        ("definition_shape", "is: 2A", "is: null", 17, "A comparison has no value; use is_missing"),
        ("definition_shape", "is: 2A", "is: 2A, is_missing: true", 17, "A filter says exactly one thing"),
        ("definition_shape", "title: Referrals from schools\n", "", 1, "The key title is missing"),
        ("definition_shape", "{status: local}", "{status: locl}", 14, "Did you mean local?"),
        ("ids_match_file_names", "id: LX01", "id: LX02", 1, "The file of LX02 is LX01_referrals"),
        ("tables_exist", "of: cin_episodes", "of: cin_episode", 15, "Did you mean cin_episodes?"),
        ("columns_exist", "dated: referral_date", "dated: refrral_date", 16, "Did you mean referral_date?"),
        ("columns_exist", "column: months_open", "column: month_open", 18, "Did you mean months_open?"),
        ("dates_are_dates", "dated: referral_date", "dated: referral_team", 16, "holds text, not dates"),
        ("values_fit_columns", "is: 2A", "is: 2", 17, "Put it in quotes"),
        ("values_fit_columns", "column: months_open", "column: close_reason", 18, "which has no order"),
        ("codes_exist", "is: 2A", "is: 22A", 17, "referral_source has no code 22A"),
        ("parameters_exist", "early_closure_limit", "early_closure", 18, "Did you mean early_closure_limit?"),
        ("parameters_fit", "early_closure_limit", "assessment_limit", 18, "in working days, and months are"),
        ("time_fits_kind", "dated: referral_date", "open: {start: referral_date}", 8, "A flow needs dated"),
        ("denominators_fit_units", "unit: percent", "unit: count", 13, "A count has no denominator"),
        (
            "rates_are_yearly",
            "denominator: [{c",
            "denominator: population\nwhere: [{c",
            8,
            "cannot be a rate",
        ),
        ("cohorts_are_followed", "kind: flow", "kind: cohort", 8, "A cohort needs followed_for"),
        (
            "look_backs_are_declared",
            "column: months_open",
            "column: months_since_previous_referral",
            15,
            "months_since_previous_referral looks back",
        ),
        ("breakdowns_are_possible", "breakdowns: [sex]", "breakdowns: [sexx]", 20, "Did you mean sex?"),
        ("breakdowns_are_possible", "breakdowns: [sex]", "breakdowns: [category]", 20, "by category"),
        ("moves_are_known", "moves: [FD17]", "moves: [FD177]", 19, "Did you mean FD17?"),
        (
            "example_rows_are_readable",
            "| R1          | 2025-06-01    | 2A",
            "| R1 | June | 2A",
            27,
            "YYYY-MM-DD",
        ),
        ("example_rows_are_readable", "2025-06-01    | 2A", "2025-06-01 | 9Z", 27, "not a code of referral"),
        ("example_rows_are_readable", "2025-06-01    | 2A", "2025-06-01", 27, "has 3 cells and the table 4"),
        (
            "example_rows_have_keys",
            "A         | R1          | 2025-06-01    | 2A",
            "A |  | 2025-06-01 | 2A",
            25,
            "own ref",
        ),
        ("example_periods_are_periods", "period: 2025-06\n", "period: June\n", 23, "'June' is not a period"),
        ("example_answers_name_measures", "{numerator: 0}", "{children: {value: 1}}", 35, "names a measure"),
    ],
)
def test_a_wrong_word_is_told_with_its_line_and_the_nearest_right_one(
    tmp_path: Path,
    *,
    rule: str,
    old: str,
    new: str,
    line: int,
    said: str,
) -> None:
    assert old in GOOD
    folder = folder_with(tmp_path, GOOD.replace(old, new, 1))

    found = [problem for problem in problems_of(folder) if problem.rule == rule]

    assert [(problem.where.file, problem.where.row) for problem in found] == [
        ("indicators/LX01_referrals_from_schools.yaml", line)
    ]
    assert said in str(found[0])


def test_all_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD.replace("kind: flow", "kind: flou"))
    folder_with(tmp_path, GOOD.replace("LX01", "LX02").replace("of: cin_episodes", "of: x"), "LX02_b.yaml")
    folder_with(tmp_path, "id: [", "LX03_c.yaml")

    files = {problem.where.file for problem in problems_of(tmp_path)}

    assert files == {
        "indicators/LX01_referrals_from_schools.yaml",
        "indicators/LX02_b.yaml",
        "indicators/LX03_c.yaml",
    }


def test_a_file_that_cannot_be_read_does_not_make_its_id_unknown_elsewhere(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD.replace("moves: [FD17]", "moves: [LX02]"))
    folder_with(tmp_path, "id: [", "LX02_broken.yaml")

    assert {problem.rule for problem in problems_of(tmp_path)} == {"yaml"}


def test_a_file_that_nothing_would_read_is_pointed_out(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_with(tmp_path, GOOD, "LX01_referrals.yml"))

    assert str(problem) == (
        "indicators/LX01_referrals.yml: A file that ends in .yml is not read. Rename it to .yaml."
    )


def test_a_theme_that_there_is_not_is_told_with_the_nearest(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, GOOD.replace("theme: front_door", "theme: font_door"))
    (problem,) = problems_of(folder)
    assert (problem.where.row, problem.what) == (4, "There is no theme font_door.")
    assert "Did you mean front_door?" in problem.fix


@pytest.mark.parametrize(("on", "due"), [(date(2027, 4, 1), []), (date(2027, 4, 2), ["due_for_review"])])
def test_a_day_of_review_that_has_passed_is_a_warning(tmp_path: Path, on: date, due: list[str]) -> None:
    catalogue = load_catalogue(folder_with(tmp_path, GOOD))
    assert [problem.rule for problem in due_for_review(catalogue, on)] == due


def test_themes_of_one_s_own_share_their_defaults(tmp_path: Path) -> None:
    text = re.sub("(theme|owner|perspective|breakdowns): .*\n", "", GOOD)
    folder = tmp_path / "indicators" / "early_years"
    folder.mkdir(parents=True)
    (folder / "LX01_x.yaml").write_text(text, encoding="utf-8")
    (folder / "_defaults.yaml").write_text(
        "title: Early years\nabout: The youngest.\nowner: Us\nperspective: partnership\nbreakdowns: [sex]\n",
        encoding="utf-8",
    )

    catalogue = load_catalogue(tmp_path)

    added = catalogue["LX01"]
    assert (added.theme, added.owner, added.perspective, added.breakdowns) == (
        "early_years",
        "Us",
        "partnership",
        ("sex", "team"),
    )
    assert catalogue.themes[-1].title == "Early years"


def test_one_parameter_in_two_files_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    for name in ("a", "b"):
        text = "ours:\n  title: Ours\n  unit: days\n  source: Us\n  values: [{from: 2020-04-01, value: 1}]\n"
        (tmp_path / "parameters" / f"{name}.yaml").write_text(text, encoding="utf-8")

    (problem,) = problems_of(tmp_path)

    assert "The parameter ours is already in parameters/a.yaml." in str(problem)


def test_two_local_files_may_not_have_one_id(tmp_path: Path) -> None:
    folder_with(tmp_path, GOOD)
    folder_with(tmp_path, GOOD, "LX01_again.yaml")

    (problem,) = problems_of(tmp_path)

    assert problem.rule == "ids_are_unique"


def test_one_example_is_not_enough_where_there_is_a_limit(tmp_path: Path) -> None:
    (problem,) = problems_of(folder_with(tmp_path, GOOD[: GOOD.index("  - name: two")]))

    assert "LX01 has 1 worked examples and needs 2" in problem.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x\n", "anchor or an alias"),
        ("a: 1\na: 2\n", "The key a stands twice"),
        ("- a\n- b\n", "not a list of keys"),
        ("", "not a list of keys"),
        ("just words\n", "not a list of keys"),
        ("a: [1\n", "This is not YAML"),
        ("a: 1\n---\nb: 2\n", "This is not YAML"),
        ("a: 2025-02-31\n", "date that does not exist"),
        ("a: !!python/object:os.system {}\n", "This is not YAML"),
        ("a: \x01\n", "forbidden character"),
        ("[" * 40 + "]" * 40, "nested too deeply"),
        ("a: " + "x" * 300_000, "larger than 200 kB"),
        ("<<: {id: LX01}\n", "There is no key <<"),
        ("? [a, b]\n: 1\n", "A key is not a word"),
    ],
)
def test_a_file_that_is_not_a_plain_mapping_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in str(problem) for problem in problems_of(folder_with(tmp_path, text)))


def test_text_in_another_encoding_and_a_folder_named_like_a_file_are_refused_in_words(tmp_path: Path) -> None:
    folder_with(tmp_path, "")
    (tmp_path / "indicators" / "LX01_referrals_from_schools.yaml").write_bytes("id: Größe".encode("latin-1"))
    (tmp_path / "indicators" / "LX02_folder.yaml").mkdir()

    said = " ".join(map(str, problems_of(tmp_path)))

    assert "not text in UTF-8" in said
    assert "LX02_folder.yaml: The file cannot be read." in said


def test_aliases_that_would_unfold_into_gigabytes_are_refused_before_they_do(tmp_path: Path) -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "\n".join(["l0: &l0 [x]", *levels])

    assert any("anchor" in problem.what for problem in problems_of(folder_with(tmp_path, text)))


@pytest.mark.parametrize("key", ["no", "on", "2025", "1.5", "null"])
def test_a_key_that_yaml_takes_for_something_else_is_an_unknown_key(tmp_path: Path, key: str) -> None:
    said = [str(problem) for problem in problems_of(folder_with(tmp_path, GOOD + f"{key}: 1\n"))]

    assert any(f"There is no key {key} here" in one for one in said)


def test_filters_of_every_kind_become_nodes(tmp_path: Path) -> None:
    where = """\
where:
  - {column: referral_nfa, is: false}
  - {column: close_reason, is_one_of: [RC1, RC2]}
  - {column: referral_date, at_least: 2020-01-01}
  - {column: close_date, is_present: true}
  - {column: referral_team, is_missing: true}
  - any_of:
      - {not: {column: days_open, at_most: 3}}
      - {column: age, at_least: 16}
"""
    ask = load_catalogue(folder_with(tmp_path, GOOD + where))["LX01"].latest.measures[0].numerator

    names = [type(node).__name__ for node in ask.where]
    assert names == ["Is", "IsOneOf", "AtLeast", "Not", "IsMissing", "AnyOf"]
    assert isinstance(ask.where[3], Not)


def test_a_share_counts_its_numerator_among_its_denominator(tmp_path: Path) -> None:
    measure = load_catalogue(folder_with(tmp_path, GOOD))["LX01"].latest.measures[0]

    assert measure.denominator is not None
    assert set(measure.denominator.aggregate.where) < set(measure.numerator.aggregate.where)


def test_each_rule_has_a_name_and_a_sentence() -> None:
    assert len({rule.__name__ for rule in validate.RULES}) == len(validate.RULES)
    assert all((rule.__doc__ or "").endswith(".") for rule in validate.RULES)


WRONG_VALUES = [
    "null",
    "true",
    "[]",
    "{}",
    "-1",
    "1.5",
    "2025-01-01",
    "2025-13-45",
    "'",
    "{parameter: [1]}",
    "&a x",
]


@pytest.mark.parametrize("value", WRONG_VALUES)
def test_a_wrong_value_under_any_key_is_loaded_or_refused_but_never_a_crash(
    tmp_path: Path, value: str
) -> None:
    lines = GOOD.splitlines()
    outcomes = set()
    for n, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        if colon:
            changed = "\n".join([*lines[:n], f"{key}: {value}", *lines[n + 1 :]])
            try:
                load_catalogue(folder_with(tmp_path, changed))
                outcomes.add("loaded")
            except Refused as refused:
                assert all(
                    problem.what and problem.fix and problem.where.file for problem in refused.problems
                )
                outcomes.add("refused")
    assert "refused" in outcomes


def test_a_catalogue_is_worked_through_once_and_again_when_a_file_is_another(tmp_path: Path) -> None:
    first = load_catalogue(folder_with(tmp_path, GOOD))
    assert load_catalogue(tmp_path) is first
    folder_with(tmp_path, GOOD.replace("is: 2A", "is: 1A"))
    assert load_catalogue(tmp_path).version != first.version
