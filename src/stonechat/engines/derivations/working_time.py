"""Working days between two dates, for the naive twins: blank instead of an error.

The engine joins the calendar instead. Next: `basics.dates` has the rule.
"""

from datetime import date

from stonechat.basics.dates import CalendarEnds, working_days
from stonechat.engines.derivations.recipe import in_order


def working_days_from(start: date | None, end: date | None) -> int | None:
    """Working days with start as day 0; None if either is blank, in the wrong order or off the calendar."""
    if start is None or end is None or not in_order(start, end):
        return None
    try:
        return working_days(start, end)
    except CalendarEnds:
        return None
