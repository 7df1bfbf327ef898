"""Rows of a list of children that somebody says are recorded wrongly, until the source is mended.

What stands here is of a child, so forgetting the child removes it (`app/data_errors.py`).
"""

import secrets

from django.db import models


def _public_id() -> str:
    return secrets.token_urlsafe(12)


class DataError(models.Model):
    """One row said to be wrong. The id is random, for addresses.

    `asked` is which list it was found in, as the address of the list says it; `row` tells the row from every
    other of its table. `column` is the heading of what is wrong, or empty for the whole row. `team` is the
    row's team when it was marked, empty where none is told.
    """

    id = models.CharField(primary_key=True, max_length=20, default=_public_id, editable=False)
    person_id = models.CharField(max_length=200, db_index=True)
    indicator = models.CharField(max_length=50)
    asked = models.JSONField(default=dict)
    table = models.CharField(max_length=100)
    row = models.CharField(max_length=500, db_index=True)
    column = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    what = models.CharField(max_length=300)
    marked_by = models.CharField(max_length=150)
    marked_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=150, blank=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-marked_at",)
