"""Facts merged of small returns, and rows for them, for the tests of the merge."""

from collections.abc import Mapping
from datetime import date, datetime

from small_returns import CIN_TABLES, SmallReturn, keep, row
from stonechat.model.derived import FACT_COLUMNS
from stonechat.model.table import Table, Values
from stonechat.model.tables import TABLES
from stonechat.pipeline.facts import Facts, make_facts
from stonechat.store import forgotten, parquet
from stonechat.store.folder import Folder
from stonechat.store.returns import Return

MAY = datetime(2025, 5, 1, 9, 0)  # noqa: DTZ001  as files state it
JUNE = datetime(2025, 6, 1, 9, 0)  # noqa: DTZ001
ENDS = {year: date(year, 3, 31) for year in range(2022, 2027)}
OPENED = date(2023, 6, 1)
CLOSED = date(2024, 6, 1)


def merge(folder: Folder, *smalls: SmallReturn, tables: Mapping[str, Table] = CIN_TABLES) -> Facts:
    return merge_kept(folder, *(keep(folder, small) for small in smalls), tables=tables)


def merge_kept(folder: Folder, *kept: Return, tables: Mapping[str, Table] = CIN_TABLES) -> Facts:
    out = folder.root / "facts"
    out.mkdir(exist_ok=True)
    return make_facts(folder, kept, forgotten.load(folder), out, tables=tables)


def rows_of(facts: Facts, table: str) -> list[Values]:
    return parquet.read_rows(facts.paths[table], (*TABLES[table].columns, *FACT_COLUMNS))


def cells(facts: Facts, table: str, *columns: str) -> list[Values]:
    names = [*TABLES[table].names, "source", "return_id", "seen_to"]
    return [tuple(values[names.index(column)] for column in columns) for values in rows_of(facts, table)]


def child(person_id: str = "A", **more: object) -> tuple[str, Values]:
    return row("person", person_id=person_id, **more)


def episode(day: date, person_id: str = "A", **more: object) -> tuple[str, Values]:
    values = {"referral_id": f"{person_id}|{day}", "person_id": person_id, "referral_date": day, **more}
    return row("cin_episodes", **values)


def assessment(name: str, **more: object) -> tuple[str, Values]:
    return row("cin_assessments", assessment_id=name, person_id="A", **more)


def factor(name: str, code: str) -> tuple[str, Values]:
    return row("assessment_factors", assessment_id=name, assessment_factor=code, person_id="A")


def disability(code: str, person_id: str = "A") -> tuple[str, Values]:
    return row("disability", person_id=person_id, disability_code=code)


def enquiry(start: date) -> tuple[str, Values]:
    return row("s47_enquiry", person_id="A", s47_enquiry_id="A|S", s47_start_date=start)
