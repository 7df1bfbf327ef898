"""Looking for a text in all that a folder holds: names, bytes, and what is compressed."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb


def where_is(root: Path, text: str) -> list[str]:
    """The files below `root` that hold the text, decompressed, or have it in their path; each once."""
    sought = text.encode()
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if sought in path.relative_to(root).as_posix().encode() or any(sought in held for held in _held(path))
    }
    return sorted(found)


def _held(path: Path) -> Iterator[bytes]:
    if path.is_file():
        data = path.read_bytes()
        yield data
        yield from _unpacked(data)
        if data.startswith(b"PAR1"):
            yield from _rows(path)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The members of a zip file (an Excel workbook too) and of zip files inside it."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                inner = archive.read(name)
                yield inner
                yield from _unpacked(inner)


def _rows(path: Path) -> Iterator[bytes]:
    """The cells of a Parquet file, and the smallest and largest values in its footer."""
    with duckdb.connect() as opened:
        for query in ("read_parquet", "parquet_metadata"):
            for row in opened.execute(f"SELECT * FROM {query}(?)", [str(path)]).fetchall():  # noqa: S608
                yield repr(row).encode()
