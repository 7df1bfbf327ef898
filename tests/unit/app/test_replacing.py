"""The questions that come before a second return of a year, and the notes that come after it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from stonechat.app.replacing import Newcomer, became_of, questions
from stonechat.sources.reading import Account, Heading
from stonechat.store.returns import Return

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 7, 1, 14, 5)  # noqa: DTZ001  on London's clocks
MAY = datetime(2026, 5, 2, 9, 0, tzinfo=UTC)


def held(name: str, made_at: datetime | None = None, year: int = 2026, **rows: int) -> Return:
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    books = {table: Account(n, n) for table, n in rows.items()}
    return Return(name, "ssda903", "998", year, first, last, made_at, (), {}, books, {}, 0, "")


def new(name: str = "new", made_at: datetime | None = None, **rows: int) -> Newcomer:
    heading = Heading("ssda903", "998", 2026, date(2025, 4, 1), date(2026, 3, 31), made_at)
    return Newcomer("episodes.csv", name, heading, {table: Account(n, n) for table, n in rows.items()})


def asked(newcomer: Newcomer, *counting: Return, may_shrink: bool = False) -> list[str]:
    return [one.rule for one in questions(newcomer, counting, NOW, may_shrink=may_shrink)]


def test_nothing_is_asked_where_no_other_return_of_the_year_counts() -> None:
    assert asked(new(a=1)) == []
    assert asked(new(a=1), held("other", year=2025, a=1000)) == []
    assert asked(new("same", a=1), held("same", a=1)) == []


@pytest.mark.parametrize(
    ("made", "others", "is_asked"),
    [
        (None, [None], True),
        (None, [MAY], True),
        (MAY, [MAY], True),
        (MAY.astimezone(LONDON), [MAY], True),
        (MAY, [MAY, MAY + timedelta(days=1)], True),
        (MAY, [None], False),
        (MAY + timedelta(seconds=1), [MAY], False),
        (MAY - timedelta(seconds=1), [MAY], False),
    ],
)
def test_it_is_asked_which_is_later_only_where_that_is_not_known(
    made: datetime | None, others: list[datetime | None], is_asked: bool
) -> None:
    counting = [held(f"other{number}", one) for number, one in enumerate(others)]
    assert (asked(new(made_at=made), *counting) == ["which_is_later"]) is is_asked


@pytest.mark.parametrize("before", [None, MAY, datetime(2027, 1, 1, tzinfo=UTC)])
def test_the_time_that_the_question_proposes_answers_it(before: datetime | None) -> None:
    [question] = questions(new(), [held("other", before)], NOW, may_shrink=False)
    assert "other" in question.what
    said = question.fix.partition("--made ")[2].partition(".")[0]
    assert (
        asked(new(made_at=datetime.fromisoformat(said).replace(tzinfo=LONDON)), held("other", before)) == []
    )


@pytest.mark.parametrize(
    ("before", "now", "is_asked"),
    [
        ({"a": 100}, {"a": 80}, False),
        ({"a": 100}, {"a": 79}, True),
        ({"a": 100}, {}, True),
        ({"a": 1000, "b": 10}, {"a": 1000, "b": 5}, False),
        ({"a": 1000, "b": 10}, {"a": 1000, "b": 4}, True),
        ({"a": 1000, "b": 9}, {"a": 1000}, False),
        ({}, {}, False),
        ({"a": 10}, {"a": 10, "b": 10}, False),
    ],
)
def test_far_fewer_rows_are_a_question_that_may_be_answered(
    before: dict[str, int], now: dict[str, int], is_asked: bool
) -> None:
    later = new(made_at=MAY + timedelta(days=1), **now)
    assert (asked(later, held("other", MAY, **before)) == ["fewer_rows"]) is is_asked
    assert asked(later, held("other", MAY, **before), may_shrink=True) == []


def test_an_older_return_may_be_as_small_as_it_likes() -> None:
    assert asked(new(made_at=MAY - timedelta(days=1)), held("other", MAY, a=100)) == []


def test_both_questions_come_at_once() -> None:
    assert asked(new(), held("other", a=100)) == ["which_is_later", "fewer_rows"]


def test_what_replaced_what_is_noted_with_its_rows() -> None:
    counting = [held("first", None, a=3), held("second", MAY, a=1000, b=7), held("apart", year=2025)]
    [note] = became_of({"second", "apart"}, counting)
    assert "second replaces return first of the same year (2026): 3 rows before, 1,007 rows now" in note.what
    [note] = became_of({"first"}, counting)
    assert (note.rule, "first changes no figure" in note.what) == ("superseded", True)
    assert list(became_of((), counting)) == []
