"""What can be said of a zip file without unpacking it: whether it is one, and the names in it."""

import zipfile
import zlib
from pathlib import Path

MAGIC = b"PK\x03\x04"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
"""What Python raises for a zip that is damaged, also where it only says that it is locked or packed oddly."""
_WORKBOOK = "xl/workbook.xml"


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a zip."""
    return head.startswith(MAGIC)


def listed_names(path: Path) -> list[str]:
    """The names in the zip, whatever else is wrong with it; none if it cannot even be listed."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (*DAMAGE, ValueError):
        return []


def is_workbook(names: list[str]) -> bool:
    """Whether the names are those inside an Excel workbook."""
    return _WORKBOOK in names
