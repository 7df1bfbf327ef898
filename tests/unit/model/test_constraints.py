"""What the cells of one row must agree on, at the boundaries of each rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.model.constraints import CONSTRAINTS, Constraint, NotBefore, OnlyWith, Within, broken
from stonechat.model.table import ColumnType, Value
from stonechat.model.tables import TABLES

every_constraint = pytest.mark.parametrize(
    ("table", "constraint"),
    [(table, constraint) for table, declared in CONSTRAINTS.items() for constraint in declared],
    ids=str,
)

DAY = date(2025, 3, 31)


def _breaks(table: str, **cells: Value) -> list[Constraint]:
    return list(broken(TABLES[table], TABLES[table].row(authority="999", **cells)))


@pytest.mark.parametrize(
    ("referral_date", "close_date", "is_broken"),
    [
        (DAY, DAY + timedelta(days=1), False),
        (DAY, DAY, False),
        (DAY, DAY - timedelta(days=1), True),
        (DAY, None, False),
        (None, DAY, False),
    ],
)
def test_a_closure_on_the_day_of_the_referral_is_in_order_and_one_the_day_before_is_not(
    referral_date: date | None, close_date: date | None, is_broken: bool
) -> None:
    found = _breaks(
        "cin_episodes",
        referral_date=referral_date,
        close_date=close_date,
        close_reason="RC7" if close_date else None,
    )
    assert found == ([NotBefore("close_date", "referral_date")] if is_broken else [])


def test_a_closure_goes_with_its_reason_and_a_reason_with_its_closure() -> None:
    assert _breaks("cin_episodes", close_reason="RC7") == [OnlyWith("close_reason", "close_date")]
    assert _breaks("cin_episodes", close_date=DAY) == [OnlyWith("close_date", "close_reason")]
    assert _breaks("cin_episodes", close_date=DAY, close_reason="RC7") == []


@pytest.mark.parametrize(("score", "is_broken"), [(-1, True), (0, False), (40, False), (41, True)])
def test_a_score_is_from_0_to_40(score: int, is_broken: bool) -> None:
    assert _breaks("sdq_scores", sdq_score=score) == ([Within("sdq_score", 0, 40)] if is_broken else [])


def test_a_count_of_earlier_plans_has_no_upper_limit() -> None:
    assert _breaks("cp_plans", number_of_previous_cp_plans=99) == []
    assert len(_breaks("cp_plans", number_of_previous_cp_plans=-1)) == 1


def test_a_row_that_breaks_two_rules_is_told_of_both() -> None:
    row = {"cp_plan_start_date": DAY, "cp_plan_end_date": DAY - timedelta(days=1)}
    assert len(_breaks("cp_plans", **row, number_of_previous_cp_plans=-1)) == 2


def test_a_table_without_rules_breaks_none() -> None:
    assert "contacts" not in CONSTRAINTS
    assert _breaks("contacts", contact_id="1") == []


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        (NotBefore("close_date", "referral_date"), "close_date is not before referral_date"),
        (Within("sdq_score", 0, 40), "sdq_score is 0 to 40"),
        (Within("professional_caseload", 0), "professional_caseload is 0 or more"),
        (OnlyWith("close_reason", "close_date"), "close_reason is given only with close_date"),
    ],
)
def test_a_constraint_reads_as_a_sentence(constraint: Constraint, words: str) -> None:
    assert str(constraint) == words


@pytest.mark.parametrize(
    ("constraint", "words"),
    [
        (NotBefore("b", "a"), "B is before A"),
        (Within("a", 0, 40), "A is not 0 to 40"),
        (Within("a", 0), "A is not 0 or more"),
        (OnlyWith("a", "b"), "A is given without B"),
    ],
)
def test_a_breach_is_told_by_the_names_of_the_file(constraint: Constraint, words: str) -> None:
    assert constraint.breach({"a": "A", "b": "B"}) == words


@every_constraint
def test_a_constraint_names_columns_of_its_table_that_can_hold_it(table: str, constraint: Constraint) -> None:
    types = {TABLES[table][column].type for column in constraint.columns}
    if isinstance(constraint, NotBefore):
        assert types == {ColumnType.DATE}
    if isinstance(constraint, Within):
        assert types == {ColumnType.INTEGER}


@every_constraint
def test_a_row_of_blanks_breaks_nothing(table: str, constraint: Constraint) -> None:
    assert constraint not in _breaks(table)


DAYS_ABOUT_ANOTHER = st.none() | st.sampled_from([DAY + timedelta(days=n) for n in (-366, -1, 0, 1, 366)])


@given(data=st.data())
def test_dates_are_out_of_order_exactly_when_the_later_one_comes_first(data: st.DataObject) -> None:
    orders = [
        (table, constraint)
        for table, declared in CONSTRAINTS.items()
        for constraint in declared
        if isinstance(constraint, NotBefore)
    ]
    table, order = data.draw(st.sampled_from(orders))
    later, earlier = data.draw(DAYS_ABOUT_ANOTHER), data.draw(DAYS_ABOUT_ANOTHER)
    found = _breaks(table, **{order.later: later, order.earlier: earlier})
    assert (order in found) == (later is not None and earlier is not None and (later - earlier).days < 0)
