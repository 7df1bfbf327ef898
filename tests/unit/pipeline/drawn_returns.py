"""Draws small returns of three formats that speak of the same few things, for properties of the merge."""

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from small_facts import ENDS, JUNE, MAY, assessment, child, disability, episode, factor

from small_returns import CIN_TABLES, SmallReturn, row
from stonechat.model.table import Values
from stonechat.model.tables import TABLES

DRAWN_TABLES = {**CIN_TABLES, "cla_episodes": TABLES["cla_episodes"]}

PEOPLE = st.sampled_from("AB")
DAYS = st.sampled_from([date(2023, 4, 1), ENDS[2024]])
NAMES = st.sampled_from("xy")
STANDARD_ENDS = st.sampled_from([ENDS[2024], date(2024, 11, 15), ENDS[2025]])
"""With the end of the census's window, a few months later, a year later."""


def episode_of_care(name: str, person_id: str, day: date, **more: Any) -> tuple[str, Values]:
    """An episode of care."""
    return row("cla_episodes", cla_episode_id=name, person_id=person_id, cla_episode_start_date=day, **more)


ANY_ROW = (
    st.builds(lambda who, dob: child(who, dob=dob), PEOPLE, st.none() | DAYS)
    | st.builds(
        lambda who, day, name, end, reason, team: episode(
            day, who, referral_id=name, close_date=end, close_reason=reason, referral_team=team
        ),
        PEOPLE,
        DAYS,
        NAMES,
        st.none() | DAYS | STANDARD_ENDS,
        st.sampled_from([None, "RC1"]),
        st.sampled_from([None, "North"]),
    )
    | st.builds(disability, st.sampled_from(["HAND", "VIS"]), PEOPLE)
    | st.builds(
        lambda name, day, on, referral: assessment(
            name, assessment_start_date=day, assessment_auth_date=on, referral_id=referral
        ),
        NAMES,
        st.none() | DAYS,
        st.none() | DAYS,
        NAMES,
    )
    | st.builds(
        lambda name, who, day, end, place, why, referral: episode_of_care(
            name,
            who,
            day,
            cla_episode_ceased_date=end,
            placement_postcode=place,
            placement_change_reason=why,
            referral_id=referral,
        ),
        NAMES,
        PEOPLE,
        DAYS,
        st.none() | DAYS | STANDARD_ENDS,
        st.sampled_from([None, "SY1"]),
        st.sampled_from([None, "CHILD"]),
        st.none() | NAMES,
    )
    | st.builds(factor, NAMES, st.sampled_from(["1A", "2A"]))
)
"""Two children, two days, two codes: few enough that returns speak of the same things."""


@st.composite
def some_returns(draw: st.DrawFn) -> list[SmallReturn]:
    """Up to five returns of three formats and three years, no two of one made at the same time."""
    when = st.tuples(
        st.sampled_from(["cin_census", "cin_census", "ssda903", "ssd"]),
        st.sampled_from([2023, 2024, 2025]),
        st.sampled_from([None, MAY, JUNE]),
    )
    chosen = draw(st.lists(when, unique=True, max_size=5))
    return [draw(a_return(*one)) for one in chosen]


@st.composite
def a_return(draw: st.DrawFn, format: str, year: int, made_at: datetime | None) -> SmallReturn:
    """Up to eight rows. A Standard Safeguarding Dataset reaches back, and may lack a table."""
    rows = draw(st.lists(ANY_ROW, max_size=8).map(tuple))
    if format != "ssd":
        return SmallReturn(year, rows, made_at=made_at, format=format)
    first = date(draw(st.sampled_from([2020, 2023])), 4, 1)
    silent = draw(st.sampled_from([(), ("cin_episodes",), ("assessment_factors",)]))
    held = tuple(one for one in rows if one[0] not in silent)
    return SmallReturn(
        year,
        held,
        made_at=made_at,
        format=format,
        window_first=first,
        window_last=draw(STANDARD_ENDS),
        silent_on=silent,
    )
