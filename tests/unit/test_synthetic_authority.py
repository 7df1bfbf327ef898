"""The made-up authority's files: the same for ever, read whole by the real readers, and true to the lives."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from stonechat.basics.problems import Severity
from stonechat.indicators.population import read_populations
from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.sources.formats import ChildRows
from stonechat.sources.reading import Overrides, Reading
from stonechat.sources.registry import grouped, read, read_file
from stonechat.synthetic import cin_return, ssd_extract, ssda903_return
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.everyone import lives
from stonechat.synthetic.lives import Life
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, Scale
from stonechat.synthetic.window import Window, year_of
from stonechat.synthetic.workforce import Workforce, workforce

SCALE = Scale(children=2_500, years=3, seed=7)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    write_authority(folder, SCALE.children, SCALE.years, SCALE.seed)
    return folder


@pytest.fixture(scope="module")
def everyone() -> list[Life]:
    return [life for life in lives(SCALE) if life.episodes]


@pytest.fixture(scope="module")
def workers(everyone: list[Life]) -> Workforce:
    return workforce(SCALE, everyone)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def all_rows(children: Iterable[ChildRows | None]) -> Iterator[tuple[str, Values]]:
    for child in children:
        for table, some in (child or {}).items():
            yield from ((table, row) for row in some)


def comparable(rows: Iterable[tuple[str, Values]]) -> list[str]:
    return sorted(f"{table}: {tuple(row)!r}" for table, row in rows)


NO_SOURCE = "8866"
"""The census guide's check that a referral has a source."""


def read_whole(reading: Reading, with_no_source: int = 0) -> list[tuple[str, Values]]:
    """Its rows: none rejected, no errors, and a problem for each source that was left out."""
    rows = [(row.table, row.values) for row in reading.rows]
    assert reading.is_acceptable
    assert not reading.findings.has(Severity.ERROR, Severity.QUESTION)
    told = sum(number for (_, rule), number in reading.findings.counts.items() if rule == NO_SOURCE)
    assert told == with_no_source
    assert len(rows) == sum(books.loaded for books in reading.accounts.values())
    assert all(books.balances and not books.rejected for books in reading.accounts.values())
    return rows


def test_one_seed_gives_the_same_bytes_for_ever(out: Path, tmp_path: Path) -> None:
    write_authority(tmp_path / "again", SCALE.children, SCALE.years, SCALE.seed)
    assert content(tmp_path / "again") == content(out)
    write_authority(tmp_path / "other", SCALE.children, SCALE.years, SCALE.seed + 1)
    assert content(tmp_path / "other").keys() == content(out).keys()
    assert content(tmp_path / "other") != content(out)


@pytest.mark.parametrize("year", SCALE.collection_years)
def test_a_census_is_read_whole_and_says_what_the_lives_say(
    out: Path, everyone: list[Life], year: int
) -> None:
    rows = list(all_rows(cin_return.rows_of(life, year_of(year)) for life in everyone))
    made = comparable(rows)
    reading = read_file(out / "cin" / f"cin_{year}.xml")
    back = comparable(with_no_gender(read_whole(reading, without_source(rows))))
    assert back == made
    assert len(made) > 500


def without_source(rows: Iterable[tuple[str, Values]]) -> int:
    place = TABLES["cin_episodes"].positions["referral_source_code"]
    return sum(table == "cin_episodes" and row[place] is None for table, row in rows)


def with_no_gender(rows: Iterable[tuple[str, Values]]) -> Iterator[tuple[str, Values]]:
    """Censuses up to 2024 give a code of gender, which the reader keeps beside the sex that it means."""
    place = TABLES["person"].positions["gender_current"]
    for table, row in rows:
        yield table, (*row[:place], None, *row[place + 1 :]) if table == "person" else row


@pytest.mark.parametrize("year", SCALE.collection_years)
def test_a_return_on_looked_after_children_is_read_whole_and_says_what_the_lives_say(
    out: Path, everyone: list[Life], workers: Workforce, year: int
) -> None:
    (found,) = grouped(sorted((out / "ssda903" / str(year)).glob("*.csv")))
    rows = read_whole(read(found, Overrides(authority=AUTHORITY)))
    made = (
        ssda903_return.rows_of(life, year_of(year), workers.of(life.child.person_id)) for life in everyone
    )
    assert comparable(rows) == comparable(all_rows(made))
    assert {table for table, _ in rows} >= {"person", "cla_episodes", "cla_reviews", "cla_yearly_outcomes"}


def test_the_data_set_is_read_whole_and_says_what_the_lives_say(out: Path, workers: Workforce) -> None:
    (found,) = grouped([out / "ssd"])
    reading = read(found, Overrides(authority=AUTHORITY))
    rows = read_whole(reading)
    assert reading.heading is not None
    assert (reading.heading.window_first, reading.heading.window_last) == (SCALE.extract_first, LAST_DAY)
    assert not reading.findings.has(Severity.WARNING)
    window = Window(SCALE.extract_first, LAST_DAY)
    children = [ssd_extract.rows_of(life, window, workers) for life in lives(SCALE)]
    made = [*all_rows([ssd_extract.workforce_rows(workers, window)]), *all_rows(children)]
    assert as_the_data_set_says(rows) == as_the_data_set_says(made)
    assert len({table for table, _ in rows}) >= 40


def as_the_data_set_says(rows: Iterable[tuple[str, Values]]) -> list[str]:
    """Only what the data set has columns for; the readers number factors in their own way.

    That a child came alone they gather from the immigration status.
    """
    return sorted(
        f"{table}: {[v for v, column in zip(row, TABLES[table], strict=True) if column.ssd]!r}"
        for table, row in rows
        if any(column.ssd for column in TABLES[table])
    )


