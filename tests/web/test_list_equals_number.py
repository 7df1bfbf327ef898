"""A number opens a list with as many rows as it says: some numbers in every run, many more nightly."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.web.numbers_clicked import (
    Clicked,
    all_periods,
    numbers_of,
    numbers_of_team,
    rows_of_worker,
)

from stonechat.app.children import Asked, look_at
from stonechat.app.permissions import Permission
from stonechat.app.reach import NotToldBy
from stonechat.app.served import served_figures
from stonechat.basics.problems import Refused

SAMPLE = 12
"""Numbers clicked in each role."""

Browser = Callable[[str], Any]


def every_number(figures: Any, team: str | None, chance: random.Random | None = None) -> Iterator[Clicked]:
    """The numbers of all indicators, or some in an order of chance; a team's own, if one is named.

    Totals and teams' own of every month and year. Categories too, in an order of chance of every one; else of
    the last month and the last year, since 150,000 lists are more than a night's work.
    """
    newest = {*figures.months(1), *figures.years(1)}
    wanted = [
        (indicator, period, breakdown)
        for indicator in figures.setting.catalogue
        for period in all_periods(figures)
        for breakdown in ((None, *indicator.breakdowns) if team is None else (None,))
        if breakdown is None or chance is not None or period in newest
    ]
    if chance is not None:
        chance.shuffle(wanted)
    for indicator, period, breakdown in wanted:
        found = (
            numbers_of(figures, indicator, period, breakdown)
            if team is None
            else numbers_of_team(figures, indicator, period, team)
        )
        yield from found if chance is None else chance.sample(each := list(found), min(1, len(each)))


def number_on(answer: Any) -> int:
    found = re.search(r"<h1[^>]*>\s*([\d,]+) ", answer.content.decode())
    assert found, answer.content.decode()[:3000]
    return int(found[1].replace(",", ""))


def rows_on(browser: Any, where: str, answer: Any) -> int:
    """The rows of all pages of the list."""
    rows, page = 0, 1
    while True:
        rows += len(re.findall(r'<th scope="row"', answer.content.decode()))
        if b'rel="next"' not in answer.content:
            return rows
        page += 1
        answer = browser.get(f"{where}&page={page}")


@pytest.mark.parametrize("username", ["dana", "ana", "alice", "charlie"])
def test_a_number_opens_a_list_of_as_many(
    council: Any, signed_in: Browser, viewer_named: Any, username: str
) -> None:
    from urllib.parse import urlencode

    figures, browser = served_figures(council), signed_in(username)
    team = next(iter(viewer_named(username).teams(Permission.LIST_CHILDREN)), None)
    numbers = every_number(figures, team, random.Random(f"{username} 1"))  # noqa: S311
    positive = (each for each in numbers if each.number > 0)
    for clicked in (next(positive) for _ in range(SAMPLE)):
        where = f"/indicators/{clicked.asked.indicator}/children/?{urlencode(clicked.query)}"
        if username in ("dana", "ana"):
            browser.post(where, {"action": "reason", "why": "Audit", "words": ""})
        answer = browser.get(where)
        assert number_on(answer) == clicked.number, where
        assert rows_on(browser, where, answer) >= clicked.number, where


def test_a_worker_s_list_has_the_rows_that_are_theirs(
    council: Any, signed_in: Browser, viewer_named: Any
) -> None:
    figures, browser, viewer = served_figures(council), signed_in("bob"), viewer_named("bob")
    (worker,) = viewer.workers(Permission.LIST_CHILDREN)
    seen = some = 0
    for indicator in figures.setting.catalogue:
        asked = Asked(indicator.id, "FY2025-26", "to compare it with its number")
        try:
            look = look_at(council, viewer, asked)
        except (NotToldBy, Refused):
            continue
        answer = browser.get(f"/indicators/{indicator.id}/children/?period=FY2025-26")
        assert number_on(answer) == rows_of_worker(look, worker), indicator.id
        seen += 1
        some += number_on(answer) > 0
    assert seen > 40
    assert some > 5


@pytest.mark.nightly
@pytest.mark.parametrize("username", ["dana", "alice", "charlie"])
def test_every_number_opens_a_list_of_as_many(council: Any, viewer_named: Any, username: str) -> None:
    figures, viewer = served_figures(council), viewer_named(username)
    team = next(iter(viewer.teams(Permission.LIST_CHILDREN)), None)
    wrong, seen = [], 0
    for clicked in every_number(figures, team):
        look = look_at(council, viewer, clicked.asked)
        seen += 1
        if look.number(look.rows()) != clicked.number:
            wrong.append(clicked)
    assert wrong == []
    assert seen > 1000


@pytest.mark.nightly
def test_every_share_and_its_rest_make_the_whole(council: Any, viewer_named: Any) -> None:
    from dataclasses import replace

    figures, viewer = served_figures(council), viewer_named("dana")
    seen = 0
    for indicator in figures.setting.catalogue:
        for period in all_periods(figures):
            for clicked in numbers_of(figures, indicator, period, None):
                if clicked.asked.part != "denominator":
                    continue
                look = look_at(council, viewer, clicked.asked)
                if not look.has_rest():
                    continue
                parts = [
                    look_at(council, viewer, replace(clicked.asked, part=part))
                    for part in ("numerator", "rest")
                ]
                assert sum(each.number(each.rows()) for each in parts) == clicked.number, clicked
                seen += 1
    assert seen > 500
