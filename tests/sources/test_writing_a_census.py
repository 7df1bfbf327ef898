"""The writer beside the reader: what is written is read back unchanged, and a child can be taken out."""

import re
import string
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.census import census, child, read_path

from stonechat.basics.codes import code_list
from stonechat.basics.problems import Refused
from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census import FORMAT
from stonechat.sources.cin_census.heading import window
from stonechat.sources.cin_census.layout import layout
from stonechat.sources.formats import ChildRows
from stonechat.sources.reading import Heading, TypedRow

YEARS = (2017, 2019, 2021, 2022, 2023, 2024, 2025, 2026)
AUTHORITY = "201"

dates = st.dates(date(1901, 1, 1), date(2100, 12, 31))
soon = st.dates(date(2020, 1, 1), date(2020, 2, 5))  # narrow, so that keys collide
maybe_date = st.none() | dates
flags = st.booleans()
texts = st.text("ABC abc&<>\"'é|#-", min_size=1, max_size=8).map(str.strip).filter(bool)
numbers = st.none() | st.integers(0, 999_999_999)


def code(name: str, year: int) -> st.SearchStrategy[str]:
    return st.sampled_from(code_list(name).codes_on(window(year)[1]))


def heading(year: int) -> Heading:
    made = datetime(year, 6, 1, 9, 30, tzinfo=UTC)
    return Heading("cin_census", AUTHORITY, year, *window(year), made_at=made)


def sexes(year: int) -> st.SearchStrategy[tuple[str, str | None]]:
    """Sex, and gender as collections to 2024 have it."""
    if year >= 2025:
        return st.sampled_from([("M", None), ("F", None), ("U", None)])
    return st.sampled_from([("M", "1"), ("F", "2"), ("U", "0"), ("U", "9")])


@st.composite
def one_child(draw, name: str, year: int):
    """Rows of one child as the reader gives them: keys made by the reader's own rule, no two the same."""
    rows: dict[str, list] = {}

    def add(table: str, **values: object) -> None:
        rows.setdefault(table, []).append(TABLES[table].row(authority=AUTHORITY, person_id=name, **values))

    sex, gender = draw(sexes(year))
    add(
        "person",
        sex=sex,
        gender_current=gender,
        ethnicity=draw(code("ethnicity", year)),
        dob=draw(maybe_date),
        expected_dob=draw(maybe_date),
        death_date=draw(maybe_date),
        upn=draw(st.none() | texts),
        former_upn=draw(st.none() | texts),
        upn_unknown=draw(st.none() | code("upn_unknown", year)),
    )
    for each in draw(st.lists(code("disability", year), max_size=3, unique=True)):
        add("disability", table_id=f"{name}|D|{each}", disability_code=each)
    for day in draw(st.lists(soon, max_size=2, unique=True)):
        episode(draw, add, f"{name}|{day}", day, year)
    return rows


def episode(draw, add, referral, day, year):
    add(
        "cin_episodes",
        referral_id=referral,
        referral_date=day,
        referral_source_code=draw(code("referral_source", year)),
        cin_primary_need_code=draw(st.none() | code("primary_need", year)),
        close_date=draw(maybe_date),
        close_reason=draw(st.none() | code("reason_for_closure", year)),
        referral_nfa=draw(flags),
    )
    if held := draw(maybe_date):
        add("initial_cp_conference", icpc_id=f"{referral}|ICPC", referral_id=referral, icpc_date=held)
    for start in draw(st.lists(soon, max_size=2, unique=True)):
        assessment(draw, add, f"{referral}|A|{start}", referral, start=start, year=year)
    for start in draw(st.lists(soon, max_size=2, unique=True)):
        enquiry(draw, add, f"{referral}|S|{start}", referral, start)
    for start in draw(st.lists(soon, max_size=2, unique=True)):
        protection_plan(draw, add, f"{referral}|C|{start}", referral, start=start, year=year)
    held_by_year = {element.row for element in layout(year)}
    if "cin_plans" in held_by_year:
        for start in draw(st.lists(soon, max_size=2, unique=True)):
            plan = {"cin_plan_id": f"{referral}|P|{start}", "referral_id": referral}
            add("cin_plans", **plan, cin_plan_start_date=start, cin_plan_end_date=draw(maybe_date))
    if "pre_proceedings" in held_by_year and (start := draw(st.none() | soon)):
        pre_proceedings(draw, add, f"{referral}|L|{start}", referral, start)


