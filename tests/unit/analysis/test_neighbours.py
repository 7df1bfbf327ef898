"""Neighbours: order as published, the middle half with its ends, change and what it hangs on, real sets."""

from decimal import Decimal
from pathlib import Path
from statistics import median

import published_places as real
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stonechat.analysis.neighbours import (
    AgainstNeighbours,
    Half,
    Neighbour,
    against_neighbours,
    change_against_neighbours,
)
from stonechat.analysis.places import Place, Why

TEN = ["30.1", "12.0", "25.5", "18.3", "18.3", "22.0", "27.9", "15.4", "20.0", "16.6"]


def place(name: str, value: str | None) -> Place:
    return Place(name, name, value=None if value is None else Decimal(value))


def against(ours: str | None, values: list[str | None] = TEN) -> AgainstNeighbours:  # type: ignore[assignment]
    neighbours = [Neighbour(place(f"N{n}", value), "Close") for n, value in enumerate(values)]
    return against_neighbours(place("us", ours), neighbours, 2025, place("England", "22.6"))


def test_the_middle_half_is_on_straight_lines_between_the_values() -> None:
    """In order: 12, 15.4, 16.6, 18.3, 18.3, 20, 22, 25.5, 27.9, 30.1; quartiles at places 3.25 and 7.75."""
    found = against("20.0")
    assert (found.lower, found.middle, found.upper) == (Decimal("17.0"), Decimal("19.2"), Decimal("24.6"))


@pytest.mark.parametrize(
    ("ours", "half"),
    [
        ("16.9", Half.BELOW),
        ("17.0", Half.WITHIN),
        ("24.6", Half.WITHIN),
        ("24.7", Half.ABOVE),
        (None, None),
    ],
)
def test_an_end_of_the_middle_half_is_within_it(ours: str | None, half: Half | None) -> None:
    assert against(ours).half is half


def test_neighbours_stay_in_published_order_with_or_without_a_figure() -> None:
    found = against("20.0", [*TEN[:4], None, *TEN[5:]])
    assert [each.place.name for each in found.neighbours] == [f"N{n}" for n in range(10)]
    assert found.compared == 9
    assert [(each.place.name, each.why) for each in found.left_out] == [("N4", Why.NO_VALUE)]


def test_fewer_than_six_figures_give_no_middle_half() -> None:
    six, five = against("99", [*TEN[:6], *[None] * 4]), against("99", [*TEN[:5], *[None] * 5])
    assert six.half is Half.ABOVE
    assert (five.compared, five.middle, five.lower, five.upper, five.half) == (5, None, None, None, None)


def test_city_of_london_is_no_neighbour() -> None:
    city = Neighbour(Place("201", "City of London", value=Decimal("99")), "Not close")
    found = against_neighbours(place("us", "20"), [city, *against("20").neighbours], 2025)
    assert found.middle == Decimal("19.2")
    assert [each.why for each in found.left_out] == [Why.TOO_SMALL]


@given(st.lists(st.decimals(0, 100, places=1), min_size=6, max_size=10), st.randoms())
def test_the_order_of_neighbours_changes_nothing_but_the_order(values: list[Decimal], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    there, here = (against("20", [str(v) for v in each]) for each in (values, mixed))
    assert (there.lower, there.middle, there.upper) == (here.lower, here.middle, here.upper)
    assert there.lower is not None and there.upper is not None and there.middle is not None
    assert there.lower <= there.middle <= there.upper


# Change


def pairs(changes: list[str | None]) -> list[tuple[Place, Place]]:
    return [
        (place(f"N{n}", "20"), place(f"N{n}", None if change is None else str(20 + Decimal(change))))
        for n, change in enumerate(changes)
    ]


CHANGES: list[str | None] = ["1.0", "-2.0", "0.5", "3.0", "0.0", "1.5", "-1.0", "2.0", "0.7", "1.1"]


def test_change_against_neighbours() -> None:
    """The neighbours' changes in order: -2, -1, 0, .5, .7, 1, 1.1, 1.5, 2, 3: median 0.85."""
    found = change_against_neighbours((place("us", "20"), place("us", "24.5")), pairs(CHANGES))
    assert found is not None
    assert (found.own, found.neighbours, found.difference) == (
        Decimal("4.5"),
        Decimal("0.85"),
        Decimal("3.65"),
    )
    assert (found.lowest, found.highest) == (Decimal("3.5"), Decimal("3.8"))  # the median is then 1.0 or 0.7
    assert not found.hangs_on_one
    assert found.compared == 10


@given(st.lists(st.decimals(-5, 5, places=1), min_size=6, max_size=10), st.decimals(-5, 5, places=1))
def test_the_range_is_that_of_leaving_each_neighbour_out(changes: list[Decimal], own: Decimal) -> None:
    found = change_against_neighbours(
        (place("us", "20"), place("us", str(20 + own))), pairs([str(each) for each in changes])
    )
    without = [own - median(changes[:n] + changes[n + 1 :]) for n in range(len(changes))]
    assert found is not None
    assert (found.lowest, found.highest) == (min(without), max(without))
    assert found.difference == own - median(changes)
    assert found.lowest <= found.difference <= found.highest
    assert found.hangs_on_one == (min(without) <= 0 <= max(without) and min(without) != max(without))


def test_without_both_values_there_is_no_change() -> None:
    us = place("us", "20"), place("us", "21")
    assert change_against_neighbours((us[0], place("us", None)), pairs(CHANGES)) is None
    assert change_against_neighbours(us, pairs([*CHANGES[:5], *[None] * 5])) is None
    six = change_against_neighbours(us, pairs([*CHANGES[:6], *[None] * 4]))
    assert six is not None
    assert (six.compared, [each.place.name for each in six.left_out]) == (6, ["N6", "N7", "N8", "N9"])


# Real sets


def test_every_authority_can_stand_beside_its_own_neighbours(shared: Path) -> None:
    """Re-referrals of 2024. By the meaning of a middle half, about half of the authorities lie within it."""
    published = shared / "data" / "published"
    every = real.counted(published, real.REFERRALS, "Re_referrals", "Referrals", "Re_referrals_percent")
    places = {each.code: each for each in every}
    halves = []
    for row in real.rows(published, real.NEIGHBOURS):
        neighbours = [Neighbour(places[row[f"SN_{n}"]], row[f"SN_{n}P"].strip()) for n in range(1, 11)]
        found = against_neighbours(places[row["old_la_code"]], neighbours, 2025)
        assert [each.place.code for each in found.neighbours] == [row[f"SN_{n}"] for n in range(1, 11)]
        halves.append(found.half)
    assert len(halves) == 153
    assert halves.count(None) <= 6
    assert 0.35 < halves.count(Half.WITHIN) / len(halves) < 0.55
