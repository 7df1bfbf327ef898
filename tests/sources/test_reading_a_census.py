"""What the reader of the CIN census loads, rejects and says, one small file at a time."""

from datetime import date

import pytest
from tests.sources.census import (
    FULL_EPISODE,
    HEADER,
    SMALL_EPISODE,
    census,
    child,
    counted,
    read_counts,
    read_text,
    rules,
)


def loaded(rows, table):
    return [row.values for row in rows if row.table == table]


def test_every_row_is_loaded_with_its_ids_and_values(tmp_path):
    reading, rows = read_text(tmp_path, census(child()))
    assert reading.is_acceptable
    assert read_counts(reading) == counted(census(child()))
    ids = {(row.table, row.values[row.values._fields.index(key)]) for row in rows for key in _id_of(row)}
    referral = "CHILD0001|2023-05-02"
    assert {
        ("person", "CHILD0001"),
        ("cin_episodes", referral),
        ("cin_episodes", "CHILD0001|2023-11-02"),
        ("cin_assessments", f"{referral}|A|2023-05-03"),
        ("cin_assessments", f"{referral}|A|2023-07-03"),
        ("cin_plans", f"{referral}|P|2023-06-13"),
        ("s47_enquiry", f"{referral}|S|2023-05-04"),
        ("initial_cp_conference", f"{referral}|ICPC"),
        ("initial_cp_conference", f"{referral}|S|2023-05-04|ICPC"),
        ("cp_plans", f"{referral}|C|2023-05-22"),
        ("cp_reviews", f"{referral}|C|2023-05-22|R|2023-08-15"),
        ("cp_reviews", f"{referral}|C|2023-05-22|R|2023-12-15"),
    } <= ids


def _id_of(row):
    return [name for name in row.values._fields if name.endswith("_id")][:2]


def test_a_child_stands_before_what_hangs_on_it(tmp_path):
    _, rows = read_text(tmp_path, census(child("A1"), child("B2")))
    seen: set[str] = set()
    for row in rows:
        if row.table == "person":
            seen.add(row.values.person_id)
        assert row.values.person_id in seen


def test_values_have_their_types(tmp_path):
    _, rows = read_text(tmp_path, census(child()))
    (person,) = loaded(rows, "person")
    episode, small = loaded(rows, "cin_episodes")
    (plan,) = loaded(rows, "cp_plans")
    assert (person.dob, person.sex, person.gender_current) == (date(2012, 12, 6), "M", "1")
    assert (episode.referral_nfa, small.referral_nfa) == (False, True)
    assert (episode.close_date, small.close_date) == (date(2024, 2, 1), None)
    assert plan.number_of_previous_cp_plans == 1


@pytest.mark.parametrize(
    ("written", "meant"), [("0", False), ("1", True), ("true", True), (" FALSE ", False), ("True", True)]
)
def test_flags_are_read_as_figures_and_words(tmp_path, written, meant):
    text = census(child("A1", SMALL_EPISODE.replace(">true<", f">{written}<")))
    reading, rows = read_text(tmp_path, text)
    assert loaded(rows, "cin_episodes")[0].referral_nfa is meant
    assert "8568" not in rules(reading)


@pytest.mark.parametrize(
    ("element", "sex", "warned"),
    [
        ("<GenderCurrent>2</GenderCurrent>", "F", False),
        ("<GenderCurrent>9</GenderCurrent>", "U", False),
        ("<Sex>F</Sex>", "F", False),
        ("<Sex>1</Sex>", "M", True),
        ("<Sex>0</Sex>", "U", True),
        ("<GenderCurrent>M</GenderCurrent>", "M", True),
        ("<Sex>X</Sex>", None, True),
        ("", None, True),
    ],
)
def test_sex_is_read_from_either_element_in_any_year(tmp_path, element, sex, warned):
    for year in (2019, 2024, 2026):
        text = census(child(), year=year).replace("<GenderCurrent>1</GenderCurrent>", element)
        reading, rows = read_text(tmp_path, text)
        assert loaded(rows, "person")[0].sex == sex
        assert ("4180" in rules(reading, "warning")) is warned


