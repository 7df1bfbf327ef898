"""Copies a received file without one child. In CSV every other byte stays as it was received.

A row that does not name its child (the factors of an assessment, a review of care, a request for a plan) is
known through the files beside it: in a zip the others in the zip, else those of the same folder. Parquet is
written anew with its other rows as they were, and so is a zip.
"""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from stonechat.basics.problems import Refused, Where, refusal
from stonechat.sources import archive, separated, zips
from stonechat.sources.faults import NotReadable
from stonechat.sources.reading import Findings
from stonechat.sources.separated import Opens, clean
from stonechat.sources.ssd import parquet
from stonechat.sources.ssd.cells import unguarded
from stonechat.sources.ssd.links import LEADING, OWNER, Links
from stonechat.sources.ssd.parts import Part, files_of, head_of, part_of, separator_of, table_of_file
from stonechat.sources.ssd.read import Received, look

IsOfChild = Callable[[list[str]], bool]
"""Whether a row, as texts, is about the child to take out."""


def children(path: Path) -> Iterator[str]:
    """The id in every cell that names a person, of the file or of all files in a zip.

    `Refused` for a file that cannot be read.
    """
    try:
        with _Beside(path) as beside:
            files: list[Opens] = files_of(path) if zips.is_zip(head_of(path)) else [path]
            parts = [part for file in files if (part := beside.part(file)) is not None]
            if not parts:
                raise _cannot(path)
            for part in parts:
                places = _people(part)
                for _, texts in part.records():
                    yield from filter(None, (_text(part, texts, place) for place in places))
    except NotReadable:
        raise _cannot(path) from None


def _people(part: Part) -> list[int]:
    """The places of the columns that name a person."""
    columns = [part.known.spellings.get(name, name) for name in part.header]
    return [place for place, name in enumerate(columns) if name == "person_id" or name.endswith("_person_id")]


def _text(part: Part, texts: list[str], place: int) -> str:
    """A cell as the reader takes it."""
    found = clean(texts[place]) if place < len(texts) else ""
    return unguarded(found) if part.encoding is not None else found


def without_child(path_in: Path, path_out: Path, person_id: str) -> int:
    """Write the copy, without what the file says of that child, and give how many rows went.

    `Refused` for a file that cannot be read.
    """
    try:
        with _Beside(path_in) as beside:
            if zips.is_zip(head_of(path_in)):
                return _zip_without(path_in, path_out, person_id, beside)
            return _file_without(path_in, path_out, person_id, beside)
    except NotReadable:
        raise _cannot(path_in) from None


def _cannot(path: Path) -> Refused:
    return refusal(
        "The file cannot be read as a table of the Standard Safeguarding Dataset, so nothing could be "
        "taken out of it.",
        "Delete the file itself if it holds this child.",
        "not_readable",
        Where(file=path.name),
    )


class _Beside:
    """The tables that belong with a file, and what they say for each other; used with `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._room = TemporaryDirectory(prefix="stonechat-", ignore_cleanup_errors=True)
        self.links = Links()

    def __enter__(self) -> "_Beside":
        received = Received(Findings(), links=self.links)
        for file in self._leading():
            if (part := self.part(file)) is not None and part.known.table is not None:
                self.links.tables.add(part.known.table.name)
                look(part, received)
        if not received.is_whole:
            self._room.cleanup()
            raise _cannot(self._path)
        return self

    def __exit__(self, *_: object) -> None:
        self._room.cleanup()

    def part(self, file: Opens) -> Part | None:
        """The part that a file is; None if it is no table of SSD."""
        return part_of(file, self._path, lambda: Path(self._room.name))

    def _leading(self) -> Iterator[Opens]:
        """The files that lead to the child of a row, if there are any such rows to look for."""
        is_zip = zips.is_zip(head_of(self._path))
        if not is_zip and _table_name(self._path) not in OWNER:
            return
        files: list[Opens] = files_of(self._path) if is_zip else [*sorted(self._path.parent.iterdir())]
        for file in files:
            if file.is_file() and (is_zip or not zips.is_zip(head_of(file))):
                yield from [file] if _table_name(file) in LEADING | {None} else []


def _table_name(file: Opens) -> str | None:
    """Our name of the table that a file is; None for what only `part_of` can tell."""
    known = table_of_file(file, head_of(file))
    return known.table.name if known and known.table else None


def _file_without(path_in: Path, path_out: Path, person_id: str, beside: _Beside) -> int:
    part = beside.part(path_in)
    if part is None:
        raise _cannot(path_in)
    test = _test(part, person_id, beside.links)
    if part.encoding is None:
        return parquet.copy_without(path_in, path_out, test)
    return _csv_without(part, path_out, test)


def _test(part: Part, person_id: str, links: Links) -> IsOfChild:
    """What tells the child's rows of one part."""
    people = _people(part)
    name = part.known.table.name if part.known.table else ""
    pointer = part.known.places(part.header).get(OWNER.get(name, ""), None) if name in OWNER else None

    def is_of_child(texts: list[str]) -> bool:
        named = any(_text(part, texts, place) == person_id for place in people)
        if named or pointer is None:
            return named
        return links.child_of(name, _text(part, texts, pointer)) == person_id

    return is_of_child


def _csv_without(part: Part, path_out: Path, is_of_child: IsOfChild) -> int:
    with path_out.open("wb") as target:
        gone = 0
        for data, is_kept in _lines(part, is_of_child):
            gone += not is_kept
            if is_kept:
                target.write(data)
    return gone


def _lines(part: Part, is_of_child: IsOfChild) -> Iterator[tuple[bytes, bool]]:
    """The bytes of each record as received, the mark that they begin with first; and whether to keep them."""
    encoding = part.encoding or "utf-8"
    for _ in part.records():
        pass  # nothing is written for a file that cannot be read to its end
    mark, codec = separated.mark_and_codec(part.file, encoding)
    yield mark, True
    is_header = True
    for _, texts, lines in separated.received_records(part.file, encoding, separator_of(part.file)):
        yield "".join(lines).encode(codec), is_header or not is_of_child(texts)
        is_header = is_header and not texts


def _zip_without(path_in: Path, path_out: Path, person_id: str, beside: _Beside) -> int:
    gone = 0
    with zipfile.ZipFile(path_in) as source, zipfile.ZipFile(path_out, "w", zipfile.ZIP_DEFLATED) as target:
        for file in archive.members(path_in):
            with _cleaned(file, person_id, beside) as (path, number):
                gone += number
                with path.open("rb") as data, target.open(source.getinfo(file.at), "w") as out:
                    shutil.copyfileobj(data, out)
    return gone


@contextmanager
def _cleaned(file: zipfile.Path, person_id: str, beside: _Beside) -> Iterator[tuple[Path, int]]:
    """A copy of a file in the zip without the child, and how many rows went."""
    with TemporaryDirectory(prefix="stonechat-", ignore_cleanup_errors=True) as room:
        copy = Path(room) / "copy"
        part = beside.part(file)
        if part is None:
            with file.open("rb") as data, copy.open("wb") as out:
                shutil.copyfileobj(data, out)
            yield copy, 0
        else:
            test = _test(part, person_id, beside.links)
            yield (
                copy,
                (
                    _csv_without(part, copy, test)
                    if part.encoding is not None
                    else parquet.copy_without(_on_disk(part), copy, test)
                ),
            )


def _on_disk(part: Part) -> Path:
    assert isinstance(part.file, Path)  # noqa: S101  Parquet is always read from the disk
    return part.file
