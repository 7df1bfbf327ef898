"""Whatever SSD can carry comes back: facts of any return, written as SSD and read again, in both forms."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.ssd.extracts import by_table, csv_text, extract, read_extract, row

from stonechat.basics.codes import code_list
from stonechat.model.table import Value, Values
from stonechat.model.tables import TABLES
from stonechat.sources.ssd.spells import TOLD_TOGETHER, as_ssd_tells
from stonechat.sources.ssd.write import TOLD_ELSEWHERE, Form, has_no_place, write_folder

Rows = dict[str, list[Values]]

FIRST = date(2024, 5, 1)
GAPS = st.sampled_from([0, 1, 30])
"""Days between two episodes: none, where one follows the other, is the usual case."""
POSTCODES = st.sampled_from(["AB1 2CD", "AB1 2CE"])
CHILDREN = st.sampled_from(["C1", "C2"])


def _coded(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(code_list(name).codes[:3])


@st.composite
def _episodes(draw: st.DrawFn, child: str) -> list[Values]:
    """Episodes of one child one after the other, with what the SSDA903 states in each of them."""
    made, day = [], FIRST
    homes = draw(
        st.sampled_from([POSTCODES, st.none()])
    )  # blank for a child of no fixed home, and then always
    for number in range(draw(st.integers(0, 4))):
        start = day + timedelta(days=draw(GAPS))
        day = start + timedelta(days=draw(st.integers(1, 40)))
        made.append(
            TABLES["cla_episodes"].row(
                authority="201",
                cla_episode_id=f"{child}|{number}",
                person_id=child,
                cla_episode_start_date=start,
                cla_episode_start_reason=draw(st.sampled_from(["S", "L", "P", "B"])),
                cla_episode_ceased_date=day,
                cla_episode_ceased_reason="X1",
                legal_status=draw(_coded("legal_status")),
                home_postcode=draw(homes),
                **_placement(draw),
            )
        )
    return made


def _placement(draw: st.DrawFn) -> dict[str, Value]:
    return {
        "placement_type": draw(_coded("placement_type")),
        "placement_provider": draw(_coded("placement_provider")),
        "placement_postcode": draw(POSTCODES),
        "placement_urn": draw(st.sampled_from(["1234567", None])),
    }


@st.composite
def facts(draw: st.DrawFn) -> Rows:
    """Facts of a few children as the returns tell them: nothing in SSD's own tables for it."""
    children = draw(st.lists(CHILDREN, unique=True, min_size=1))
    numbers = st.none() | st.sampled_from(["A850728973744", "=A1"])
    found: Rows = {name: [] for name in TOLD_TOGETHER}
    for child in children:
        told = {"upn": draw(numbers), "former_upn": draw(numbers), "sex": "F"}
        found["person"].append(TABLES["person"].row(authority="201", person_id=child, **told))
        found["cla_episodes"] += draw(_episodes(child))
        if draw(st.booleans()):
            ended = draw(st.none() | st.just(date(2024, 9, 1)))
            found["uasc"].append(TABLES["uasc"].row(authority="201", person_id=child, uasc_ended_date=ended))
        for number in range(draw(st.integers(0, 2))):
            found["pre_proceedings"].append(
                TABLES["pre_proceedings"].row(
                    authority="201", person_id=child, pre_proceedings_id=f"{child}|L|{number}"
                )
            )
    return found


