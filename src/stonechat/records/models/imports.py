"""Imports by browser: who brought which files, how far that came, and what was found in them.

No fact about a child stands here: problems hold none (`basics/problems.py`). The files themselves are on the
disk for as long as they are needed (`app/uploads.py`), under names of ours.
"""

import secrets

from django.db import models

from stonechat.records.models.people import Person


def _public_id() -> str:
    return secrets.token_urlsafe(12)


class ImportRun(models.Model):
    """One import by browser, from choosing files to what became of it. The id is random, for addresses.

    `state` is one of `app.policies.State`. `words`, `done`, `of` and `rows` say how far it has come, and
    `beat_at` when that was last said; `read` are the files read so far. `snapshot` was served when it was
    checked. `quality` is what the check found and `outcome` what the import did, as `app/imports.py` writes
    them; `stopped` says why it failed. `undoes` is set for a run that brings no files and takes a return out.
    """

    id = models.CharField(primary_key=True, max_length=20, default=_public_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="imports")
    state = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    read = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    snapshot = models.CharField(max_length=64, blank=True)
    quality = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    stopped = models.TextField(blank=True)
    undoes = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-began_at",)


class UploadedFile(models.Model):
    """One file of an import. `original` is what it was called: text to show, never a path.

    `stored` is the name that we gave it; `sha256` is of its bytes.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    original = models.CharField(max_length=255)
    stored = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("pk",)
