"""Every table of the canonical model, declared once: `TABLES`, parents before what hangs on them.

One module for each theme holds the declarations; `declare.py` the short forms they are written in.
Rules between columns are in `constraints.py`, columns that are worked out in `derived.py`.
"""

from stonechat.model.table import Table
from stonechat.model.tables import (
    child_in_need,
    child_protection,
    children,
    front_door,
    pre_proceedings,
    workers,
)

TABLES: dict[str, Table] = {
    table.name: table
    for theme in (children, front_door, child_in_need, child_protection, pre_proceedings, workers)
    for table in theme.TABLES
}
