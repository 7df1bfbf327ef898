"""What is new to somebody since their last visit, and whose team they chose to see first.

A visit lasts for a session, and another session within half an hour goes on with it: so neither a reload nor
signing in again empties the list of what is new.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from stonechat.app.people import person_named
from stonechat.records.models import Visit

GOES_ON_FOR = timedelta(minutes=30)


@transaction.atomic
def new_to(username: str, raised: Collection[str], session: str, now: datetime) -> frozenset[str]:
    """Which of the signals raised were not raised yet when the person's last visit ended.

    All of them on a first visit. Notes what is raised now, for the visit after this one.
    """
    visit = _visit(username, session, now)
    if visit.session != session and now - visit.seen_at > GOES_ON_FOR:
        visit.known = visit.raised
    visit.session, visit.seen_at, visit.raised = session, now, sorted(raised)
    visit.save()
    return frozenset(raised) - frozenset(visit.known)


def chosen_team(username: str) -> str | None:
    """The number of the team that the person chose; None if they chose none."""
    visit = Visit.objects.filter(person__username=username).first()
    return (visit.team or None) if visit else None


@transaction.atomic
def choose_team(username: str, team: str | None) -> None:
    """Remember the team, or that none is chosen."""
    visit = _visit(username, "", timezone.now())
    visit.team = team or ""
    visit.save()


def _visit(username: str, session: str, now: datetime) -> Visit:
    person = person_named(username)
    found: Visit = Visit.objects.filter(person=person).first() or Visit(
        person=person, session=session, seen_at=now
    )
    return found