@pytest.mark.parametrize(
    ("sex", "gender", "loaded_as", "doubted"),
    [
        ("M", "2", "M", True),
        ("F", "1", "F", True),
        ("M", "1", "M", False),
        ("M", "0", "M", False),
        ("U", "2", "U", False),
        ("X", "2", "F", False),
    ],
)
def test_a_sex_and_a_gender_that_contradict_each_other_are_doubted(tmp_path, sex, gender, loaded_as, doubted):
    both = f"<Sex>{sex}</Sex><GenderCurrent>{gender}</GenderCurrent>"
    reading, rows = read_text(tmp_path, census(child()).replace("<GenderCurrent>1</GenderCurrent>", both))
    (person,) = loaded(rows, "person")
    assert (person.sex, person.gender_current) == (loaded_as, gender)
    assert ("sex_and_gender" in rules(reading, "warning")) is doubted


# what is lost with a bad value: (what is changed, into what, rows lost, rule, its severity)
DAMAGE = [
    ("<LAchildID>CHILD0001<", "<LAchildID><", "everything", "8500", "error"),
    ("<CINreferralDate>2023-05-02<", "<CINreferralDate>2023-13-02<", "full episode", "8600", "error"),
    ("<CINreferralDate>2023-05-02<", "<CINreferralDate><", "full episode", "8600", "error"),
    (
        "<CINclosureDate>2024-02-01<",
        "<CINclosureDate>01/02/2024<",
        "full episode",
        "unreadable_value",
        "error",
    ),
    (
        "<AssessmentActualStartDate>2023-05-03<",
        "<AssessmentActualStartDate>x<",
        3,
        "unreadable_value",
        "error",
    ),
    (
        "<AssessmentAuthorisationDate>2023-06-12<",
        "<AssessmentAuthorisationDate>x<",
        3,
        "unreadable_value",
        "error",
    ),
    ("<S47ActualStartDate>2023-05-04<", "<S47ActualStartDate>9999-12-31<", 2, "8615", "error"),
    ("<DateOfInitialCPC>2023-05-22<", "<DateOfInitialCPC>1900-01-01<", 1, "unreadable_value", "error"),
    ("<DateOfInitialCPC>2023-05-30<", "<DateOfInitialCPC>soon<", 1, "unreadable_value", "error"),
    ("<CPPendDate>2024-01-14<", "<CPPendDate>2024-01-34<", 3, "unreadable_value", "error"),
    ("<CPPreviewDate>2023-08-15<", "<CPPreviewDate><", 1, "8842Q", "error"),
    ("<Disability>HAND<", "<Disability>HANDS<", 1, "8540", "error"),
    ("<AssessmentFactors>3A<", "<AssessmentFactors>3Z<", 1, "unknown_code", "error"),
    ("<PersonBirthDate>2012-12-06<", "<PersonBirthDate>0204-12-06<", 0, "unreadable_value", "warning"),
    ("<ReferralSource>1A<", "<ReferralSource>ZZ<", 0, "8866", "warning"),
    ("<Ethnicity>WIRT<", "<Ethnicity><", 0, "4220", "warning"),
    ("<InitialCPCtarget>2023-05-25<", "<InitialCPCtarget>x<", 0, "unreadable_value", "warning"),
    ("<NumberOfPreviousCPP>1<", "<NumberOfPreviousCPP>-1<", 0, "8730", "warning"),
    ("<ReferralNFA>0<", "<ReferralNFA>maybe<", 0, "8568", "warning"),
    ("<ReferralSource>6<", "<ReferralSource> 1a <", 0, None, None),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_bad_value_loses_its_row_and_what_hangs_on_it_at_most(tmp_path, damage):
    old, new, lost, rule, severity = damage
    whole = census(child())
    _, before = read_text(tmp_path, whole)
    assert whole.count(old) == 1
    reading, after = read_text(tmp_path, whole.replace(old, new))
    episode = sum(1 for row in before if "2023-05-02" in "|".join(map(str, row.values)))
    expected = {"everything": len(before), "full episode": episode}.get(lost, lost)
    assert len(before) - len(after) == expected
    assert sum(read_counts(reading).values()) == len(before)
    if rule:
        assert rule in rules(reading, severity)


def test_a_row_that_hangs_on_a_rejected_one_says_so(tmp_path):
    reading, _ = read_text(tmp_path, census(child()).replace("2023-05-02", "never"))
    hanging = [p for p in reading.findings.kept if p.rule == "hangs_on_rejected"]
    below = counted(FULL_EPISODE)
    assert len(hanging) == sum(below.values()) - below["cin_episodes"]
    assert "Child[1]/CINdetails[1]/Assessments[2]" in {p.where.sheet for p in hanging}


def test_a_code_of_another_year_is_loaded_with_a_warning(tmp_path):
    text = census(child("A1", FULL_EPISODE.replace(">3A<", ">24A<").replace(">1A<", ">5D<")), year=2022)
    reading, rows = read_text(tmp_path, text)
    assert "24A" in {row.assessment_factor for row in loaded(rows, "assessment_factors")}
    assert loaded(rows, "cin_episodes")[0].referral_source_code == "5D"
    assert reading.findings.counts["warning", "code_not_in_year"] == 1  # 5D came in 2023, 24A in 2022


def test_an_element_of_another_year_is_read_and_noted_once(tmp_path):
    reading, rows = read_text(tmp_path, census(child("A1"), child("B2"), year=2018))
    assert len(loaded(rows, "cin_plans")) == 2
    assert reading.findings.counts["note", "element_of_other_year"] == 1
    assert "layout_year" in rules(reading, "note")


# the same again


PRE_PROCEEDINGS = "<PreProceedingsandFGDM><PPStartDate>{}</PPStartDate></PreProceedingsandFGDM>"


@pytest.mark.parametrize(
    ("year", "inside", "speaks"),
    [
        (2025, "", False),  # the census asks for them from 2026 on
        (2026, "", True),
        (2025, PRE_PROCEEDINGS.format("2024-06-01"), True),
        (2025, PRE_PROCEEDINGS.format("soon"), True),  # rejected, and still in the books
    ],
)
def test_a_return_has_books_only_of_tables_that_its_year_asks_for_or_that_it_has(
    tmp_path, year, inside, speaks
):
    episode = f"<CINdetails><CINreferralDate>2024-05-02</CINreferralDate>{inside}</CINdetails>"
    reading, _ = read_text(tmp_path, census(child("A1", episode), year=year))
    assert ("pre_proceedings" in reading.accounts) is speaks
    assert {"cp_reviews", "initial_cp_conference", "assessment_factors"} <= set(reading.accounts)


def test_an_identical_row_is_rejected_as_a_duplicate_and_what_is_new_below_it_is_kept(tmp_path):
    again = FULL_EPISODE.replace("<AssessmentFactors>4B<", "<AssessmentFactors>5B<")
    reading, rows = read_text(tmp_path, census(child("A1", FULL_EPISODE, again)))
    assert len(loaded(rows, "cin_episodes")) == 1
    assert sorted(row.assessment_factor for row in loaded(rows, "assessment_factors")) == ["3A", "4B", "5B"]
    assert {"duplicate_row", "8898"} <= rules(reading, "error")


def test_another_row_with_the_same_key_gets_a_number(tmp_path):
    other = FULL_EPISODE.replace("<ReferralSource>1A<", "<ReferralSource>6<")
    _, rows = read_text(tmp_path, census(child("A1", FULL_EPISODE, other)))
    ids = [row.referral_id for row in loaded(rows, "cin_episodes")]
    assert ids == ["A1|2023-05-02", "A1|2023-05-02#2"]
    assert len(loaded(rows, "cin_assessments")) == 4
    assert "A1|2023-05-02#2|A|2023-05-03" in {row.assessment_id for row in loaded(rows, "cin_assessments")}


def test_a_child_repeated_with_the_same_details_keeps_all_episodes(tmp_path):
    text = census(
        child("A1", FULL_EPISODE), child("B2"), child("A1", SMALL_EPISODE), child("A1", SMALL_EPISODE)
    )
    reading, rows = read_text(tmp_path, text)
    assert [row.person_id for row in loaded(rows, "person")] == ["B2", "A1"]
    assert sum(1 for row in loaded(rows, "cin_episodes") if row.person_id == "A1") == 2
    assert reading.findings.counts["error", "8510"] == 2


def test_a_child_repeated_with_other_details_is_rejected_with_all_in_it(tmp_path):
    other = child("A1", SMALL_EPISODE).replace("WIRT", "WBRI")
    reading, rows = read_text(tmp_path, census(child("A1", FULL_EPISODE), other))
    assert [row.ethnicity for row in loaded(rows, "person")] == ["WIRT"]
    assert len(loaded(rows, "cin_episodes")) == 1
    assert reading.accounts["cin_episodes"].rejected == 1
    assert "8510" in rules(reading, "error")


def test_two_children_run_together_are_not_taken_for_one(tmp_path):
    text = census(child("A1"), child("B2")).replace("</Child>\n<Child>\n", "")
    _, rows = read_text(tmp_path, text)
    assert rows == []


def test_an_element_repeated_with_another_value_cannot_be_trusted(tmp_path):
    twice = "<CINclosureDate>2024-02-01</CINclosureDate>"
    same, _ = read_text(tmp_path, census(child()).replace(twice, twice + twice))
    other, _ = read_text(tmp_path, census(child()).replace(twice, twice + twice.replace("02-01", "03-01")))
    assert same.accounts["cin_episodes"].loaded == 2
    assert other.accounts["cin_episodes"].loaded == 1


# layout


def test_order_inside_a_row_does_not_matter(tmp_path):
    start = "<CINreferralDate>2023-05-02</CINreferralDate>\n"
    moved = census(child()).replace(start, "").replace("<ReferralNFA>0<", f"{start}<ReferralNFA>0<")
    _, before = read_text(tmp_path, census(child()))
    _, after = read_text(tmp_path, moved)
    assert [row.values for row in after] == [row.values for row in before]


def test_a_namespace_is_stripped(tmp_path):
    _, before = read_text(tmp_path, census(child("A1"), child("B2")))
    _, after = read_text(
        tmp_path, census(child("A1"), child("B2")).replace("<Message>", "<Message xmlns='urn:x'>")
    )
    assert [row.values for row in after] == [row.values for row in before]


def test_comments_and_instructions_are_read_past(tmp_path):
    text = census(child()).replace(">CHILD0001<", ">CHILD<!-- x -->00<?y z?>01<")
    _, rows = read_text(tmp_path, text.replace("<Ethnicity>", "<!-- a --><Ethnicity>"))
    assert loaded(rows, "person")[0].person_id == "CHILD0001"
    assert loaded(rows, "person")[0].ethnicity == "WIRT"


def test_stray_text_and_unknown_elements_are_noted_once(tmp_path):
    odd = child().replace("<Ethnicity>", "oops<Shoe>42</Shoe><Ethnicity>")
    reading, rows = read_text(tmp_path, census(odd, odd.replace("CHILD0001", "B2")))
    assert reading.findings.counts["note", "stray_text"] == 1
    assert reading.findings.counts["note", "unknown_element"] == 1
    assert len(loaded(rows, "person")) == 2


MISPLACED = [
    ("<Children>", f"<Children>{SMALL_EPISODE}", {"cin_episodes": 1}),
    ("</Children>", f"{SMALL_EPISODE}</Children>", {"cin_episodes": 1}),
    ("</Message>", f"{FULL_EPISODE}</Message>", {"cin_episodes": 1, "cin_assessments": 2, "cp_reviews": 2}),
    ("<ChildCharacteristics>", f"<ChildCharacteristics>{SMALL_EPISODE}", {"cin_episodes": 1}),
    ("<Ethnicity>", f"<Ethnicity>{SMALL_EPISODE}", {"cin_episodes": 1}),
    ("<Ethnicity>", f"<Shoe><Box>{SMALL_EPISODE}</Box></Shoe><Ethnicity>", {"cin_episodes": 1}),
    ("<Ethnicity>", f"{child('B2', SMALL_EPISODE)}<Ethnicity>", {"person": 1, "cin_episodes": 1}),
    (
        "<Ethnicity>",
        "<DateOfInitialCPC>2023-05-09</DateOfInitialCPC><Ethnicity>",
        {"initial_cp_conference": 1},
    ),
]


@pytest.mark.parametrize(("old", "new", "rejected"), MISPLACED)
def test_rows_in_a_wrong_place_are_counted_and_rejected(tmp_path, old, new, rejected):
    text = census(child()).replace(old, new, 1)
    reading, rows = read_text(tmp_path, text)
    assert read_counts(reading) == counted(text)
    assert len(loaded(rows, "cin_episodes")) == 2
    assert {table: reading.accounts[table].rejected for table in rejected} == rejected
    assert "misplaced_element" in rules(reading, "error")


def test_a_problem_points_at_its_element(tmp_path):
    text = census(child("A1"), child("B2").replace("2023-06-12", "x"))
    reading, _ = read_text(tmp_path, text)
    (problem,) = (p for p in reading.findings.kept if p.rule == "unreadable_value")
    line = text[: text.index("Date>x<")].count("\n") + 1
    assert str(problem.where) == (
        f"census.xml, Child[2]/CINdetails[1]/Assessments[1], line {line}, AssessmentAuthorisationDate"
    )


def test_lines_beyond_the_parsers_own_count_are_right(tmp_path):
    children = [child(f"C{n}", FULL_EPISODE) for n in range(1400)]
    text = census(*children)
    lines = text.split("\n")
    assert len(lines) > 66_000
    _, rows = read_text(tmp_path, text)
    starts = {"cin_assessments": "<Assessments>", "cp_plans": "<ChildProtectionPlans>", "person": "<Child>"}
    wrong = [row for row in rows if row.table in starts and lines[row.row - 1] != starts[row.table]]
    assert wrong == []


# who and when


def heading_of(tmp_path, text, **overrides):
    reading, _ = read_text(tmp_path, text, **overrides)
    return reading, reading.heading


def test_a_reference_date_of_another_year_is_a_question_that_year_answers(tmp_path):
    text = census(child()).replace("<Year>2024<", "<Year>2023<")
    reading, _ = heading_of(tmp_path, text)
    assert not reading.is_acceptable
    assert rules(reading, "question") == {"100"}
    reading, heading = heading_of(tmp_path, text, year=2024)
    assert reading.is_acceptable
    assert heading.year == 2024
    assert "year" in rules(reading, "warning")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<LEA>201</LEA>", "", "authority"),
        ("<LEA>201<", "<LEA>E09<", "authority"),
        ("<LEA>201</LEA>", "<LEA>201</LEA><LEA>202</LEA>", "authority"),
        ("<Year>2024</Year>", "", "year"),
        ("<Year>2024</Year>", "<Year>2024</Year><Year>2025</Year>", "year"),
        ("<Year>2024<", "<Year>0204<", "year"),
        ("<Year>2024<", "<Year>2023-24<", "year"),
    ],
)
def test_a_missing_or_wrong_authority_or_year_is_a_question_that_an_override_answers(
    tmp_path, old, new, rule
):
    text = census(child()).replace(old, new)
    reading, heading = heading_of(tmp_path, text)
    assert heading is None
    assert rules(reading, "question") == {rule}
    reading, heading = heading_of(tmp_path, text, authority="201", year=2024)
    assert reading.is_acceptable
    assert (heading.authority, heading.year) == ("201", 2024)


