"""A zip as the files inside it, looked at before any of them is read. Nothing is ever unpacked by its name.

Refused in words: what is damaged, locked or packed in a way that cannot be read here, names that lead out
of the zip, a zip inside the zip, and one that would unpack to far more than an extract is.

Next: `parts.py` finds the tables among the files.
"""

import zipfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.zips import DAMAGE, MAGIC

MOST_FILES = 1_000
MOST_BYTES = 8 * 1024**3
"""More than this unpacked is no authority's extract."""
SUSPICIOUS_BYTES, MOST_RATIO = 64 * 1024**2, 200
"""Tables shrink to a fifth or a twentieth; what is large and shrinks beyond this ratio is made to do harm."""

_UNPACK = "Unpack it and give the folder, or pack the files themselves again without a password."


def members(path: Path) -> list[zipfile.Path]:
    """The files in the zip but hidden ones, in order of name. `NotReadable` as the module says."""
    try:
        archive = zipfile.ZipFile(path)
    except (*DAMAGE, ValueError):
        raise _refused(path, "damaged_zip", "This zip file is damaged.") from None
    found = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    _check(path, archive, found)
    return [zipfile.Path(archive, info.filename) for info in sorted(found, key=lambda info: info.filename)]


def _is_hidden(name: str) -> bool:
    return any(
        part.startswith(("__MACOSX", ".", "~$")) and part != ".." for part in PurePosixPath(name).parts
    )


def _check(path: Path, archive: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> None:
    if any(_leads_out(info.filename) for info in found):
        raise _refused(path, "zip_path", "This zip holds a file whose name leads out of the zip.")
    if any(info.flag_bits & 0x1 for info in found):
        raise _refused(path, "locked_zip", "This zip is locked with a password.")
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in found):
        raise _refused(path, "zip_packing", "This zip is packed in a way that cannot be read here.")
    unpacked = sum(info.file_size for info in found)
    packed = max(1, path.stat().st_size)
    is_bomb = unpacked > SUSPICIOUS_BYTES and unpacked > MOST_RATIO * packed
    if len(found) > MOST_FILES or unpacked > MOST_BYTES or is_bomb:
        raise _refused(path, "zip_size", "This zip would unpack to far more than an extract holds.")
    if any(_is_nested(archive, info) for info in found):
        raise _refused(path, "nested_zip", "This zip holds another zip.")
    if len({info.filename for info in found}) < len(found):
        raise _refused(path, "damaged_zip", "This zip holds two files of one name.")


def _leads_out(name: str) -> bool:
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    return ".." in windows.parts or bool(windows.drive or windows.root) or posix.is_absolute()


def _is_nested(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(info) as file:
            return file.read(len(MAGIC)) == MAGIC
    except DAMAGE:
        return False  # damaged; told when it is read


def _refused(path: Path, rule: str, what: str) -> NotReadable:
    return not_readable(path, rule, f"{what} Nothing of it was read.", _UNPACK)
