"""The ratio of a group to all others, where there is one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from stonechat.analysis.disparity import Group
from stonechat.app.comparing import _ratio
from stonechat.app.comparisons import ComparedGroup
from stonechat.indicators.measure import Value

VALUE = Value("value", "sex", "F", 40, 100, Decimal("40.0"), None, date(2025, 3, 31))


@pytest.mark.parametrize(
    ("own", "everyone", "is_given"),
    [
        ((40, 100), (90, 200), True),
        ((40, 100), (140, 200), True),  # all of the others
        ((40, 100), (141, 200), False),  # more assessments than referrals among the others
        ((40, 100), (39, 200), False),
        ((40, 100), (90, 100), False),
    ],
)
def test_a_ratio_needs_others_who_are_a_share_of_themselves(
    own: tuple[int, int], everyone: tuple[int, int], is_given: bool
) -> None:
    group = ComparedGroup("F", "Female", replace(VALUE, numerator=own[0], denominator=own[1]), None)

    assert (_ratio(group, Group("all", *everyone), 1.0) is not None) is is_given