def test_the_data_set_hangs_together(workers: Workforce) -> None:
    """Every id that a row of the data set points to is that of another row, or blank."""
    window = Window(SCALE.extract_first, LAST_DAY)
    children = [ssd_extract.rows_of(life, window, workers) for life in lives(SCALE)]
    held: dict[str, list[Values]] = {}
    for table, row in (*all_rows([ssd_extract.workforce_rows(workers, window)]), *all_rows(children)):
        held.setdefault(table, []).append(row)
    for table, column, to in POINTERS:
        own = "cla_id" if column == "cla_id" else TABLES[to].key[1]
        ids = {row[TABLES[to].positions[own]] for row in held[to]}
        place = TABLES[table].positions[column]
        assert {row[place] for row in held[table]} - {None} <= ids, (table, column)
    for table, some in held.items():
        keys = [TABLES[table].key_of(row) for row in some]
        assert len(keys) == len(set(keys)), table


POINTERS = [
    ("family", "person_id", "person"),
    ("contacts", "person_id", "person"),
    ("involvements", "person_id", "person"),
    ("cin_episodes", "referral_worker_id", "professionals"),
    ("cin_episodes", "referral_team", "department"),
    ("cin_assessments", "referral_id", "cin_episodes"),
    ("cin_assessments", "assessment_worker_id", "professionals"),
    ("cin_assessments", "assessment_team", "department"),
    ("assessment_factors", "assessment_id", "cin_assessments"),
    ("cin_plans", "referral_id", "cin_episodes"),
    ("s47_enquiry", "referral_id", "cin_episodes"),
    ("initial_cp_conference", "s47_enquiry_id", "s47_enquiry"),
    ("initial_cp_conference", "cp_plan_id", "cp_plans"),
    ("cp_plans", "icpc_id", "initial_cp_conference"),
    ("cp_visits", "cp_plan_id", "cp_plans"),
    ("cp_reviews", "cp_plan_id", "cp_plans"),
    ("cla_episodes", "referral_id", "cin_episodes"),
    ("cla_episodes", "cla_placement_id", "cla_placement"),
    ("cla_visits", "cla_id", "cla_episodes"),
    ("involvements", "professional_id", "professionals"),
    ("involvements", "referral_id", "cin_episodes"),
    ("care_leavers", "care_leaver_worker_id", "professionals"),
    ("pre_proceedings", "person_id", "person"),
    ("ehcp_requests", "send_table_id", "send"),
    ("ehcp_assessment", "ehcp_request_id", "ehcp_requests"),
    ("ehcp_named_plan", "ehcp_asmt_id", "ehcp_assessment"),
    ("sen_need", "active_ehcp_id", "ehcp_active_plans"),
]
"""Table and column that hold the id of a row of another table: those of SSD's relations that we fill."""


def test_no_return_knows_what_came_after_its_year(everyone: list[Life], workers: Workforce) -> None:
    window = year_of(SCALE.collection_years[0])
    census = all_rows(cin_return.rows_of(life, window) for life in everyone)
    looked_after = all_rows(
        ssda903_return.rows_of(life, window, workers.of(life.child.person_id)) for life in everyone
    )
    not_yet = {"icpc_target_date", "expected_dob"}
    dates = [
        value
        for table, row in (*census, *looked_after)
        for column, value in zip(TABLES[table].names, row, strict=True)
        if hasattr(value, "isoformat") and column not in not_yet
    ]
    assert max(dates) <= window.last


OPEN_TOO_LONG = timedelta(days=260)
"""For a few nobody closes the case on the 18th birthday."""


def test_a_child_has_one_open_episode_at_a_time_and_is_not_served_beyond_its_end(
    everyone: list[Life],
) -> None:
    for life in everyone:
        before = None
        for episode in life.episodes:
            assert before is None or before.closed < episode.referred
            assert all(each.authorised <= episode.closed for each in episode.assessments)
            assert all(plan.started < plan.ended <= episode.closed for plan in episode.plans)
            assert episode.closed <= max(life.child.grown_up + OPEN_TOO_LONG, episode.referred)
            before = episode


def test_periods_of_care_do_not_overlap_and_their_episodes_leave_no_gap(everyone: list[Life]) -> None:
    seen = 0
    for life in everyone:
        periods = [stay.period for stay in life.stays]
        for earlier, later in pairwise(periods):
            assert earlier.ended < later.started
        for period in periods:
            starts = [episode.started for episode in period.episodes]
            ends = [episode.ended for episode in period.episodes]
            assert starts == [period.started, *ends[:-1]]
            assert ends[-1] == period.ended <= life.child.grown_up
            assert all(start < end for start, end in zip(starts, ends, strict=True))
            seen += 1
    assert seen > 30


def test_the_population_file_is_what_the_application_reads(out: Path) -> None:
    figures = read_populations(out / "population.csv")
    assert figures.for_(AUTHORITY, LAST_DAY) == (2025, SCALE.children)
    for breakdown in ("age_band", "sex", "ethnicity"):
        parts = [
            number
            for (_, year, by, _), number in figures.figures.items()
            if (year, by) == (LAST_DAY.year - 1, breakdown)
        ]
        assert sum(parts) == SCALE.children


@pytest.mark.parametrize(("children", "years"), [(0, 5), (-1, 5), (100, 0), (100, 8)])
def test_an_authority_that_there_cannot_be_is_refused(tmp_path: Path, children: int, years: int) -> None:
    with pytest.raises(ValueError, match=r"^(children|years) must be"):
        write_authority(tmp_path, children, years, 1)