def assessment(draw, add, assessment_id, referral, *, start, year):
    add(
        "cin_assessments",
        assessment_id=assessment_id,
        referral_id=referral,
        assessment_start_date=start,
        assessment_auth_date=draw(maybe_date),
        assessment_internal_review_date=draw(maybe_date),
    )
    for each in draw(st.lists(code("assessment_factor", year), max_size=3, unique=True)):
        ids = {"table_id": f"{assessment_id}|F|{each}", "assessment_id": assessment_id}
        add("assessment_factors", **ids, assessment_factor=each)


def enquiry(draw, add, enquiry_id, referral, start):
    ids = {"s47_enquiry_id": enquiry_id, "referral_id": referral}
    add("s47_enquiry", **ids, s47_start_date=start, icpc_not_required=draw(flags))
    target, held = draw(maybe_date), draw(maybe_date)
    if target or held:
        add(
            "initial_cp_conference",
            **ids,
            icpc_id=f"{enquiry_id}|ICPC",
            icpc_target_date=target,
            icpc_date=held,
        )


def protection_plan(draw, add, plan_id, referral, *, start, year):
    add(
        "cp_plans",
        cp_plan_id=plan_id,
        referral_id=referral,
        cp_plan_start_date=start,
        cp_plan_end_date=draw(maybe_date),
        cp_plan_initial_category=draw(code("category_of_abuse", year)),
        cp_plan_latest_category=draw(code("category_of_abuse", year)),
        number_of_previous_cp_plans=draw(numbers),
    )
    for day in draw(st.lists(soon, max_size=3, unique=True)):
        add("cp_reviews", cp_review_id=f"{plan_id}|R|{day}", cp_plan_id=plan_id, cp_review_date=day)


def pre_proceedings(draw, add, row_id, referral, start):
    add(
        "pre_proceedings",
        pre_proceedings_id=row_id,
        referral_id=referral,
        pre_proceedings_start_date=start,
        pre_pro_letter_date=draw(maybe_date),
        family_group_meeting_offered=draw(st.none() | flags),
        family_group_meeting_held=draw(st.none() | flags),
        initial_pre_pro_meeting_date=draw(maybe_date),
        pre_pro_meetings_num=draw(numbers),
        agree_stepdown_issue_date=draw(maybe_date),
        pre_pro_outcome=draw(st.none() | texts),
        court_application_date=draw(maybe_date),
        care_pro_letter_date=draw(maybe_date),
    )


@st.composite
def authorities(draw):
    year = draw(st.sampled_from(YEARS))
    names = draw(
        st.lists(
            st.text(string.ascii_letters + string.digits, min_size=1, max_size=5), max_size=3, unique=True
        )
    )
    return year, [draw(one_child(name, year)) for name in names]


@given(authorities())
def test_what_is_written_is_read_back_unchanged(tmp_path_factory, authority):
    year, children = authority
    path = tmp_path_factory.mktemp("written") / "census.xml"
    FORMAT.write(path, heading(year), children)
    reading, rows = read_path(path)
    assert reading.heading == heading(year)
    assert sorted(map(repr, ((row.table, tuple(row.values)) for row in rows))) == sorted(
        repr((table, values))
        for rows_of in children
        for table, all_values in rows_of.items()
        for values in all_values
    )
    assert not reading.findings.has("error", "question")


def by_child(rows: Iterable[TypedRow]) -> Iterator[ChildRows]:
    """The rows as the reader gives them, gathered child by child, as they are written."""
    gathered: dict[str, list[Values]] = {}
    for row in rows:
        if row.table == "person" and gathered:
            yield gathered
            gathered = {}
        gathered.setdefault(row.table, []).append(row.values)
    if gathered:
        yield gathered


def test_what_is_read_can_be_written_and_read_again(tmp_path, shared):
    source = shared / "data" / "extracts" / "cin_census_validator_samples" / "fake_CIN_data.xml"
    reading, rows = read_path(source, year=2022)
    assert reading.heading
    FORMAT.write(tmp_path / "again.xml", reading.heading, by_child(rows))
    again, same = read_path(tmp_path / "again.xml")
    assert [(row.table, row.values) for row in same] == [(row.table, row.values) for row in rows]
    assert again.heading == reading.heading


@pytest.mark.parametrize(
    ("table", "year"), [("cin_plans", 2021), ("pre_proceedings", 2025), ("cla_episodes", 2024)]
)
def test_rows_that_the_years_census_has_no_place_for_are_refused(tmp_path, table, year):
    person = TABLES["person"].row(authority=AUTHORITY, person_id="A1")
    row = (AUTHORITY,) if table not in TABLES else TABLES[table].row(authority=AUTHORITY, person_id="A1")
    with pytest.raises(ValueError, match=f"no place for rows of {table}"):
        FORMAT.write(tmp_path / "census.xml", heading(year), [{"person": [person], table: [row]}])


