"""From contact to plan: what each person sees, what is hidden, and what is said where there is nothing."""

import csv
import io
import itertools
import re
from typing import Any

import pytest
from tests.web.pages import READERS

COHORT = "/flow/?view=cohort"
PERIOD = "/flow/?view=period"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rows(response: Any) -> list[dict[str, str]]:
    lines = response.content.decode("utf-8-sig").split("\r\n")
    return list(csv.DictReader(io.StringIO("\n".join(lines[: lines.index(",".join(['""'] * 13))]))))


@pytest.mark.parametrize("who", sorted(READERS))
@pytest.mark.parametrize("address", [COHORT, PERIOD, "/flow/?by=agency", "/flow/?view=period&by=team"])
def test_everybody_who_reads_figures_sees_the_steps(signed_in: Any, who: str, address: str) -> None:
    response = signed_in(who).get(address)

    assert response.status_code == 200
    said = text(response)
    for step in ("Contacts", "Referrals", "Section 47 enquiries", "Conferences", "Child protection plans"):
        assert step in said
    assert "style=" not in response.content.decode()


def test_the_page_says_in_words_which_events_it_counts(signed_in: Any) -> None:
    dana = signed_in("dana")

    assert "each followed for 274 days" in text(dana.get(COHORT))
    assert "counts of one time, not of one group followed" in text(dana.get(PERIOD))


def test_the_file_holds_the_counts_of_the_page(signed_in: Any) -> None:
    dana = signed_in("dana")
    page = text(dana.get(COHORT))

    steps = [row for row in rows(dana.get("/flow/file/csv/?view=cohort")) if not row["Left after it"]]

    assert [row["Step"] for row in steps][2:] == [
        "Referrals",
        "Assessments",
        "Section 47 enquiries",
        "Conferences",
        "Child protection plans",
    ]
    for row in steps:
        assert f"{row['Step']} {int(row['Count']):,}" in page


def test_referrals_that_led_to_no_plan_left_after_exactly_one_step(signed_in: Any) -> None:
    held = rows(signed_in("dana").get("/flow/file/csv/?view=cohort"))
    steps = {row["Step"]: int(row["Count"]) for row in held if not row["Left after it"]}
    left: dict[str, int] = {}
    for row in held:
        if row["Left after it"]:
            left[row["Step"]] = left.get(row["Step"], 0) + int(row["Count"])
    order = ["Referrals", "Assessments", "Section 47 enquiries", "Conferences", "Child protection plans"]

    for this, following in itertools.pairwise(order):
        assert left[this] == steps[this] - steps[following]


def test_nobody_without_a_right_to_exact_figures_can_work_out_a_small_one(signed_in: Any) -> None:
    held = rows(signed_in("mina").get("/flow/file/csv/?view=cohort"))
    counts = [row["Count"] for row in held]

    assert not any(count.isdigit() and 0 < int(count) <= 5 for count in counts)
    steps = [int(row["Count"]) for row in held[2:] if not row["Left after it"] and row["Count"].isdigit()]
    assert not any(0 < above - below <= 5 for above, below in itertools.pairwise(steps))
    assert "Figures under 6 are hidden" in text(signed_in("mina").get(COHORT))
    assert "Figures under 6 are hidden" not in text(signed_in("dana").get(COHORT))


def test_a_period_whose_referrals_are_not_followed_yet_says_when_they_will_be(signed_in: Any) -> None:
    said = text(signed_in("dana").get("/flow/?view=cohort&period=2026-03"))

    assert "Too early to tell" in said
    assert "30 December 2026" in said


def test_a_step_that_no_source_records_is_not_drawn_as_none(signed_in: Any) -> None:
    response = signed_in("dana").get("/flow/?view=period&period=FY2015-16")

    assert "Not recorded" in text(response)
    assert "stroke-dasharray" in response.content.decode()


def test_what_cannot_be_asked_for_is_refused_in_words(signed_in: Any) -> None:
    dana = signed_in("dana")

    for asked in ("view=sankey", "period=2025-03-31", "period=soon", "whose=agency:Nobody", "by=worker"):
        assert dana.get(f"/flow/?{asked}").status_code == 400, asked


def test_one_agency_s_referrals_are_a_part_of_all(signed_in: Any) -> None:
    dana = signed_in("dana")
    every = {row["Step"]: row["Count"] for row in rows(dana.get("/flow/file/csv/?view=period"))}
    police = {
        row["Step"]: row["Count"] for row in rows(dana.get("/flow/file/csv/?view=period&whose=agency:Police"))
    }

    assert int(police["Referrals"]) < int(every["Referrals"])
    assert "Referred by: Police" in text(dana.get("/flow/?view=period&whose=agency:Police"))


def test_agencies_and_teams_stand_by_name(signed_in: Any) -> None:
    held = rows(signed_in("dana").get("/flow/file/csv/?view=period&by=agency"))
    names = list(dict.fromkeys(row["Whose"] for row in held))[1:]

    assert names[:-1] == sorted(names[:-1], key=str.casefold)
