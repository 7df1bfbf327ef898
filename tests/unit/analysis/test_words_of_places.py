"""Sentences about places, word for word, and the words that none of them may hold."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from stonechat.analysis import words_of_places
from stonechat.analysis.clusters import Family, clustered_share
from stonechat.analysis.disparity import Group, disparity
from stonechat.analysis.funnel import Funnel, NoFunnel, funnel
from stonechat.analysis.intervals import Interval
from stonechat.analysis.neighbours import Neighbour, against_neighbours, change_against_neighbours
from stonechat.analysis.places import Place
from stonechat.analysis.recording import check_recording
from stonechat.analysis.shrinkage import Prior, prior_of, shrink
from stonechat.analysis.words_of_places import (
    of_change,
    of_disparity,
    of_funnel,
    of_interval,
    of_left_out,
    of_neighbours,
    of_place_on_funnel,
    of_recording,
    of_shrunk,
    of_shrunk_places,
    of_siblings,
)
from stonechat.indicators.measure import Unit

NEVER = re.compile(
    r"\b(better|worse|best|worst|good|bad|poor|rank\w*|quartile|decile|league|top|bottom|significan\w*|red"
    r"|first|last|leading|trailing|outperform\w*|fail\w*)\b",
    re.IGNORECASE,
)


def place(name: str, value: str | None = None, x: int | None = None, n: int | None = None) -> Place:
    return Place(name, name, x, n, None if value is None else Decimal(value))


CITY = Place("201", "City of London", 1, 3, Decimal("33.3"))
TEN = ["30.1", "12.0", "25.5", "18.3", "18.3", "22.0", "27.9", "15.4", "20.0", "16.6"]
NEIGHBOURS = [Neighbour(place(f"N{n}", value), "Close") for n, value in enumerate(TEN)]
FUNNEL = [place(f"P{n}", x=20 + 3 * n, n=100 + n) for n in range(12)]


def drawn(places: list[Place]) -> Funnel:
    found = funnel(places, Unit.PERCENT)
    assert isinstance(found, Funnel)
    return found


def changed(own: str, changes: list[str | None]) -> tuple[str, ...]:
    pairs = [
        (place(f"N{n}", "20"), place(f"N{n}", None if c is None else str(20 + Decimal(c))))
        for n, c in enumerate(changes)
    ]
    return of_change(
        change_against_neighbours((place("us", "20"), place("us", str(20 + Decimal(own)))), pairs),
        Unit.PERCENT,
    )


def test_intervals() -> None:
    assert of_interval(Unit.PERCENT, Interval(24.96, 36.449)) == "25.0% to 36.4%"
    assert of_interval(Unit.PERCENT, Interval(24.96, 36.449), 57) == "25% to 36%"
    assert of_interval(Unit.PER_10K, Interval(401.25, 1528.1)) == "401.3 to 1,528.1 per 10,000"
    assert of_interval(Unit.COUNT, Interval(2.8, 14.4)) == "3 to 14"


def test_siblings() -> None:
    together = clustered_share([Family(3 * (n < 12), 3) for n in range(40)])
    assert together is not None
    assert of_siblings(together) == (
        "Intervals allow for brothers and sisters and for children counted more than once: the 120 counted, "
        "of 40 families, say as much as 39 children who have nothing to do with each other."
    )
    alone = clustered_share([Family(1, 2), Family(1, 2)])
    assert alone is not None
    assert of_siblings(alone) == "Brothers and sisters make no difference to this figure."


def test_a_funnel_that_can_judge() -> None:
    found = drawn([*FUNNEL, CITY, place("Rutland")])
    assert of_funnel(found) == (
        f"The authorities differ by {found.phi:.1f} times the variance that chance alone would give "
        f"(dispersion phi {found.phi:.1f}, spread tau {found.tau:.3f}).",
        f"If chance played no part, some two in three would still lie between {found.spread[0]:.1f}% and "
        f"{found.spread[1]:.1f}%.",
        "Left out: City of London (too small and unlike any other authority); Rutland (no figure "
        "published or "
        "held).",
    )
    assert of_place_on_funnel(found.places[0], found) == "P0: 20%, within the limits for its size."


def test_a_funnel_that_chance_does_not_explain() -> None:
    found = drawn([place(f"P{n}", x=100 + 300 * (n % 3), n=1_000) for n in range(9)])
    said = of_funnel(found, "teams")
    assert said[0].startswith("The teams differ by ")
    assert said[2] == (
        "Chance does not explain these differences, and unless it is known how alike their children are the "
        "funnel cannot say who is unusual."
    )
    assert said[3] == "There are only nine, so this spread is itself uncertain."
    assert "Statistical neighbours are the fairer comparison." in of_funnel(found)
    assert of_place_on_funnel(found.places[0], found) == (
        "P0: 10.0%; places differ too much for a funnel to judge it."
    )


def test_no_funnel() -> None:
    assert of_funnel(NoFunnel.FEW_PLACES) == ("There is no funnel: fewer than three places have counts.",)


def test_a_place_beyond_a_limit() -> None:
    found = drawn(
        [*[place(f"P{n}", x=200 + n % 5, n=1_000) for n in range(20)], place("odd", x=300, n=1_000)]
    )
    assert of_place_on_funnel(found.places[-1], found) == "odd: 30.0%, above the 99.8% limit for its size."


@pytest.mark.parametrize(
    ("us", "said"),
    [
        (
            place("us", "24.7"),
            "24.7%: above the middle half of its ten statistical neighbours (17.0% to 24.6%; median 19.2%).",
        ),
        (
            place("us", "20.0", 8, 40),
            "8 of 40: within the middle half of its ten statistical neighbours (17.0% to 24.6%; "
            "median 19.2%).",
        ),
        (
            place("us", "12.5", 15, 120),
            "13%: below the middle half of its ten statistical neighbours (17.0% to 24.6%; median 19.2%).",
        ),
        (place("us"), "There is no figure for us to set beside its neighbours'."),
    ],
)
def test_beside_neighbours(us: Place, said: str) -> None:
    found = against_neighbours(us, NEIGHBOURS, 2025, place("England", "22.6"))
    assert of_neighbours(found, Unit.PERCENT) == (
        said,
        "England: 22.6%.",
        "Neighbours are those of the 2025 model.",
    )


def test_beside_neighbours_of_whom_some_have_no_figure() -> None:
    some = [*NEIGHBOURS[:8], Neighbour(place("Bury"), "Close"), Neighbour(place("Bath"), "Not close")]
    found = of_neighbours(against_neighbours(place("us", "24.7"), some, 2025), Unit.PER_10K)
    assert found == (
        "24.7 per 10,000: within the middle half of the eight of its ten statistical neighbours "
        "with a figure "
        "(17.6 to 26.1 per 10,000; median 20.2 per 10,000).",
        "Neighbours are those of the 2025 model.",
        "Left out: Bury and Bath (no figure published or held).",
    )
    few = of_neighbours(against_neighbours(place("us", "24.7"), some[3:], 2025), Unit.PER_10K)
    assert few[0] == (
        "24.7 per 10,000. Fewer than six of its statistical neighbours have a figure, too few to "
        "compare with."
    )


def test_change() -> None:
    ups: list[str | None] = ["1.0", "-2.0", "0.5", "3.0", "0.0", "1.5", "-1.0", "2.0", "0.7", "1.1"]
    assert changed("4.5", ups) == (
        "Ours rose by 4.5 percentage points; the median of ten neighbours rose by 0.85 percentage points.",
        "The difference is +3.65, and from +3.5 to +3.8 whichever neighbour is left out.",
    )
    assert changed("0.9", ups)[1] == (
        "The difference of +0.05 hangs on a single neighbour: without one of them it is anything "
        "from -0.1 to +0.2."
    )
    assert changed("0", [*ups[:7], None, None, None]) == (
        "Ours did not change; the median of seven neighbours rose by 0.5 percentage points.",
        "The difference is -0.5, and from -0.75 to -0.25 whichever neighbour is left out.",
        "Left out: N7, N8 and N9 (no figure published or held).",
    )
    assert changed("1", ["1"] * 10)[1] == "There is no difference, whichever neighbour is left out."
    assert changed("1", [None] * 10) == (
        "There are too few figures of both years to compare our change with that of the neighbours.",
    )


def test_recording() -> None:
    values = ["8", "9", "9", "10", "10", "10", "10", "11", "11", "26.1"]
    places = [place(f"P{n}", value) for n, value in enumerate(values)]
    check = check_recording(places)
    assert of_recording(check, places[9]) == (
        "Check recording practice before comparing P9: its value lies 16.1 median absolute "
        "deviations above the "
        "median. It may count something else."
    )
    assert of_recording(check, places[0]) is None
    assert of_recording(None, places[9]) is None


def test_teams_read_together() -> None:
    found = shrink([place("Team A", x=3, n=8), place("Team B", x=60, n=300)], Prior(Unit.PERCENT, 22.0, 20.0))
    assert of_shrunk_places(found) == (
        "Each of the teams is read together with the others (overall 22.0%): the fewer its "
        "children, the nearer "
        "to the overall figure."
    )
    assert [of_shrunk(each, Unit.PERCENT) for each in found.places] == [
        "Team A: 3 of 8; read with the others 26% (12% to 44%).",
        "Team B: 20.0%; read with the others 20.1% (15.9% to 24.7%).",
    ]


def test_teams_that_differ_by_chance() -> None:
    same = [place(f"Team {n}", x=10, n=50) for n in range(4)]
    prior = prior_of(same, Unit.PERCENT)
    assert prior is not None
    found = shrink(same, prior)
    assert of_shrunk_places(found) == (
        "The teams differ by no more than chance would make them: 20.0% is the figure for each."
    )
    assert of_shrunk(found.places[0], Unit.PERCENT) == "Team 0: 20%."


def test_groups() -> None:
    mixed, others = Group("Children of mixed ethnicity", 60, 200), Group("all other children", 100, 1_000)
    assert of_disparity(disparity(mixed, others), "be referred again") == (
        "Children of mixed ethnicity: 3.00 times as likely as all other children to be referred "
        "again (2.26 to "
        "3.98). The ratio does not say why."
    )
    level = Group("Children of mixed ethnicity", 22, 200)
    assert of_disparity(disparity(level, others), "be referred again") == (
        "The figures cannot tell whether Children of mixed ethnicity and all other children "
        "differ in how likely "
        "they are to be referred again: the ratio is 1.10, and anything from 0.71 to 1.70 would fit."
    )
    few = Group("Children of mixed ethnicity", 9, 200)
    assert of_disparity(disparity(few, others), "be referred again") == (
        "No ratio is given for Children of mixed ethnicity and all other children: fewer than 10 "
        "children are "
        "counted in one of the two groups."
    )


def test_nobody_left_out() -> None:
    assert of_left_out([]) is None
    assert of_funnel(drawn(FUNNEL))[-1].startswith("If chance")


def texts(source: str) -> Iterator[str]:
    """What stands in quotes in a source, docstrings and comments apart."""
    code = re.sub(r'""".*?"""|#[^\n]*', "", source, flags=re.DOTALL)
    yield from re.findall(r'"([^"\n]*)"', code)


def test_no_sentence_holds_a_word_that_judges_or_puts_in_order() -> None:
    """The texts of the words, and of every name that they read out."""
    room = Path(words_of_places.__file__).parent
    names = ["words_of_places", "funnel", "neighbours", "places", "disparity", "recording", "shrinkage"]
    every = [text for name in names for text in texts((room / f"{name}.py").read_text(encoding="utf-8"))]
    assert len(every) > 100
    assert [text for text in every if NEVER.search(text)] == []
    assert NEVER.search("It ranks among the best.")
