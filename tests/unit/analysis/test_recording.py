"""Which places' recording should be checked: the ends of the rule, and the two known to count otherwise."""

from decimal import Decimal
from pathlib import Path

import published_places as real
import pytest

from stonechat.analysis.places import Place
from stonechat.analysis.recording import RecordingCheck, check_recording


def check(*values: str | None) -> RecordingCheck | None:
    return check_recording(
        Place(f"P{n}", f"P{n}", value=None if value is None else Decimal(value))
        for n, value in enumerate(values)
    )


USUAL = ["8", "9", "9", "10", "10", "10", "10", "11", "11"]
"""With one more value above 11 the median is 10 and the median distance from it 1."""


@pytest.mark.parametrize(("last", "is_unusual"), [("13", False), ("13.1", True), ("7", False), ("6.9", True)])
def test_more_than_three_deviations_is_unusual(last: str, is_unusual: bool) -> None:
    found = check(*USUAL, last)
    assert found is not None
    assert (found.middle, found.deviation) == (10, 1)
    assert found.is_unusual("P9") == is_unusual
    assert len(found.unusual) == is_unusual


def test_where_most_are_the_same_nobody_is_named() -> None:
    found = check(*["10"] * 9, "500")
    assert found is not None
    assert (found.deviation, found.unusual) == (0, ())


def test_of_fewer_than_ten_nobody_can_tell() -> None:
    assert check(*USUAL) is None
    assert check(*USUAL, None) is None


def test_authorities_that_count_contacts_as_referrals_are_named(shared: Path) -> None:
    """Isle of Wight (2,083 per 10,000) and Hampshire (1,425) in 2025, and nine others."""
    found = check_recording(real.referral_rates(shared / "data" / "published"))
    assert found is not None
    names = [each.place.name for each in found.unusual]
    assert {"Isle of Wight", "Hampshire"} <= set(names)
    assert names == sorted(names)  # the file is by name
    assert len(names) == 11
    assert (found.middle, found.deviation) == (Decimal("521.4"), Decimal("98.5"))
