"""Draws small facts for the derivations, from the boundaries of their rules.

Days that meet month ends, leap days, bank holidays, the 45th and 15th working day, the anniversary of a
referral, and both ends of the calendar; links that find nothing; blanks; two of everything on one day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from stonechat.basics.dates import CALENDAR_FIRST, CALENDAR_LAST, add_months, add_working_days
from stonechat.engines.derivations.registry import RECIPES
from stonechat.model.derived import FACT_COLUMNS
from stonechat.model.table import ColumnType, Value
from stonechat.model.tables import TABLES

ONE_DAY = timedelta(days=1)
STARTS = (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 28))

DAYS = sorted(
    {
        *STARTS,
        *(add_months(start, 12) + ONE_DAY * off for start in STARTS[:2] for off in (0, 1)),
        *(add_months(start, 1) for start in STARTS),
        *(add_working_days(STARTS[2], n) for n in (14, 15, 16, 44, 45, 46)),
        *(date(2024, 3, 29), date(2024, 3, 31), date(2024, 4, 1)),  # the end of a year is Easter here
        *(CALENDAR_FIRST - ONE_DAY, CALENDAR_FIRST, CALENDAR_LAST, CALENDAR_LAST + ONE_DAY),
    }
)
BIRTHS = sorted(
    {
        *(date(2012, 2, 29), date(2024, 2, 29), date(2025, 6, 1)),
        *(start.replace(year=2020) + ONE_DAY * off for start in STARTS for off in (-1, 0, 1)),
    }
)
FEW_TABLES = 6
"""More would not fit into what one example may draw."""

IDS = ("0", "1", "2")

YEARS = (1900, 2024, 2025)
"""Part of a key, and so never blank; one of them is none whose calendar is known."""

FEW_DAYS = DAYS[2:10]
"""So few that episodes of care end where others begin, and a year apart."""

SOURCES = ("1A", "2B", "3F", "4", "5C", "6", "9", "10", "A")
"""One of each agency, not known, and no code."""

CODES = {
    "cla_episode_start_reason": ("S", "L", "P", "T", "B", "U"),
    "cla_episode_ceased_reason": ("X1", "X1", "X1", "E4A"),
    "legal_status": ("C2", "C2", "C2", "V2", "V4"),
    "placement_type": ("U4", "U4", "K2", "T1", "A5"),
    "placement_postcode": ("A", "B"),
    "professional_role_id": (
        "Allocated Case Worker",
        "Social worker",
        "Supervising social worker",
        "Unallocated",
        "Reviewer",
    ),
    "professional_team": ("North", "South"),
    "referral_source_code": SOURCES,
    "contact_source_code": SOURCES,
}

TABLES_USED = sorted({recipe.declaration.table for recipe in RECIPES} | {"person", "involvements"})


@st.composite
def facts(draw: st.DrawFn, tables: Sequence[str] = TABLES_USED) -> dict[str, list[dict[str, Value]]]:
    """Some rows of the tables: of a few tables few and each drawn, or of all many at once."""
    seed = draw(st.none() | st.integers(0, 10_000))
    if seed is None:
        chosen = draw(st.lists(st.sampled_from(list(tables)), max_size=FEW_TABLES, unique=True))
        return {table: with_keys(table, draw(_few(table)) if table in chosen else []) for table in tables}
    random = Random(seed)  # noqa: S311 - nothing secret
    return {table: with_keys(table, many(table, random)) for table in tables}


def _few(table: str) -> st.SearchStrategy[list[dict[str, Value]]]:
    cells = {column: st.sampled_from(pool) for column, pool in _pools(table).items()}
    return st.lists(st.fixed_dictionaries(cells), max_size=5)


def many(table: str, random: Random) -> list[dict[str, Value]]:
    """Twenty rows, so that most boundaries are met in one draw."""
    pools = _pools(table)
    return [{column: random.choice(pool) for column, pool in pools.items()} for _ in range(20)]


def with_keys(table: str, rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """The same few ids in two authorities: a join that forgets the authority finds the wrong child."""
    own = next(name for name in reversed(TABLES[table].key) if name != "year")
    return [row | {"authority": "XY"[n % 2], own: str(n // 2)} for n, row in enumerate(rows)]


def _pools(table: str) -> dict[str, Sequence[Value]]:
    """The values that each column may have, blank among them."""
    key = set(TABLES[table].key)
    columns = (*TABLES[table].columns, *FACT_COLUMNS)
    return {
        column.name: with_blanks(_values(column.name, column.type)) if column.name != "year" else YEARS
        for column in columns
        if (column.name not in key or column.name == "year") and _matters(column.name, column.type)
    }


def with_blanks(values: Sequence[Value]) -> list[Value]:
    """The values, and about one blank in six."""
    return [*values, *[None] * (len(values) // 5 + 1)]


def _matters(name: str, kind: ColumnType) -> bool:
    """Free text decides nothing, so it is left blank."""
    texts = {"sex", "ethnicity", "cin_primary_need_code", *CODES}
    return kind is not ColumnType.TEXT or name in texts or name.endswith("_id")


def _values(name: str, kind: ColumnType) -> Sequence[Value]:
    if name in ("dob", "expected_dob"):
        return BIRTHS
    if name in CODES:
        return CODES[name]
    if (
        name.startswith(("cla_episode_", "cla_visit_", "cla_review_", "involvement_"))
        and kind is ColumnType.DATE
    ):
        return FEW_DAYS
    pools: dict[ColumnType, Sequence[Value]] = {
        ColumnType.DATE: DAYS,
        ColumnType.INTEGER: (0, 1, 2),
        ColumnType.DECIMAL: (Decimal("0.5"), Decimal("20")),
        ColumnType.BOOLEAN: (True, False),
        ColumnType.TEXT: IDS if name.endswith("_id") else ("A", "B"),
    }
    return pools[kind]


def in_key_order(table: str, rows: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """The rows as the SQL gives them."""
    return sorted(rows, key=lambda row: tuple(row[name] for name in TABLES[table].key))