def _carried(rows: Iterable[Values], table: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """The rows of a table without what SSD has no place for, in an order of their own."""
    lost = {*has_no_place(TABLES[table]), *but}
    places = [place for place, name in enumerate(TABLES[table].names) if name not in lost]
    return sorted(repr([values[place] for place in places]) for values in rows)


BESIDES = {"cla_episodes": ("cla_id",), "pre_proceedings": ("table_id",)}
"""Ids that SSD needs and the returns lack: made, where there are none."""


@pytest.mark.parametrize("form", Form)
@given(told=facts())
@settings(max_examples=25)
def test_what_returns_tell_comes_back_from_ssd(
    form: Form, told: Rows, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = _through(told, tmp_path_factory.mktemp("first") / "x", form)
    for name, some in told.items():
        if TOLD_ELSEWHERE.get(name):
            but = BESIDES.get(name, ())
            assert _carried(first[name], name, but=but) == _carried(some, name, but=but), name
    second = _through(first, tmp_path_factory.mktemp("second") / "x", form)
    assert {name: sorted(map(repr, some)) for name, some in second.items()} == {
        name: sorted(map(repr, some)) for name, some in first.items()
    }


def _through(told: Rows, folder: Path, form: Form) -> Rows:
    """The facts after they were written and read."""
    write_folder(((name, each) for name, some in as_ssd_tells(told).items() for each in some), folder, form)
    reading, read = read_extract(folder)
    assert reading.is_acceptable
    assert not reading.findings.has("error", "warning")
    found: Rows = {name: [] for name in TOLD_TOGETHER}
    for each in read:
        found[each.table].append(tuple(each.values))
    return found


def test_what_is_told_elsewhere_is_all_drawn() -> None:
    assert {name for name in TOLD_ELSEWHERE if name in TOLD_TOGETHER} == {
        "person", "cla_episodes", "uasc", "pre_proceedings", "cla_reviews",
    }  # fmt: skip


def test_what_ssd_has_no_place_for_is_on_the_page_of_deviations() -> None:
    page = (Path(__file__).parents[3] / "docs" / "deviations.md").read_text(encoding="utf-8")
    section = page.partition("## Written as SSD")[2].partition("\n## ")[0]
    lost = {
        f"`{table.name}`" if table.ssd is None else f"`{table.name}.{column}`"
        for table in TABLES.values()
        for column in has_no_place(table)
    }
    assert {name for name in lost if name not in section} == set()


# ---------------------------------------------------------------- extracts of other systems


def _identifier(kind: str, value: str, first: str = "", last: str = "") -> dict[str, str]:
    return {
        "link_table_id": value,
        "link_person_id": "C1",
        "link_identifier_type": kind,
        "link_identifier_value": value,
        "link_valid_from_date": first,
        "link_valid_to_date": last,
    }


@pytest.mark.parametrize(
    ("some", "upn", "former"),
    [
        ([_identifier("UPN", "X1")], "X1", None),
        ([_identifier("unique pupil number", "X1"), _identifier("NHS Number", "9")], "X1", None),
        ([_identifier("Former UPN", "X0"), _identifier("UPN", "X1")], "X1", "X0"),
        ([_identifier("UPN", "X1", last="2024-01-01"), _identifier("UPN", "X0")], "X0", None),
        ([_identifier("UPN", "X1", "2024-01-01"), _identifier("UPN", "X2", "2020-01-01")], "X1", None),
        ([_identifier("Case Number", "X1")], None, None),
    ],
)
def test_a_pupil_number_is_found_among_linked_identifiers(
    tmp_path: Path, some: list[dict[str, str]], upn: str | None, former: str | None
) -> None:
    _, read = read_extract(extract(tmp_path / "x", linked_identifiers=csv_text(*some)))
    (person,) = by_table(read)["person"]
    assert (person.get("upn"), person.get("former_upn")) == (upn, former)
    assert len(by_table(read)["linked_identifiers"]) == len(some)


def _status(own: str, status: str, last: str = "") -> dict[str, str]:
    return {"immi_immigration_status_id": own, "immi_person_id": "C1", "immi_immigration_status": status,
            "immi_immigration_status_end_date": last}  # fmt: skip


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        ([_status("1", "Unaccompanied Asylum-Seeking Child")], [{"person_id": "C1"}]),
        ([_status("1", "UASC", "2024-01-01"), _status("2", "uasc")], [{"person_id": "C1"}]),
        (
            [_status("1", "UASC", "2024-01-02"), _status("2", "UASC", "2023-01-01")],
            [{"person_id": "C1", "uasc_ended_date": date(2024, 1, 2)}],
        ),
        ([_status("1", "Indefinite leave to remain")], []),
        ([_status("1", "UASC", "soon")], []),  # that row is rejected, and nobody is made open by it
    ],
)
def test_an_unaccompanied_child_is_found_by_the_immigration_status(
    tmp_path: Path, some: list[dict[str, str]], expected: list[dict[str, Value]]
) -> None:
    reading, read = read_extract(extract(tmp_path / "x", immigration_status=csv_text(*some)))
    assert by_table(read).get("uasc", []) == expected
    assert reading.accounts["uasc"].loaded == len(expected)


def test_an_extract_without_immigration_statuses_does_not_speak_of_unaccompanied_children(
    tmp_path: Path,
) -> None:
    reading, _ = read_extract(extract(tmp_path / "x"))
    assert "uasc" not in reading.accounts


@pytest.mark.parametrize(
    ("kind", "first", "last", "expected"),
    [
        ("Home", "2020-01-01", "", "AB1 2CD"),
        ("HOME ADDRESS", "2024-05-01", "2024-05-01", "AB1 2CD"),
        ("Home", "2020-01-01", "2024-05-01", None),  # left on the day on which the episode begins
        ("Home", "2024-05-02", "", None),
        ("Children's home", "2020-01-01", "", None),
        ("Placement", "2020-01-01", "", None),
    ],
)
def test_an_episode_has_the_postcode_of_the_home_on_its_first_day(
    tmp_path: Path, kind: str, first: str, last: str, expected: str | None
) -> None:
    address = {
        "addr_table_id": "1",
        "addr_person_id": "C1",
        "addr_address_type": kind,
        "addr_address_start_date": first,
        "addr_address_end_date": last,
        "addr_address_postcode": "AB1 2CD",
    }
    episode = {
        "clae_cla_episode_id": "E1",
        "clae_person_id": "C1",
        "clae_cla_episode_start_date": "2024-05-01",
    }
    files = {"address": csv_text(address), "cla_episodes": csv_text(episode)}
    _, read = read_extract(extract(tmp_path / "x", **files))
    assert by_table(read)["cla_episodes"][0].get("home_postcode") == expected


def test_what_ssd_tells_already_is_not_told_twice() -> None:
    address = row("address", table_id="1", person_id="C1", address_type="Home")
    episode = row("cla_episodes", cla_episode_id="E1", person_id="C1", cla_episode_start_date=FIRST,
                  home_postcode="AB1 2CD")  # fmt: skip
    status = row("immigration_status", immigration_status_id="1", person_id="C1", immigration_status="UASC")
    number = row(
        "linked_identifiers", table_id="1", person_id="C1", identifier_type="UPN", identifier_value="X"
    )
    person = row("person", person_id="C1", upn="X")
    given = {name: [values] for name, values in (person, address, episode, status, number)}
    given["uasc"] = [TABLES["uasc"].row(authority="201", person_id="C1")]
    told = as_ssd_tells(given)
    for name in ("address", "immigration_status", "linked_identifiers"):
        assert told[name] == given[name], name
