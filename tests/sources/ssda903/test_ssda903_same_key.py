"""Rows of one key are told apart by what they say: another order changes nothing, nor does next year."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sources.ssda903.returns903 import COLUMNS, ROWS, read_files, table

from stonechat.model.table import Value
from stonechat.sources.reading import TypedRow
from stonechat.sources.ssda903.layout import every_table

FIRST = date(2026, 5, 5)
DAYS = st.sampled_from([FIRST, FIRST + timedelta(1), FIRST + timedelta(31)])
ENDS = st.none() | st.sampled_from([FIRST + timedelta(40), FIRST + timedelta(60)])
SPELLINGS = ("{0.day:02}/{0.month:02}/{0.year}", "{0.day}/{0.month}/{0.year}", "{0:%Y-%m-%d}",
             " {0:%d/%m/%Y} 00:00", "{0:%Y-%m-%dT00:00:00}")  # fmt: skip
"""How systems write one day; the last two are days with a time that is midnight."""

DRAWN = {
    "episodes": {"DECOM": DAYS, "DEC": ENDS, "PLACE": st.sampled_from(["U6", "U5", "K2"]),
                 "LS": st.sampled_from(["C1", "C2", ""])},
    "missing": {"MIS_START": DAYS, "MIS_END": ENDS, "MISSING": st.sampled_from(["M", "A"])},
    "reviews": {"REVIEW": DAYS, "REVIEW_CODE": st.sampled_from(["PN1", "PN2", ""])},
    "previous_permanence": {"PREV_PERM": st.sampled_from(["P1", "P2"]),
                            "DATE_PERM": st.sampled_from(["zz/01/2018", "zz/02/2018"])},
    "sw_episodes": {"SW_ID": st.sampled_from(["SW9", "SW8"]), "SW_DECOM": DAYS, "SW_DEC": ENDS},
    "placed_for_adoption": {"DATE_PLACED": DAYS, "DATE_PLACED_CEASED": ENDS},
    "ad1": {"DATE_MATCH": DAYS, "NB_ADOPTR": st.sampled_from(["1", "2"])},
    "dolo": {"DOLO_START": DAYS, "DOLO_END": ENDS},
}  # fmt: skip
"""Of the tables in which a child may have several lines, the columns that vary, with few values."""


def test_every_table_in_which_a_child_may_have_several_lines_is_drawn() -> None:
    assert set(DRAWN) == {name for name, each in every_table().items() if not each.is_one}


@st.composite
def lines(draw: st.DrawFn, name: str) -> list[str]:
    """Lines of one table, of two children, which often have the same key."""
    columns = COLUMNS[name].split(",")
    usual = dict(zip(columns, ROWS[name].split(","), strict=True))

    def line() -> str:
        cells = {"CHILD": draw(st.sampled_from(["A1", "12", "12.0"]))}
        for column, values in DRAWN[name].items():
            value = draw(values)
            cells[column] = _written(draw, value) if isinstance(value, date) else value or ""
        return ",".join((usual | cells)[column] for column in columns)

    return [line() for _ in range(draw(st.integers(2, 6)))]


def _written(draw: st.DrawFn, day: date) -> str:
    return draw(st.sampled_from(SPELLINGS)).format(day)


@pytest.mark.parametrize("name", DRAWN)
@given(data=st.data())
@settings(max_examples=12)
def test_another_order_of_the_lines_gives_the_same_rows(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    drawn = data.draw(lines(name))
    turned = data.draw(st.permutations(drawn))
    one, other = (_rows(tmp_path_factory.mktemp("return"), name, some) for some in (drawn, turned))
    assert one == other
    own = every_table()[name].id_column
    ids = [dict(each)[own] for each in one]
    assert len(set(ids)) == len(ids)
    assert all("#" not in str(each) or str(each).rpartition("#")[0] in ids for each in ids)


def _rows(folder: Path, name: str, some: Sequence[str]) -> list[tuple[tuple[str, Value], ...]]:
    """The rows as named cells, in an order of their own."""
    _, rows = read_files(folder, {"header": table("header"), name: table(name, *some)}, year=2027)
    return sorted((_named(row) for row in rows if row.table == every_table()[name].table.name), key=repr)


def _named(row: TypedRow) -> tuple[tuple[str, Value], ...]:
    return tuple(row.values._asdict().items())  # type: ignore[attr-defined]


ENDED = "A1,05/05/2025,S,C1,N1,U6,PR1,08/11/2025,X1,CARPL,AB1 2CD,EF3 4GH,1234567"
GOES_ON = "A1,05/05/2025,P,C1,N1,K2,PR1,,,,AB1 2CD,EF3 4GH,1234568"
ENDS_LATER = "A1,05/05/2025,P,C1,N1,K2,PR1,06/06/2026,E4A,,AB1 2CD,EF3 4GH,1234568"


@pytest.mark.parametrize("first", [(ENDED, GOES_ON), (GOES_ON, ENDED)])
def test_the_episode_that_goes_on_has_the_id_that_next_years_return_gives_it(
    tmp_path: Path, first: tuple[str, str]
) -> None:
    files = {"header": table("header"), "episodes": table("episodes", *first)}
    _, now = read_files(tmp_path / "now", files, year=2026)
    files["episodes"] = table("episodes", ENDS_LATER)
    _, then = read_files(tmp_path / "then", files, year=2027)
    assert _ids(now) == {"U6": "A1|2025-05-05#2", "K2": "A1|2025-05-05"}
    assert _ids(then) == {"K2": "A1|2025-05-05"}


def _ids(rows: Sequence[TypedRow]) -> dict[Value, Value]:
    named = (dict(_named(row)) for row in rows if row.table == "cla_episodes")
    return {cells["placement_type"]: cells["cla_episode_id"] for cells in named}


def test_rows_of_one_key_in_the_xml_are_told_apart_in_the_same_way(tmp_path: Path) -> None:
    episode = "<EPISODE><DECOM>2025-05-05</DECOM><RNE>S</RNE><LS>C1</LS><CIN>N1</CIN><PL>{}</PL>{}</EPISODE>"
    both = [episode.format("U6", "<DEC>2025-11-08</DEC><REC>X1</REC>"), episode.format("K2", "")]
    header = "<HEADER><CHILDID>A1</CHILDID><SEX>M</SEX><DOB>2012-12-06</DOB></HEADER>"
    for name, some in {"one": both, "other": both[::-1]}.items():
        text = f"<EXPSSDA903><CHILD>{header}{''.join(some)}</CHILD></EXPSSDA903>"
        _, rows = read_files(tmp_path / name, {"return.xml": text}, year=2026)
        assert _ids(rows) == {"U6": "A1|2025-05-05#2", "K2": "A1|2025-05-05"}