def test_an_override_that_contradicts_the_file_is_used_with_a_warning(tmp_path):
    reading, rows = read_text(tmp_path, census(child()), authority="302")
    assert reading.heading.authority == "302"
    assert {row.values[0] for row in rows} == {"302"}
    assert "authority" in rules(reading, "warning")


def test_a_file_without_a_header_asks_for_both(tmp_path):
    text = census(child())
    bare = text[: text.index("<Header>")] + text[text.index("<Children>") :]
    reading, _ = read_text(tmp_path, bare)
    assert rules(reading, "question") == {"authority", "year"}
    reading, rows = read_text(tmp_path, bare, authority="201", year=2024)
    assert reading.is_acceptable
    assert sum(read_counts(reading).values()) == len(rows)


@pytest.mark.parametrize("where", ["<Children>", "</Message>"])
@pytest.mark.parametrize("year", [2024, 2025])
def test_a_second_header_is_a_question_that_authority_and_year_together_answer(tmp_path, where, year):
    text = census(child()).replace(where, HEADER.format(year=year).replace(">201<", ">202<") + where)
    reading, heading = heading_of(tmp_path, text)
    assert heading is None
    assert rules(reading, "question") == {"headers", "authority"} | ({"year"} if year == 2025 else set())
    reading, _ = heading_of(tmp_path, text, authority="201")
    assert "headers" in rules(reading, "question")
    reading, heading = heading_of(tmp_path, text, authority="201", year=2024)
    assert reading.is_acceptable
    assert (heading.authority, heading.year) == ("201", 2024)
    assert "headers" in rules(reading, "warning")


