"""Published tables as releases vary them and as hands damage them: small files made here."""

import tempfile
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stonechat.basics.problems import Severity
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.model.published import STATISTICS
from stonechat.sources import registry
from stonechat.sources.published.layout import PublishedTable, published_tables, table_of
from stonechat.sources.published.times import period_of
from stonechat.sources.reading import Overrides, Reading

HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name,category,CPP_At31_3Months,Reviewed_within_timescales,"
    "Reviewed_within_timescales_percent"
)
BARNET = (
    "2024,Reporting year,Local authority,E92000001,England,E13000002,Outer London,302,E09000003,Barnet,Plans"
)
ENGLAND = "2024,Reporting year,National,E92000001,England,,,,,,Plans"
GOOD = f"{BARNET},40,36,90"


def read(path: Path, *lines: str, said: Overrides | None = None) -> tuple[Reading, list[dict[str, object]]]:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (found,) = registry.grouped([path])
    reading = registry.read(found, said)
    rows = [dict(zip(STATISTICS.names, row.values, strict=False)) for row in reading.rows]
    return reading, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anything.csv"


def rules(reading: Reading) -> list[str]:
    return [problem.rule for problem in reading.findings.kept]


def test_one_row_becomes_one_number_for_each_measure(path: Path) -> None:
    reading, rows = read(path, HEADER, GOOD)
    assert [(row["measure"], row["value"], row["symbol"]) for row in rows] == [
        ("cpp_at31_3months", Decimal(40), None),
        ("reviewed_within_timescales", Decimal(36), None),
        ("reviewed_within_timescales_percent", Decimal(90), None),
    ]
    assert {(row["table"], row["period"], row["level"], row["authority"]) for row in rows} == {
        ("plan_reviews", "FY2023-24", "authority", "302")
    }
    assert rules(reading) == []


def test_columns_may_stand_in_any_order_and_in_other_letters(path: Path) -> None:
    reading, rows = read(path, HEADER, GOOD)
    order = [7, 12, 0, 13, 9, 8, 2, 1, 3, 4, 5, 6, 10, 11]
    turned = [",".join(line.split(",")[place] for place in order) for line in (HEADER.upper(), GOOD)]
    again, same = read(path, *turned)
    assert sorted(map(str, same)) == sorted(map(str, rows))
    assert reading.release == again.release


@pytest.mark.parametrize("symbol", [*SYMBOLS, "C", "LOW"])
def test_a_symbol_is_kept_as_a_symbol_and_is_never_a_number(path: Path, symbol: str) -> None:
    _, rows = read(path, HEADER, f"{BARNET},40,{symbol},{symbol}")
    assert [(row["value"], row["symbol"]) for row in rows[1:]] == [(None, symbol.lower())] * 2


def test_an_empty_cell_is_no_number_and_no_symbol(path: Path) -> None:
    reading, rows = read(path, HEADER, f"{BARNET},40,,")
    assert [(row["value"], row["symbol"]) for row in rows[1:]] == [(None, None)] * 2
    assert rules(reading) == []


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=6, allow_nan=False))
def test_a_number_is_exact_to_six_decimals(number: Decimal) -> None:
    from stonechat.sources.published.numbers import number_and_symbol

    assert number_and_symbol("n", f"{number:f}") == (number, None)


# a row, and the rule by which it is rejected; the good row beside it must stay
REJECTED = [
    (f"{BARNET.replace('2024', '20x4')},40,36,90", "unknown_time", "time_period"),
    (f"{BARNET.replace('2024', '1066')},40,36,90", "unknown_time", "time_period"),
    (f"{BARNET.replace('Reporting year', 'Week 1')},40,36,90", "unknown_time", "time_period"),
    (f"{BARNET.replace('2024', '202325').replace('Reporting', 'Financial')},40,36,90", "unknown_time", None),
    (f"{BARNET.replace('Local authority', 'School')},40,36,90", "unknown_level", "geographic_level"),
    (f"{BARNET.replace('302', '30')},40,36,90", "authority_code", "old_la_code"),
    (f"{BARNET.replace('Barnet', '')},40,36,90", "no_place", "new_la_code"),
    (f"{BARNET.replace('2024', '2023')},40,many,90", "not_a_number", "Reviewed_within_timescales"),
    (f"{BARNET.replace('2024', '2023')},1e3,36,90", "not_a_number", None),
    (f"{BARNET.replace('2024', '2023')},NaN,36,90", "not_a_number", None),
    (f"{BARNET.replace('2024', '2023')},{10**12},36,90", "not_a_number", None),
    (f"{BARNET.replace('2024', '2023')},40,36", "ragged_row", None),
    (f"{BARNET.replace('2024', '2023')},40,36,90,1", "ragged_row", None),
    (GOOD, "row_twice", None),
]


