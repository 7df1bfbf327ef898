"""Every table of the canonical model, declared once: `TABLES`, parents before what hangs on them.

One module for each theme holds the declarations; `declare.py` the short forms they are written in.
Rules between columns are in `constraints.py`, columns that are worked out in `derived.py`.
"""

from stonechat.model.table import Table
from stonechat.model.tables import (
    care_leavers,
    child_in_need,
    child_protection,
    children,
    front_door,
    looked_after,
    pre_proceedings,
    send,
    workers,
)

_IN_ORDER = (
    children,
    front_door,
    child_in_need,
    child_protection,
    pre_proceedings,
    looked_after,
    care_leavers,
    send,
    workers,
)

TABLES: dict[str, Table] = {table.name: table for theme in _IN_ORDER for table in theme.TABLES}
