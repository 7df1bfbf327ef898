"""What a state allows, whoever asks. Who may ask at all is `permissions.py`'s.

For example: an analyst has the permission to take an import back; that an import which does not count any
more cannot be taken back is a policy.
"""

from datetime import datetime, timedelta

IDLE_AFTER = timedelta(days=60)


def is_idle(last_seen: datetime, now: datetime) -> bool:
    """Whether somebody has not signed in for so long that an administrator must let them back in."""
    return now - last_seen > IDLE_AFTER
