"""Files as they arrive from a browser or in a zip: what of their names counts, and a zip as its files.

A name that somebody gave a file is never a path and never kept here: it could lead out of a folder or name a
child. Only the words by which systems tell tables apart, and years, are taken from it (`plain_name`), because
formats group files by them.
"""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from stonechat.sources import archive, zips
from stonechat.sources.faults import not_readable
from stonechat.sources.registry import formats, recognise
from stonechat.sources.zips import DAMAGE

SUFFIXES = (".xml", ".csv", ".txt", ".xlsx", ".xlsm", ".zip", ".parquet")
MOST_UNPACKED = 3 * 1024**3
"""Bytes that a zip from a browser may hold in all."""
_PIECE = 1 << 20
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"


def plain_name(original: str) -> str:
    """A name of ours for a file that was called this: years and words of tables alone, and its ending."""
    stem, dot, ending = PurePosixPath(original.replace("\\", "/")).name.rpartition(".")
    said = re.sub(r"[\s-]+", "_", (stem if dot else ending).lower())
    words = sorted({word for each in formats().values() for word in each.name_words}, key=len, reverse=True)
    known = re.findall("|".join([_YEAR, *(rf"(?<![a-z]){re.escape(word)}(?![a-z])" for word in words)]), said)
    suffix = f".{ending.lower()}" if dot and f".{ending.lower()}" in SUFFIXES else ""
    return f"{'_'.join(known)[:80] or 'file'}{suffix}"


def is_other_zip(path: Path) -> bool:
    """Whether the file is a whole zip that no format reads as it is, and no workbook: one to be unpacked."""
    with path.open("rb") as file:
        head = file.read(len(zips.MAGIC))
    is_whole = zips.is_zip(head) and zipfile.is_zipfile(
        path
    )  # one cut short is told as such by whoever reads it
    return is_whole and not _is_office(zips.listed_names(path)) and recognise(path) is None


def _is_office(names: list[str]) -> bool:
    return "[Content_Types].xml" in names


def unpack(path: Path, place: Callable[[str, str], Path]) -> list[tuple[str, Path]]:
    """Write every file in the zip to the place that is given for its folder and its name: both, as written.

    Members are read by their exact name and bytes are counted while they are unpacked, whatever the zip says
    of their sizes. `NotReadable` for a zip that is damaged, locked, holds a zip, or holds too much.
    """
    done: list[tuple[str, Path]] = []
    left = MOST_UNPACKED
    for member in archive.members(path):
        folder, _, name = member.at.rpartition("/")
        target = place(folder, name)
        left -= _write(path, member, target, left)
        done.append((member.at, target))
    return done


def _write(path: Path, member: zipfile.Path, target: Path, most: int) -> int:
    written = 0
    try:
        with member.open("rb") as source, target.open("xb") as out:
            while piece := source.read(_PIECE):
                written += len(piece)
                if written > most:
                    what = "This zip would unpack to far more than an extract holds. Nothing of it was read."
                    raise not_readable(path, "zip_size", what)
                out.write(piece)
    except DAMAGE:
        raise not_readable(path, "damaged_zip", "This zip file is damaged. Nothing of it was read.") from None
    return written
