"""Which tables and columns this version has, in one word: what another version kept may lack some of them."""

import hashlib
from functools import cache

from stonechat.model.derived import wide_columns
from stonechat.model.tables import TABLES


@cache
def edition() -> str:
    """The same 16 hex digits wherever the same tables have the same columns, derived ones included."""
    said = (f"{name}.{column.name} {column.type}\n" for name in TABLES for column in wide_columns(name))
    return hashlib.sha256("".join(said).encode()).hexdigest()[:16]
