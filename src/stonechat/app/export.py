"""The facts as standard data, record by record: the Standard Safeguarding Dataset, for any other tool.

Every child is in it. So it needs a reason, and is recorded in the read log before a file stands there; if it
cannot be recorded, it is not made. It appears whole or not at all.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from stonechat.app.council import Council
from stonechat.app.figures import readable_snapshot
from stonechat.app.readlog import Read, signed_in_user
from stonechat.app.reports import Exported
from stonechat.basics.problems import Where, refusal
from stonechat.model.table import Table, Values
from stonechat.model.tables import TABLES
from stonechat.sources.ssd.spells import TOLD_TOGETHER, as_ssd_tells
from stonechat.sources.ssd.write import TOLD_BY_OUTCOMES, Form, has_no_place, write_folder
from stonechat.store import calls, files, parquet
from stonechat.store.returns import person_columns
from stonechat.store.snapshots import Snapshot


def export_ssd(council: Council, out: Path, reason: str, form: str) -> Exported:
    """Write the current snapshot's facts to the new folder `out` as SSD, `form` being csv or parquet.

    Refused without a reason, where something stands at `out` already, where nothing has been imported, where
    another version made the snapshot of other tables or columns, and if the read log cannot be written.
    """
    snapshot = readable_snapshot(council)
    _check_free(out)
    facts = _filled_tables(council, snapshot)
    _record(council, snapshot, reason, facts)
    lines = _written(facts, out, Form(form))
    kept = {str(table.ssd): lines[str(table.ssd)] for table in TABLES.values() if table.ssd}
    return Exported(str(out), form, snapshot.id, kept, *_left_out(snapshot, facts))


def _filled_tables(council: Council, snapshot: Snapshot) -> dict[str, Path]:
    """The file of each table of facts that has rows. To open one takes longer than to read a small one."""
    held = {name: ref for name, ref in snapshot.facts.items() if ref.rows}
    return {name: council.folder.object_file(ref.sha) for name, ref in held.items()}


def _written(facts: Mapping[str, Path], out: Path, form: Form) -> Mapping[str, int]:
    """Write the folder, whole or not at all: how many lines each SSD table got."""
    part = files.part_of(out)
    if part.exists():
        files.remove_any(part)
    try:
        lines = write_folder(_rows(facts), part, form)
        for path in sorted(part.iterdir()):
            calls.fsync(path)
        files.finish_folder(part, out)
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell
            files.remove_any(part)
        raise
    return lines


def _left_out(snapshot: Snapshot, facts: Mapping[str, Path]) -> tuple[dict[str, int], dict[str, int]]:
    """What SSD has no place for: rows by table, and of its own tables filled cells by `table.column`."""
    tables: dict[str, int] = {}
    cells: dict[str, int] = {}
    for name, path in facts.items():
        table, lost = TABLES[name], has_no_place(TABLES[name])
        if lost and table.ssd is None:
            tables[name] = snapshot.facts[name].rows
        elif lost:
            cells |= {f"{name}.{column}": n for column, n in _filled(table, lost, path).items()}
    return tables, cells


def _filled(table: Table, columns: Sequence[str], path: Path) -> Counter[str]:
    """How many rows have a value in each of these columns that nothing else in the row tells."""
    found: Counter[str] = Counter()
    for name in columns:
        told_by = TOLD_BY_OUTCOMES.get((table.name, name))
        read = [table[name], *([table[told_by]] if told_by else [])]
        found[name] = sum(
            value is not None and not any(others) for value, *others in parquet.each_row(path, read)
        )
    return +found


def _check_free(out: Path) -> None:
    if out.exists():
        raise refusal(
            "There is something at this place already, and what is older would mix with the new.",
            "Give a folder that does not exist yet.",
            "not_empty",
            Where(file=str(out)),
        )
    if not out.parent.is_dir():
        raise refusal(
            "The folder in which it is to stand does not exist.",
            "Make that folder first, or check the path.",
            "no_such_folder",
            Where(file=str(out.parent)),
        )


def _record(council: Council, snapshot: Snapshot, reason: str, facts: Mapping[str, Path]) -> None:
    read = Read(
        who=signed_in_user(),
        what="export ssd",
        reason=reason,
        snapshot=snapshot.id,
    )
    council.readlog.record(read, _children(facts), datetime.now(UTC))


def _children(facts: Mapping[str, Path]) -> set[str]:
    """Everyone whom a row names."""
    found: set[str] = set()
    for name, path in facts.items():
        columns = [TABLES[name][column] for column in person_columns(TABLES[name].names)]
        if columns:
            found |= {str(who) for row in parquet.each_row(path, columns) for who in row if who is not None}
    return found


def _rows(facts: Mapping[str, Path]) -> Iterator[tuple[str, Values]]:
    """The facts that SSD has tables for, with what it keeps in tables of its own."""
    together = as_ssd_tells({name: _facts_of(name, facts) for name in TOLD_TOGETHER})
    for name, path in facts.items():
        if TABLES[name].ssd and name not in TOLD_TOGETHER:
            yield from ((name, row) for row in parquet.each_row(path, TABLES[name].columns))
    for name, some in together.items():
        yield from ((name, row) for row in some)


def _facts_of(name: str, facts: Mapping[str, Path]) -> Sequence[Values]:
    return parquet.read_rows(facts[name], TABLES[name].columns) if name in facts else ()
