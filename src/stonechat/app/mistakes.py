"""A mistake of ours: written to the log, and the number by which it is found there.

The log's formatter (`web/logs.py`) writes its kind and its place, never its words, which may quote a child.
"""

import logging
import secrets

from stonechat.app.council import today

logger = logging.getLogger("stonechat.mistakes")


def logged(error: Exception) -> str:
    """Write the mistake down; the reference that a person can quote."""
    reference = f"{today():%Y%m%d}-{secrets.token_hex(3)}"
    logger.error("mistake %s", reference, exc_info=error)
    return reference
