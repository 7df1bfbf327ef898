"""The page of an indicator, for every role: what each sees, what is hidden, what is refused in words."""

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.indicator_page import Asked, IndicatorPage, indicator_page
from stonechat.app.permissions import Permission, Viewer
from stonechat.store import pointer

SignedIn = Callable[[str], Any]
ViewerNamed = Callable[[str], Viewer]
ONE_OF_EACH_KIND = ("AS02", "AS03", "CP22", "FD17", "FD22", "FD16", "CL16", "LV02", "WF14")


def shown(answer: Any) -> Any:
    return html.fromstring(answer.content)


def words(answer: Any) -> str:
    return " ".join(shown(answer).text_content().split())


def links_to_children(answer: Any) -> list[str]:
    return [href for href in shown(answer).xpath("//a/@href") if "/children/" in href]


def page_for(council: Council, viewer: Viewer, id: str = "AS02", **asked: str) -> IndicatorPage:
    return indicator_page(council, viewer, id, Asked(**asked))


def own_team(viewer: Viewer) -> str:
    return next(iter(viewer.teams(Permission.READ_EXACT)))


# ---------------------------------------------------------------- what each role sees


@pytest.mark.parametrize("username", ["dana", "ana"])
def test_whoever_reads_exact_figures_sees_all_of_it(signed_in: SignedIn, username: str) -> None:
    answer = signed_in(username).get("/indicators/AS02/")
    text = words(answer)

    assert answer.status_code == 200
    assert "Assessments completed within 45 working days" in text
    for heading in (
        "Questions to ask",
        "Why this matters",
        "Read with care",
        "How it was made",
        "Events and steps",
    ):
        assert heading in text
    assert "SELECT" in text
    assert "How good the data behind it are" in text
    assert "hidden" not in text.split("How it was made")[0]
    assert links_to_children(answer)


@pytest.mark.parametrize("username", ["mina", "pat"])
def test_members_and_partners_see_no_small_number_no_list_and_no_step_of_a_count(
    signed_in: SignedIn, username: str
) -> None:
    answer = signed_in(username).get("/indicators/AS02/")
    text = words(answer)

    assert "Figures under 6 are hidden" in text
    assert "You can see the number but not the list of children. Ask Head of service, assessment." in text
    assert "SELECT" not in text
    assert "Rows received" not in text
    assert not links_to_children(answer)
    assert "Note an event" not in text


@pytest.mark.parametrize("id", ONE_OF_EACH_KIND)
def test_no_number_of_the_page_of_a_member_is_small(
    council: Council, viewer_named: ViewerNamed, id: str
) -> None:
    page = page_for(council, viewer_named("mina"), id)

    values = [page.now.value, *(row.value for row in page.split.rows)] if page.split else [page.now.value]
    points = [each.point for series in page.over_time for each in series.judgement.judged.points]
    for one in [*values, *points]:
        assert one.numerator is None or one.numerator == 0 or one.numerator > 5
    assert not page.made.counts
    assert not page.quality.blanks
    assert all(one.endswith(tuple("0123456789")) for one in page.quality.returns)


def test_a_manager_sees_exact_figures_of_the_own_team_alone(
    council: Council, viewer_named: ViewerNamed
) -> None:
    alice, charlie = viewer_named("alice"), viewer_named("charlie")

    assert page_for(council, alice).notice
    assert page_for(council, alice, team=own_team(alice)).notice is None
    assert page_for(council, alice, team=own_team(charlie)).notice


