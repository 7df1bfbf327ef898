"""The scorecard: what needs a decision, for whom, of which team and month, and as a file."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.web.conftest import SignedIn

from stonechat.app.council import Council, open_council
from stonechat.app.gate import figures_for
from stonechat.app.scorecards import Asked, ScorecardPage, scorecard_page

CARD = "/scorecard/"


def html(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


@pytest.fixture
def read(council: Council, viewer_named: Callable[[str], Any]) -> Callable[..., ScorecardPage]:
    """`read("dana", team="T01")`: what the use case answers."""
    return lambda username, **asked: scorecard_page(
        open_council(council.folder.root), viewer_named(username), Asked(**asked)
    )


OURS = "title: Our own\nsections:\n  - title: Door\n    indicators: [FD06, FD17]\n"


@pytest.fixture
def out_of_reach(council: Council) -> Iterator[None]:
    """A scorecard of the authority's own, and a target that one of its indicators will not meet."""
    before = council.targets_file.read_bytes()
    card = council.folder.root / "scorecards" / "ours.yaml"
    card.parent.mkdir(exist_ok=True)
    card.write_text(OURS, encoding="utf-8")
    council.targets_file.write_text(
        "indicator,measure,from,target,source\nFD06,,2020-04-01,1,a test\n", encoding="utf-8"
    )
    yield
    card.unlink()
    council.targets_file.write_bytes(before)


@pytest.mark.parametrize("username", ["alice", "ana", "bob", "charlie", "dana", "mina", "pat"])
def test_everybody_who_may_read_figures_sees_every_indicator_of_the_scorecard(
    signed_in: SignedIn, council: Council, username: str
) -> None:
    page = html(signed_in(username).get(CARD))
    card = ("FD15", "FD17", "AS02", "CP08", "CN01", "CL01")
    assert all(f"/indicators/{id}/" in page for id in card)
    assert "All teams" in page
    assert "a decision" in page


@pytest.mark.parametrize("username", ["ada", "nora"])
def test_others_are_refused_in_words(signed_in: SignedIn, username: str) -> None:
    assert signed_in(username).get(CARD).status_code == 403


def test_who_has_not_signed_in_is_led_there(visitor: Any) -> None:
    assert visitor.get(CARD).headers["Location"].startswith("/sign-in/")


@pytest.mark.usefixtures("out_of_reach")
def test_a_target_out_of_reach_needs_a_decision_and_says_why_on_a_scorecard_of_one_s_own(
    signed_in: SignedIn, read: Callable[..., ScorecardPage]
) -> None:
    page = html(signed_in("dana").get(CARD, {"card": "ours"}))
    assert "1 indicator needs a decision" in page
    assert "target will usually be missed unless something changes" in page
    assert ">Will usually miss<" in page
    only = read("dana", card="ours", deciding=True)
    assert [row.indicator.id for group in only.groups for row in group.rows] == ["FD06"]


def test_without_anything_to_decide_it_says_so_and_leads_back_to_the_whole(signed_in: SignedIn) -> None:
    page = html(signed_in("dana").get(CARD, {"deciding": "yes"}))
    assert "No indicator needs a decision" in page
    assert "Show the whole scorecard" in page


def test_an_area_a_month_and_the_four_quarters_can_be_chosen(read: Callable[..., ScorecardPage]) -> None:
    whole = read("dana")
    area = read("dana", area="looked-after")
    assert [group.title for group in area.groups] == ["Looked after"]
    assert area.deciding == whole.deciding
    earlier = read("dana", period="2025-06")
    assert earlier.to == "June 2025"
    points = [row.reading.judged.points for group in earlier.groups for row in group.rows if row.reading]
    assert points
    assert max(each[-1].point.period.last for each in points).isoformat() == "2025-06-30"
    quarters = read("dana", by="quadrant")
    assert next(group.title for group in quarters.groups) == "How much did we do?"
    assert quarters.shown == whole.shown


def test_every_scorecard_of_the_catalogue_can_be_chosen(read: Callable[..., ScorecardPage]) -> None:
    page = read("dana", card="core_board")
    assert {option.value for option in page.choices.cards} >= {"default", "core_board"}
    assert page.title == "The core set of a children's board"