@pytest.mark.parametrize(("line", "rule", "column"), REJECTED)
def test_a_row_that_cannot_be_right_is_rejected_whole_and_told_with_its_place(
    path: Path, line: str, rule: str, column: str | None
) -> None:
    reading, rows = read(path, HEADER, GOOD, line)
    (problem,) = reading.findings.kept
    assert (problem.rule, problem.where.row, problem.where.sheet) == (rule, 3, "plan_reviews")
    if column:
        assert (problem.where.column or "").lower() == column.lower()
    assert len(rows) == 3
    books = reading.accounts["published_statistics"]
    assert (books.read, books.loaded, books.rejected) == (2, 1, 1)
    assert reading.is_acceptable


def test_authorities_published_together_keep_both_codes(path: Path) -> None:
    line = BARNET.replace("302", "314 / 318").replace("E09000003", "E09000021 / E09000027")
    _, rows = read(path, HEADER, f"{line},40,36,90")
    assert {row["authority"] for row in rows} == {"314 / 318"}


def test_an_authority_that_is_not_on_the_list_is_kept_and_told_once(path: Path) -> None:
    lines = [f"{BARNET.replace('302', '999').replace('2024', year)},40,36,90" for year in ("2023", "2024")]
    reading, rows = read(path, HEADER, *lines)
    assert rules(reading) == ["unknown_authority"]
    assert len(rows) == 6


def test_a_new_column_of_numbers_is_one_more_measure_and_is_told(path: Path) -> None:
    reading, rows = read(path, f"{HEADER},Late+", f"{GOOD},4")
    assert (rows[-1]["measure"], rows[-1]["value"]) == ("late_or_more", Decimal(4))
    assert rules(reading) == ["new_measure"]


def test_a_new_column_beside_a_first_row_that_is_cut_short_is_no_mistake_of_ours(path: Path) -> None:
    reading, rows = read(path, f"{HEADER},Late", BARNET, f"{GOOD},4")
    assert len(rows) == 4
    assert sorted(rules(reading)) == ["new_measure", "ragged_row"]


def test_a_column_that_the_table_usually_has_and_the_file_lacks_is_told(path: Path) -> None:
    header, line = (text.rsplit(",", 1)[0] for text in (HEADER, GOOD))
    reading, rows = read(path, header, line)
    (problem,) = reading.findings.kept
    assert (problem.rule, len(rows)) == ("absent_measure", 2)
    assert "reviewed_within_timescales_percent" in problem.what


def test_a_new_column_of_words_refuses_the_file_because_it_could_divide_the_numbers(path: Path) -> None:
    reading, rows = read(path, f"{HEADER},Sex", f"{GOOD},Girls", f"{GOOD},Boys")
    assert (rows, rules(reading), reading.is_acceptable) == ([], ["unknown_column"], False)
    assert "Girls" not in str(reading.findings.kept)


def test_a_table_of_the_layout_that_is_not_known_is_refused_with_the_nearest(path: Path) -> None:
    header = HEADER.replace("Reviewed_within_timescales,", "").replace(
        "Reviewed_within_timescales_percent", "x"
    )
    reading, _ = read(path, header, f"{BARNET},40,36")
    (problem,) = reading.findings.kept
    assert problem.rule == "unknown_table"
    assert "reviewed_within_timescales" in problem.fix


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ((HEADER,), "no_time"),
        ((HEADER, f"{BARNET.replace('2024', 'then')},1,1,1"), "no_time"),
        ((f"{HEADER},category", f"{GOOD},Plans"), "column_twice"),
        ((HEADER, GOOD, f'{ENGLAND},4"0,36,90'), "stray_quote"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    path: Path, lines: tuple[str, ...], rule: str
) -> None:
    reading, rows = read(path, *lines)
    assert (rows, rules(reading), reading.is_acceptable) == ([], [rule], False)


