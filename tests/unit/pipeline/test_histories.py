"""What the returns of two years say of each other, each kind in a small table."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest

from small_returns import SmallReturn, keep, new_folder, row
from stonechat.model.table import Values
from stonechat.model.tables import TABLES
from stonechat.pipeline import histories
from stonechat.pipeline.precedence import STOCKS, counting, end_column, start_column
from stonechat.store.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return new_folder(tmp_path / "council")


def notes(folder: Folder, *smalls: SmallReturn, new: Collection[int] | None = None) -> dict[str, str]:
    """What is noted, by rule; `new`: which of the returns are, all by default."""
    kept = [keep(folder, small) for small in smalls]
    ids = {one.id for number, one in enumerate(kept) if new is None or number in new}
    found = histories.notes(folder, kept, ids)
    assert all(problem.severity == "note" for problem in found)
    assert len({(problem.rule, problem.where.sheet) for problem in found}) == len(found)
    return {problem.rule: problem.what for problem in found}


def care(year: int, *rows: tuple[str, Values], **more: object) -> SmallReturn:
    return SmallReturn(year, rows, format="ssda903", **more)  # type: ignore[arg-type]


def episode(
    started: date, ended: date | None = None, reason: str | None = "S", **more: object
) -> tuple[str, Values]:
    return row(
        "cla_episodes",
        cla_episode_id=f"A|{started}",
        person_id="A",
        cla_episode_start_date=started,
        cla_episode_start_reason=reason,
        cla_episode_ceased_date=ended,
        **more,
    )


BEFORE, INSIDE, AFTER = date(2023, 6, 1), date(2024, 3, 1), date(2024, 6, 1)
NOTHING = episode(date(2020, 1, 1), date(2023, 4, 2))


def test_an_episode_that_goes_on_or_ends_as_it_should_is_not_spoken_of(folder: Folder) -> None:
    assert notes(folder, care(2024, episode(BEFORE)), care(2025, episode(BEFORE, AFTER))) == {}


def test_a_value_that_is_another_or_gone_is_an_amendment_and_a_blank_that_is_filled_is_not(
    folder: Folder,
) -> None:
    first = care(
        2024,
        episode(BEFORE, legal_status="C1"),
        episode(INSIDE, legal_status="C1"),
        episode(date(2023, 5, 1)),
    )
    second = care(
        2025,
        episode(BEFORE, AFTER, legal_status="C2"),
        episode(INSIDE),
        episode(date(2023, 5, 1), AFTER, legal_status="C2"),
    )
    said = notes(folder, first, second)
    assert said["amended"].startswith("2 rows say something else")
    assert said["amended"].endswith("By return: 2025: 2 (lines 2, 3).")
    assert set(said) == {"amended"}


def test_an_end_that_is_taken_back_is_an_amendment(folder: Folder) -> None:
    said = notes(folder, care(2024, episode(BEFORE, INSIDE)), care(2025, episode(BEFORE)))
    assert set(said) == {"amended"}


def test_what_was_open_and_is_absent_from_the_next_return_is_withdrawn(folder: Folder) -> None:
    ended = episode(INSIDE, date(2024, 3, 31))
    said = notes(folder, care(2024, ended, episode(BEFORE)), care(2025, episode(AFTER)))
    assert said["withdrawn"].startswith("1 that were open")
    assert said["withdrawn"].endswith("By return: 2024: 1 (line 3).")


@pytest.mark.parametrize(("started", "is_late"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)])
def test_what_began_before_the_year_is_late_if_it_was_not_there_before(
    folder: Folder, started: date, is_late: bool
) -> None:
    said = notes(folder, care(2024, NOTHING), care(2025, episode(started)))
    assert ("late" in said) is is_late
    assert not is_late or said["late"].endswith("By return: 2025: 1 (line 2).")


@pytest.mark.parametrize(
    ("ended", "overlaps"), [(date(2024, 5, 1), True), (date(2024, 4, 20), False), (None, True)]
)
def test_an_episode_that_begins_while_one_of_the_year_before_ran_overlaps(
    folder: Folder, ended: date | None, overlaps: bool
) -> None:
    said = notes(folder, care(2024, episode(BEFORE, ended)), care(2025, episode(date(2024, 4, 20))))
    assert ("overlap_of_returns" in said) is overlaps


@pytest.mark.parametrize(
    ("ended", "reason", "is_gap"),
    [
        (date(2024, 3, 31), "P", True),
        (date(2024, 4, 1), "P", False),
        (None, "P", False),
        (date(2024, 3, 31), "S", False),
        (date(2024, 3, 31), None, False),
    ],
)
def test_an_episode_that_goes_on_from_care_that_had_ended_has_a_gap_before_it(
    folder: Folder, ended: date | None, reason: str | None, is_gap: bool
) -> None:
    following = episode(date(2024, 4, 1), None, reason)
    said = notes(folder, care(2024, episode(BEFORE, ended)), care(2025, following))
    assert ("gap_of_returns" in said) is is_gap


def test_only_returns_of_years_that_follow_each_other_are_compared(folder: Folder) -> None:
    assert notes(folder, care(2024, episode(BEFORE)), care(2026, episode(AFTER))) == {}


def test_returns_of_another_source_or_authority_are_not_compared(folder: Folder) -> None:
    other = SmallReturn(2025, (row("cin_episodes", referral_id="A|1", person_id="A"),))
    assert notes(folder, care(2024, episode(BEFORE)), other) == {}
    elsewhere = care(2025, episode(AFTER), authority="826")
    assert notes(folder, care(2024, episode(BEFORE)), elsewhere) == {}


def test_a_return_without_the_table_says_nothing_of_it(folder: Folder) -> None:
    only_people = care(2025, row("person", person_id="A"))
    assert notes(folder, care(2024, episode(BEFORE)), only_people) == {}


def test_a_pair_of_which_neither_return_is_new_was_told_of_before(folder: Folder) -> None:
    three = care(2024, episode(BEFORE)), care(2025, episode(AFTER)), care(2026, episode(AFTER))
    assert "2024: 1" in notes(folder, *three)["withdrawn"]
    assert notes(folder, *three, new=[2]) == {}


def test_a_referral_without_action_is_not_missed_in_the_next_return(folder: Folder) -> None:
    def referral(day: date, **more: object) -> tuple[str, Values]:
        return row("cin_episodes", referral_id=f"A|{day}", person_id="A", referral_date=day, **more)

    said = notes(
        folder,
        SmallReturn(2024, (referral(BEFORE, referral_nfa=True), referral(INSIDE, referral_nfa=False))),
        SmallReturn(2025, (referral(AFTER),)),
    )
    assert said["withdrawn"].endswith("2024: 1 (line 3).")


def test_the_latest_category_of_a_plan_may_change(folder: Folder) -> None:
    def plan(**more: object) -> tuple[str, Values]:
        return row("cp_plans", cp_plan_id="A|C", person_id="A", cp_plan_start_date=BEFORE, **more)

    first = SmallReturn(2024, (plan(cp_plan_latest_category="EMO", cp_plan_initial_category="EMO"),))
    assert notes(folder, first, SmallReturn(2025, (plan(cp_plan_initial_category="EMO"),))) == {}
    other = SmallReturn(2025, (plan(cp_plan_initial_category="NEG"),))
    assert set(notes(folder, first, other)) == {"amended"}


def test_no_child_is_named(folder: Folder) -> None:
    first = care(2024, episode(BEFORE, legal_status="C1"), episode(INSIDE))
    second = care(2025, episode(BEFORE, legal_status="C2"), episode(date(2024, 3, 2)))
    said = notes(folder, first, second)
    assert set(said) >= {"amended", "withdrawn", "late", "overlap_of_returns"}
    assert not any("A|" in what or "C2" in what for what in said.values())


@pytest.mark.parametrize("name", sorted(name for name in STOCKS if end_column(TABLES[name])))
def test_every_table_of_which_rows_stay_open_is_compared_by_the_day_on_which_they_began(name: str) -> None:
    table = TABLES[name]
    assert counting(name).dated_by in ((), (start_column(table),))
    assert start_column(table).endswith("start_date") or name == "cin_episodes"


@pytest.mark.parametrize(("started", "is_late"), [(date(2024, 3, 31), True), (date(2024, 4, 1), False)])
def test_a_table_that_only_the_standard_dataset_has_is_compared_too(
    folder: Folder, started: date, is_late: bool
) -> None:
    def helped(year: int, began: date) -> SmallReturn:
        episode = row("early_help_episodes", episode_id=f"A|{began}", person_id="A", episode_start_date=began)
        return SmallReturn(year, (episode,), format="ssd")

    said = notes(folder, helped(2024, date(2023, 5, 1)), helped(2025, started))
    assert ("late" in said) is is_late