# forgetting


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_forgetting_takes_out_the_childs_elements_and_no_other_byte(tmp_path, encoding):
    text = census(child("A1"), child("B2"), child("A10"), child("A1")).replace(">x<", ">Zoë<")
    path, out = tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_bytes(text.encode(encoding))
    assert FORMAT.without_child(path, out, "A1") == 2
    left = out.read_bytes().decode(encoding)
    assert left == text.replace(child("A1"), "")
    assert re.findall(r"<LAchildID>(\w+)<", left) == ["B2", "A10"]
    _, rows = read_path(out)
    assert {row.values[row.values._fields.index("person_id")] for row in rows} == {"B2", "A10"}  # type: ignore[attr-defined]


# how an id may be written inside ChildIdentifiers, and what it is read as; None: the child is not loaded
WAYS_TO_WRITE_AN_ID = [
    ("<LAchildID>KID1</LAchildID>", "KID1"),
    ("<LAchildID>\n KID1 \t</LAchildID>", "KID1"),
    ("<LAchildID>KI<!-- x -->D<?y z?>1</LAchildID>", "KID1"),
    ("<LAchildID>K&#73;D&#x31;</LAchildID>", "KID1"),
    ("<LAchildID><![CDATA[KID1]]></LAchildID>", "KID1"),
    ("<LAchildID>A&amp;B</LAchildID>", "A&B"),
    ("<LAchildID>KID1<b/>x</LAchildID>", "KID1"),
    ("<LAchildID>KID1<b>x</b></LAchildID>", "KID1"),
    ("<x:LAchildID xmlns:x='urn:x'>KID1</x:LAchildID>", "KID1"),
    ("<LAchildID>KID1</LAchildID><LAchildID> KID1 </LAchildID>", "KID1"),
    ("<LAchildID/><LAchildID>KID1</LAchildID>", "KID1"),
    ("<LAchildID>KID1</LAchildID></ChildIdentifiers><ChildIdentifiers><LAchildID> </LAchildID>", "KID1"),
    ("<LAchildID>KID1</LAchildID><LAchildID>KID2</LAchildID>", None),
    ("<LAchildID><b>KID1</b></LAchildID>", None),
    ("<b><LAchildID>KID1</LAchildID></b>", None),
    ("<LAchildID/>", None),
]


def ids_loaded(path):
    return {row.values.person_id for row in read_path(path)[1] if row.table == "person"}


@pytest.mark.parametrize(("written", "read"), WAYS_TO_WRITE_AN_ID)
def test_a_child_is_forgotten_by_the_id_that_it_is_loaded_under(tmp_path, written, read):
    odd = child("OLD").replace("<LAchildID>OLD</LAchildID>", written)
    path, out = tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_text(census(child("B2"), odd, child("C3")))
    assert ids_loaded(path) == {"B2", "C3"} | ({read} if read else set())
    if read:
        assert FORMAT.without_child(path, out, read) == 1
        assert out.read_text() == path.read_text().replace(odd, "")


@pytest.mark.parametrize("written", [way for way, read in WAYS_TO_WRITE_AN_ID if "KID1" in way])
def test_a_child_that_was_not_loaded_is_forgotten_too_if_its_id_stands_anywhere_in_it(tmp_path, written):
    odd = child("OLD").replace("<LAchildID>OLD</LAchildID>", written)
    path, out = tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_text(census(child("B2"), odd))
    assert "KID1" in set(FORMAT.children(path))
    assert FORMAT.without_child(path, out, "KID1") == 1
    assert "KID1" not in out.read_text()
    assert set(FORMAT.children(out)) == {"B2"}


@pytest.mark.parametrize("written", [way for way, read in WAYS_TO_WRITE_AN_ID if read == "KID1"])
def test_a_child_is_met_again_however_its_id_is_written(tmp_path, written):
    again = child("KID1").replace("<LAchildID>KID1</LAchildID>", written)
    path = tmp_path / "in.xml"
    path.write_text(census(child("KID1"), again))
    reading, rows = read_path(path)
    assert sum(1 for row in rows if row.table == "person") == 1
    assert reading.findings.counts["error", "8510"] == 1


def test_forgetting_a_child_that_is_not_there_copies_the_file(tmp_path):
    path, out = tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_text(census(child("A1")))
    assert FORMAT.without_child(path, out, "ZZ") == 0
    assert out.read_bytes() == path.read_bytes()


def test_forgetting_in_a_file_that_cannot_be_read_is_refused(tmp_path):
    path, out = tmp_path / "in.xml", tmp_path / "out.xml"
    path.write_text(census(child("A1"))[:-20])
    with pytest.raises(Refused, match="cannot be read as a CIN census"):
        FORMAT.without_child(path, out, "A1")
    assert not out.exists()
