"""When an indicator needs a decision, and what is said of it."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.charts.charts_to_draw import series

from stonechat.analysis.judged import Assurance, Target, Variation
from stonechat.analysis.trend import judge
from stonechat.app.deciding import why_decide
from stonechat.app.reports import Judgement
from stonechat.charts.sparkline import draw_sparkline, sparkline

JUDGED = judge(series([80.0] * 12 + [81.0, 79.0] * 6))
TARGET = Target(date(2020, 1, 1), 95.0, "a test")


def said(variation: Variation, assurance: Assurance | None = None) -> Judgement:
    target = TARGET if assurance else None
    judged = replace(JUDGED, variation=variation, assurance=assurance, target=target)
    return Judgement("value", None, judged, "", "", None, ())


def test_a_concern_needs_a_decision_only_where_it_is_raised() -> None:
    concern = said(Variation.CONCERN)
    assert "concern" in (why_decide(concern, is_raised=True) or "")
    assert why_decide(concern, is_raised=False) is None


@pytest.mark.parametrize("variation", [one for one in Variation if one is not Variation.CONCERN])
def test_no_other_reading_needs_one_even_if_it_is_raised(variation: Variation) -> None:
    assert why_decide(said(variation), is_raised=True) is None


@pytest.mark.parametrize(
    ("assurance", "needs"),
    [(Assurance.WILL_MISS, True), (Assurance.WILL_MEET, False), (Assurance.MAY_OR_MAY_NOT, False)],
)
def test_a_target_needs_one_only_where_it_will_usually_be_missed(assurance: Assurance, needs: bool) -> None:
    why = why_decide(said(Variation.USUAL, assurance), is_raised=False)
    assert (why is not None) is needs
    assert not needs or "will usually be missed unless something changes" in why


def test_both_reasons_are_said() -> None:
    why = why_decide(said(Variation.CONCERN, Assurance.WILL_MISS), is_raised=True) or ""
    assert why.count(";") == 1


def test_the_sparkline_of_a_row_is_the_decoration_of_the_whole_drawing() -> None:
    assert sparkline(JUDGED) == draw_sparkline(JUDGED).decoration