def test_neighbours_with_a_quote_astray_are_refused_too(path: Path) -> None:
    reading, _ = read(path, "old_la_code,SN_1,SN_1P", "302,320,Close", '303,3"20,Close')
    assert rules(reading) == ["stray_quote"]


@pytest.mark.parametrize(
    ("name", "said", "year", "severity"),
    [
        ("model_2025.csv", Overrides(), 2025, "note"),
        ("model_2025.csv", Overrides(year=2023), 2023, None),
        ("model.csv", Overrides(), None, "warning"),
        ("model_120255.csv", Overrides(), None, "warning"),
    ],
)
def test_the_year_of_the_neighbours_model_is_said_or_else_read_from_the_name(
    tmp_path: Path, name: str, said: Overrides, year: int | None, severity: str | None
) -> None:
    path = tmp_path / name
    path.write_text("old_la_code,SN_1,SN_1P\n302,320,Very close\n", encoding="utf-8")
    (found,) = registry.grouped([path])
    reading = registry.read(found, said)
    (row,) = reading.rows
    assert row.values == (year, "302", "320", 1, "Very close")
    assert [problem.severity for problem in reading.findings.kept] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("time", "identifier", "meaning", "period"),
    [
        ("2024", "Reporting year", "financial", "FY2023-24"),
        ("2024", "Reporting year", "september", "2024-09-30"),
        ("2024", "Reporting year", "mid_year", "2024-06-30"),
        ("2024", "Calendar year", "mid_year", "2024-06-30"),
        ("202324", "Financial year", "financial", "FY2023-24"),
        ("202324", "Academic year", "financial", "SY2023-24"),
        ("199900", "Financial year", "financial", "FY1999-00"),
        ("202325", "Financial year", "financial", None),
        ("202324", "Reporting year", "financial", None),
        ("2024", "Financial year", "financial", None),
        ("٢٠٢٤", "Reporting year", "financial", None),
        ("", "", "financial", None),
    ],
)
def test_publishers_years_become_our_periods(
    time: str, identifier: str, meaning: str, period: str | None
) -> None:
    assert period_of(time, identifier, meaning) == period


EARLIER = ENGLAND.replace("2024", "2023")
WHOLE = "\n".join((HEADER, GOOD, f"{ENGLAND},35090,31500,89.8", f"{EARLIER},c,x,z")).encode()


@settings(max_examples=200)
@given(
    st.integers(0, len(WHOLE)),
    st.integers(0, 60),
    st.sampled_from([b"", b'"', b"\x00", b"\xff", b",,", b"\n", b"\r", "é".encode("utf-16")]),
)
def test_whatever_happened_to_its_bytes_a_file_is_read_or_refused_and_its_books_balance(
    place: int, gone: int, put: bytes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "damaged.csv"
        path.write_bytes(WHOLE[:place] + put + WHOLE[place + gone :])
        reading = registry.read_file(path)
        rows = list(reading.rows)
    assert all(books.balances for books in reading.accounts.values())
    if not reading.is_acceptable:
        assert rows == []
        assert reading.findings.has(Severity.ERROR)


def test_no_table_could_be_taken_for_another() -> None:
    tables = published_tables().values()
    for one, other in combinations(tables, 2):
        if not one.first:
            assert table_of(columns(one), {}) == one
        assert columns(one) != columns(other) or one.first != other.first


def columns(table: PublishedTable) -> list[str]:
    return [*table.filters, *table.captions, *table.measures]


def test_the_names_that_other_releases_have_lead_to_the_same_table() -> None:
    tables = published_tables()
    others = [(table, other, ours) for table in tables.values() for other, ours in table.synonyms.items()]
    assert others
    for table, other, ours in others:
        renamed = [other if column == ours else column for column in columns(table)]
        assert ours in table.measures
        assert table_of(renamed, {}) == table
