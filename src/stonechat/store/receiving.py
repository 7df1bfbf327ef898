"""How a return comes to be kept: typed rows as they stream, and the files as they were received.

Next: `returns.py` says what a return is, `files.py` how a folder appears whole or not at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from stonechat import __version__
from stonechat.basics.problems import Refused, Severity
from stonechat.model.table import Table
from stonechat.model.tables import TABLES
from stonechat.sources.reading import Account, Heading, TypedRow
from stonechat.store import calls, files, parquet, returns
from stonechat.store.folder import Folder
from stonechat.store.forgotten import Forgotten
from stonechat.store.received import Received, named_by_content, received_without
from stonechat.store.returns import ROW, Return, StoredFile, person_columns


class ReturnWriter:
    """Takes typed rows as they stream and keeps them as a return. Use it with `with`, under the lock.

    `received` are the files read, kept as bytes. Rows of forgotten children are not kept, and `finish`
    takes them out of the files received too. Leaving without `finish` keeps nothing.
    """

    def __init__(
        self,
        folder: Folder,
        received: Sequence[Path],
        forgotten: Forgotten,
        *,
        tables: Mapping[str, Table] = TABLES,
    ) -> None:
        self._folder = folder
        self._sources = received
        self._forgotten = forgotten
        self._tables = tables
        self._part = files.part_of(folder.returns / "incoming")
        self._open: dict[str, parquet.RowTable] = {}
        self._left_out: Counter[str] = Counter()
        self._exit = ExitStack()

    def __enter__(self) -> Self:
        calls.make_folder(self._part)
        calls.make_folder(self._part / "received")
        self._received = [self._keep(source) for source in self._sources]
        self._connection = self._exit.enter_context(parquet.connection(self._part / "spill"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exit.close()
        if self._part.exists():
            files.remove_any(self._part)

    @property
    def left_out(self) -> dict[str, int]:
        """Rows of forgotten children met so far, by table."""
        return dict(self._left_out)

    def id_of(self, heading: Heading) -> str:
        """The id that the return will have."""
        return returns.return_id(heading, [file.sha256 for file in self._received])

    def add(self, row: TypedRow) -> None:
        """Keep one row, unless it is about a forgotten child."""
        if self._forgotten.children and self._names_forgotten(row):
            self._left_out[row.table] += 1
            return
        if row.table not in self._open:
            columns = (*self._tables[row.table].columns, ROW)
            self._open[row.table] = parquet.RowTable(self._connection, row.table, columns)
        self._open[row.table].add((*row.values, row.row))

    def finish(
        self,
        heading: Heading,
        accounts: Mapping[str, Account],
        problems: Mapping[tuple[Severity, str], int],
        received: Received,
    ) -> Return:
        """Keep the return and say what it is. One that is kept already stays as it was, unless it is damaged
        or another version kept it: then it is kept anew, because this one may read more of the file.

        `received` takes forgotten children out of the files, also those whose rows were all rejected.
        """
        made = self._described(heading, accounts, problems)
        kept = self._kept_whole(made.id)
        if kept and kept.version == made.version:
            calls.fsync_folder(self._folder.returns)  # its maker may have been stopped just before
            return kept
        made = replace(made, received=self._cleaned(received), tables=self._saved())
        self._exit.close()
        if kept:
            return self._kept_anew(made)
        if (self._part / "spill").exists():
            files.remove_any(self._part / "spill")
        files.write_file(self._part / "return.json", [files.to_json(returns.to_json(made))])
        if self._folder.return_folder(made.id).exists():
            files.remove_any(self._folder.return_folder(made.id))  # damaged, and here it is again
        files.finish_folder(self._part, self._folder.return_folder(made.id))
        return made

    def _kept_anew(self, made: Return) -> Return:
        """Give a whole return its new rows; until `return.json` is replaced the old ones count."""
        root = self._folder.return_folder(made.id)
        for file in (*made.received, *made.tables.values()):
            calls.replace(self._part / file.path, root / file.path)
        calls.fsync_folder(root / "received")
        calls.fsync_folder(root)
        files.write_whole(root / "return.json", files.to_json(returns.to_json(made)))
        returns.remove_unlisted(self._folder, made.id)
        return made

    def _kept_whole(self, return_id: str) -> Return | None:
        """The same return as it is kept; None if it is not kept, or damaged."""
        with suppress(Refused):
            kept = returns.load(self._folder, return_id)
            return kept if returns.is_whole(self._folder, kept) else None
        return None

    def _names_forgotten(self, row: TypedRow) -> bool:
        table = self._tables[row.table]
        people = {row.values[table.positions[column]] for column in person_columns(table.names)}
        return any(isinstance(who, str) and self._forgotten.is_forgotten(who) for who in people)

    def _keep(self, source: Path) -> StoredFile:
        """Copy a file received among the return's, named by its content: its own name can name a child."""
        arriving = self._part / "received" / "arriving"
        files.write_file(arriving, files.pieces_of(source))
        return named_by_content(arriving, self._part, source.suffix)

    def _described(
        self,
        heading: Heading,
        accounts: Mapping[str, Account],
        problems: Mapping[tuple[Severity, str], int],
    ) -> Return:
        return Return(
            id=self.id_of(heading),
            format=heading.format,
            authority=heading.authority,
            year=heading.year,
            window_first=heading.window_first,
            window_last=heading.window_last,
            made_at=heading.made_at,
            received=tuple(self._received),
            tables={},
            accounts=dict(accounts),
            problems={f"{severity} {rule}": n for (severity, rule), n in problems.items()},
            left_out=self.left_out,
            version=__version__,
        )

    def _cleaned(self, received: Received) -> tuple[StoredFile, ...]:
        """The files received, without the forgotten children that they name."""
        cleaned = tuple(self._received)
        if not self._forgotten.children:
            return cleaned
        named = {who for file in cleaned for who in received.children(self._part / file.path)}
        for person_id in sorted(filter(self._forgotten.is_forgotten, named)):
            cleaned, _ = received_without(self._part, cleaned, person_id, received)
        returns.remove_others(self._part / "received", {Path(file.path).name for file in cleaned})
        return cleaned

    def _saved(self) -> dict[str, StoredFile]:
        stored = {}
        for table, rows in self._open.items():
            path = self._part / "arriving.parquet"
            rows.save(path)
            calls.fsync(path)
            stored[table] = named_by_content(path, self._part, ".parquet", table)
        return stored