def test_a_manager_is_led_to_the_own_team(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    alice, dana = viewer_named("alice"), viewer_named("dana")
    team = own_team(alice)
    of_team = (one.id for one in catalogue_of(council) if team in teams_of(page_for(council, dana, one.id)))
    id = next(of_team)

    assert [one.value for one in page_for(council, alice, id).own_teams] == [team]
    assert page_for(council, alice, id, team=team).own_teams == ()
    assert page_for(council, viewer_named("mina"), id).own_teams == ()
    links = shown(signed_in("alice").get(f"/indicators/{id}/")).xpath("//a/@href")
    assert f"/indicators/{id}/?team={team}" in links


def teams_of(page: IndicatorPage) -> set[str]:
    return {one.value for one in page.choices.teams}


def test_a_social_worker_may_list_but_reads_hidden_figures(signed_in: SignedIn) -> None:
    answer = signed_in("bob").get("/indicators/AS02/")

    assert "Figures under 6 are hidden" in words(answer)
    assert links_to_children(answer)


@pytest.mark.parametrize("username", ["ada", "nora"])
def test_whoever_may_not_read_figures_is_refused(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get("/indicators/AS02/").status_code == 403
    assert signed_in(username).get("/indicators/XX99/").status_code == 403


def test_whoever_has_not_signed_in_is_sent_to_sign_in(visitor: Any) -> None:
    assert visitor.get("/indicators/AS02/").status_code == 302


# ---------------------------------------------------------------- what it shows


@pytest.mark.parametrize("id", ONE_OF_EACH_KIND)
def test_every_kind_of_indicator_has_its_page(signed_in: SignedIn, id: str) -> None:
    for username in ("dana", "mina"):
        answer = signed_in(username).get(f"/indicators/{id}/")
        assert answer.status_code == 200, username
        assert len(shown(answer).xpath("//h1")) == 1
        assert shown(answer).xpath("//*[@data-results-heading]")
        ids = shown(answer).xpath("//@id")
        assert len(ids) == len(set(ids))


@pytest.mark.nightly
def test_every_indicator_has_its_page(signed_in: SignedIn, council: Council) -> None:
    dana, mina = signed_in("dana"), signed_in("mina")
    for indicator in catalogue_of(council):
        for browser in (dana, mina):
            assert browser.get(f"/indicators/{indicator.id}/").status_code == 200, indicator.id


def test_of_twelve_months_the_months_are_shown_too(council: Council, viewer_named: ViewerNamed) -> None:
    page = page_for(council, viewer_named("dana"), "FD17")

    assert len(page.over_time) == 2
    assert "month by month" in page.over_time[0].judgement.judged.series.title
    assert page.now.told_before
    assert page.age.endswith("old")


def test_ethnicity_is_split_by_broad_groups_first_and_members_get_no_single_codes(
    council: Council, viewer_named: ViewerNamed
) -> None:
    dana = page_for(council, viewer_named("dana"), "FD17", split="ethnic_group", period="FY2025-26")
    mina = page_for(council, viewer_named("mina"), "FD17")

    assert dana.split is not None
    assert [row.category for row in dana.split.rows] == ["White", "Mixed", "Asian", "Black", "Other", None]
    assert dana.split.rows[-1].cells[0] == "not known"
    assert "ethnicity" in {one.value for one in dana.choices.splits}
    assert "ethnicity" not in {one.value for one in mina.choices.splits}
    assert "ethnic_group" in {one.value for one in mina.choices.splits}


def test_teams_stand_by_name_whatever_their_values(council: Council, viewer_named: ViewerNamed) -> None:
    page = page_for(council, viewer_named("dana"), split="team")

    assert page.split is not None
    names = [row.cells[0] for row in page.split.rows if row.category]
    assert names == sorted(names, key=str.casefold)
    assert [one.words for one in page.choices.teams] == sorted(one.words for one in page.choices.teams)


def test_each_number_leads_to_the_list_of_its_own_children(signed_in: SignedIn) -> None:
    answer = signed_in("dana").get("/indicators/AS02/", {"period": "FY2025-26", "split": "sex"})

    found = [parse_qs(urlsplit(href).query) for href in links_to_children(answer)]
    assert {one["part"][0] for one in found} == {"numerator", "denominator"}
    assert {one["by"][0] for one in found if "by" in one} == {"sex"}
    assert all(one["measure"] == ["value"] for one in found)
    of_split = [one for one in found if one.get("category") == ["F"]]
    assert {one["period"][0] for one in of_split} == {"FY2025-26"}


def test_the_choices_stay_in_the_address(signed_in: SignedIn) -> None:
    answer = signed_in("dana").get("/indicators/AS03/", {"measure": "upper_quartile", "period": "FY2025-26"})

    chosen = shown(answer).xpath("//option[@selected]/@value")
    assert "upper_quartile" in chosen
    assert "FY2025-26" in chosen


# ---------------------------------------------------------------- empty and refused


def test_what_no_return_holds_is_said(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    page = page_for(council, viewer_named("dana"), "AS02", period="FY2013-14")
    answer = signed_in("dana").get("/indicators/AS02/", {"period": "FY2013-14"})

    assert page.now.told == "not held"
    assert page.split is not None
    assert page.split.empty
    assert "not held" in words(answer)


def test_before_anything_is_imported_the_page_says_so(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pointer, "history", lambda folder: [])

    answer = signed_in("dana").get("/indicators/AS02/")

    assert answer.status_code == 200
    assert "No data yet" in words(answer)


def test_there_is_no_such_indicator(signed_in: SignedIn) -> None:
    assert signed_in("dana").get("/indicators/XX99/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"period": "lately"}, "lately"),
        ({"period": "2025-03-31"}, "is one day"),
        ({"team": "no such team"}, "There is no team"),
        ({"measure": "nonsense"}, "no measure"),
        ({"split": "worker"}, "cannot be split by worker"),
        ({"split": "legal_status"}, "cannot be split by"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(signed_in: SignedIn, asked: dict[str, str], said: str) -> None:
    answer = signed_in("dana").get("/indicators/AS02/", asked)

    assert answer.status_code == 400
    assert said in words(answer)
    assert "Traceback" not in words(answer)


def test_hidden_numbers_are_said_to_be_hidden_and_no_empty_chart_is_drawn(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    mina = viewer_named("mina")
    pages = (
        page_for(council, mina, one.id) for one in catalogue_of(council) if one.theme == "child_protection"
    )
    hidden = next(
        page for page in pages if all(each.judgement.judged.last is None for each in page.over_time)
    )
    assert hidden.now.told == "c"

    answer = signed_in("mina").get(f"/indicators/{hidden.indicator.id}/")

    assert "c: hidden because it is small." in words(answer)
    assert "Hidden because the numbers are small" in words(answer)
    assert not shown(answer).xpath("//figure")


def test_a_rate_without_a_population_of_each_team_shows_how_many_were_counted(
    council: Council, viewer_named: ViewerNamed
) -> None:
    page = page_for(council, viewer_named("dana"), "FD15", split="team", period="FY2025-26")

    assert page.split is not None
    assert page.split.bars is None
    assert {row.cells[1] for row in page.split.rows} == {"no rate"}
    assert sum(int(row.value.numerator or 0) for row in page.split.rows) == page.now.value.numerator


def test_the_difference_from_a_year_before_is_that_of_the_values_shown(
    council: Council, viewer_named: ViewerNamed
) -> None:
    dana = viewer_named("dana")
    for id in ("AS02", "FD17", "CL16", "AS03"):
        page = page_for(council, dana, id, period="FY2025-26")
        before = page_for(council, dana, id, period="FY2024-25").now.value
        if page.now.change and page.now.value.value is not None and before.value is not None:
            change = abs(page.now.value.value - before.value)
            assert page.now.change.startswith((f"{change:f} ", f"{change:.0f} ", "The same")), id


def test_a_member_cannot_ask_for_single_ethnicities(signed_in: SignedIn) -> None:
    assert signed_in("mina").get("/indicators/AS02/", {"split": "ethnicity"}).status_code == 400


# ---------------------------------------------------------------- files


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_series_as_a_file_is_the_series_of_the_page(
    signed_in: SignedIn, council: Council, viewer_named: ViewerNamed
) -> None:
    answer = signed_in("dana").get("/indicators/AS02/tables/over-time.csv")
    points = page_for(council, viewer_named("dana")).over_time[0].judgement.judged.points

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "OFFICIAL-SENSITIVE" in answer["Content-Disposition"]
    rows = rows_of(answer)[1 : len(points) + 1]
    assert [(row[0], row[4], row[5]) for row in rows] == [
        (each.point.period.label, str(each.point.numerator), str(each.point.denominator)) for each in points
    ]


@pytest.mark.parametrize("which", ["over-time", "split"])
def test_what_is_hidden_on_the_page_is_hidden_in_the_file(signed_in: SignedIn, which: str) -> None:
    answer = signed_in("mina").get(f"/indicators/FD16/tables/{which}.csv", {"split": "need"})

    assert answer.status_code == 200
    assert "OFFICIAL_" in answer["Content-Disposition"]
    heads, *rows = rows_of(answer)
    place = heads.index("Numerator")
    numbers = [row[place] for row in rows[: rows.index([""] * len(heads))]]
    assert all(number in ("", "c", "0") or float(number) > 5 for number in numbers)
    assert "c" in numbers or which == "over-time"


def test_there_is_a_workbook_too(signed_in: SignedIn) -> None:
    answer = signed_in("ana").get("/indicators/FD17/tables/month-by-month.xlsx")

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_a_table_that_the_page_lacks_is_refused(signed_in: SignedIn) -> None:
    assert signed_in("dana").get("/indicators/AS02/tables/month-by-month.csv").status_code == 400
    assert signed_in("dana").get("/indicators/AS02/tables/over-time.exe").status_code == 404
    assert signed_in("ada").get("/indicators/AS02/tables/over-time.csv").status_code == 403