@pytest.mark.parametrize(
    "asked",
    [{"card": "none"}, {"area": "none"}, {"period": "soon"}, {"by": "worth"}, {"team": "no-such-team"}],
)
def test_what_there_is_not_is_refused_in_words(signed_in: SignedIn, asked: dict[str, str]) -> None:
    assert signed_in("dana").get(CARD, asked).status_code == 400


def test_a_manager_reads_the_figures_of_the_team_exactly(
    signed_in: SignedIn, read: Callable[..., ScorecardPage], viewer_named: Callable[[str], Any]
) -> None:
    (team,) = viewer_named("alice").granted[0].scope.teams
    mine, directors = read("alice", team=team), read("dana", team=team)
    assert mine.notice is None
    rows = [[row.latest for group in page.groups for row in group.rows] for page in (mine, directors)]
    assert rows[0] == rows[1]
    assert mine.scope in html(signed_in("alice").get(CARD, {"team": team}))


def test_an_indicator_that_is_not_counted_by_team_says_so(read: Callable[..., ScorecardPage]) -> None:
    page = read("dana")
    by_team = read("dana", team=page.choices.teams[0].value)
    missing = {row.missing for group in by_team.groups for row in group.rows if row.missing}
    assert missing
    assert all(words.startswith(("Not available", "Not counted by team", "Hidden")) for words in missing)


def test_a_member_sees_no_small_number_and_is_told(
    read: Callable[..., ScorecardPage], council: Council, viewer_named: Callable[[str], Any]
) -> None:
    page = read("mina")
    assert page.notice == "Figures under 6 are hidden."
    figures = figures_for(open_council(council.folder.root), viewer_named("mina"))
    for group in page.groups:
        for row in group.rows:
            points = row.reading.judged.series.points if row.reading else ()
            known = [each for each in points if each.value is not None]
            small = [each for each in known if each.numerator in range(1, 6)]
            assert small == [], row.indicator.id
    assert figures.notice() == page.notice


def test_few_points_are_told_with_an_empty_ring_and_no_grey_icon(read: Callable[..., ScorecardPage]) -> None:
    page = read("dana", card="core_board")
    few = {row.variation for group in page.groups for row in group.rows if "Too few" in row.variation}
    assert few
    assert all(re.fullmatch(r"Too few \w+s for a reading \(\d+ of 13\)", words) for words in few)


def test_the_file_holds_what_the_page_shows_and_names_who_made_it(
    signed_in: SignedIn, read: Callable[..., ScorecardPage]
) -> None:
    response = signed_in("dana").get(f"{CARD}scorecard.csv", {"area": "front-door"})
    assert response["Content-Disposition"].startswith('attachment; filename="OFFICIAL-SENSITIVE_scorecard')
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    page = read("dana", area="front-door")
    ids = [row.indicator.id for group in page.groups for row in group.rows]
    assert [row[1] for row in rows[1 : 1 + len(ids)]] == ids
    notes = {row[0]: row[1] for row in rows[2 + len(ids) :]}
    assert notes["Snapshot"] == page.snapshot
    assert notes["Made by"] == "Dana Director"
    excel = signed_in("mina").get(f"{CARD}scorecard.xlsx")
    assert excel.content[:2] == b"PK"
    assert "OFFICIAL_scorecard" in excel["Content-Disposition"]


def test_lead_indicators_lead_to_what_they_should_move(signed_in: SignedIn) -> None:
    page = html(signed_in("dana").get(CARD))
    assert re.search(r"Lead<span[^>]*>, should move <a[^>]*href=\"/indicators/CN01/\"", page)


def test_the_page_quotes_its_snapshot_and_offers_no_order_by_value(
    signed_in: SignedIn, read: Callable[..., ScorecardPage]
) -> None:
    page = html(signed_in("dana").get(CARD))
    assert f"<span data-snapshot>{read('dana').snapshot}</span>" in page
    assert "aria-sort" not in page
