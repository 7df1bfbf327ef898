"""What somebody has seen at home, and whose team they chose to see first."""

from django.db import models

from stonechat.records.models.people import Person


class Visit(models.Model):
    """The last visit of one person. No more is kept than what the first page needs.

    `session` says which visit it is, `seen_at` when the first page was last asked for in it. `known` are the
    signals that were raised when the visit before ended, `raised` those that are raised in this one.
    `team` is the team that the person chose, by its number; blank: none.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="visit")
    session = models.CharField(max_length=40)
    seen_at = models.DateTimeField()
    known = models.JSONField(default=list)
    raised = models.JSONField(default=list)
    team = models.CharField(max_length=100, blank=True)