def test_two_headers_that_agree_are_a_question_all_the_same(tmp_path):
    text = census(child()).replace("<Children>", HEADER.format(year=2024) + "<Children>")
    reading, _ = heading_of(tmp_path, text)
    assert not reading.is_acceptable
    (problem,) = (each for each in reading.findings.kept if each.severity == "question")
    assert (problem.rule, problem.where.row) == ("headers", 6)


def test_a_second_header_of_another_collection_refuses_the_file(tmp_path):
    other = HEADER.format(year=2024).replace(">CIN<", ">CSWW<")
    reading, heading = heading_of(tmp_path, census(child()).replace("<Children>", other + "<Children>"))
    assert heading is None
    assert "collection" in rules(reading, "error")


# problems beyond what is kept


def test_only_the_first_problems_of_a_rule_are_kept_and_all_are_counted(tmp_path):
    children = [child(f"C{n}", SMALL_EPISODE.replace(">6<", ">66<")) for n in range(150)]
    reading, _ = read_text(tmp_path, census(*children))
    assert reading.findings.counts["warning", "8866"] == 150
    assert sum(1 for p in reading.findings.kept if p.rule == "8866") == 100
    assert reading.findings.not_kept()["8866"] == 50


def test_problems_of_one_rule_that_are_not_kept_are_added_up_over_severities(tmp_path):
    early = "<CINPlanDates><CINPlanStartDate>2024-04-02</CINPlanStartDate></CINPlanDates>"
    missing = "<CINPlanDates><CINPlanStartDate/></CINPlanDates>"
    episode = SMALL_EPISODE.replace("</CINdetails>", f"{early}{missing}</CINdetails>")
    reading, _ = read_text(tmp_path, census(*(child(f"C{n}", episode) for n in range(150))))
    counts = reading.findings.counts
    assert (counts["error", "4010"], counts["warning", "4010"]) == (150, 150)
    assert reading.findings.not_kept()["4010"] == 100
