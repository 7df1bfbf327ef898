"""What somebody typed into a form and has not saved. Kept for some hours (`app/drafts.py`)."""

from django.db import models

from stonechat.records.models.people import Person


class Draft(models.Model):
    """The text of one form of one person.

    `form` is which, such as `note:FD17`; `texts` is what its boxes hold, by their names.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=100)
    texts = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "form"), name="one_draft_of_a_form"),)
