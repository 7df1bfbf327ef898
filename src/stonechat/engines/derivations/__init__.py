"""The named derivations: columns that look back or chain, worked out once for each snapshot.

`model/derived.py` says what they mean. Next: `derive.py` runs them; `registry.py` lists them.
"""

from stonechat.engines.derivations.derive import derive, derive_in_duckdb, derive_rows

__all__ = ["derive", "derive_in_duckdb", "derive_rows"]
