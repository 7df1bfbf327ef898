"""Whose an extract is and which days it covers: SSD has no header, so both have to be said or found.

The authority is never in the files. The last day is the day on which the files were made (`--made`), or else
the newest day on which something that cannot lie in the future happened, if it is one of several such days
close together: a date alone may be a slip, and is asked about. SSD rolls over six years, so the first day is
six years before; where dates begin later, it is the first of several days close together.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from stonechat.basics.dates import add_months, in_words
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.reading import Findings, Heading, Overrides
from stonechat.sources.ssd.cells import LONDON

FORMAT_NAME = "ssd"
YEARS_HELD = 6
CLOSE, SEVERAL = timedelta(days=14), 5
"""An end of the dates is believed if, within so many days of it, something happened on so many days."""
_SAY_MADE = "Say when the files were made with --made, for example --made 2025-10-31."

HAPPENED = {
    "contacts": ("contact_date",),
    "early_help_episodes": ("episode_start_date",),
    "cin_episodes": ("referral_date", "close_date"),
    "cin_assessments": ("assessment_start_date", "assessment_auth_date"),
    "cin_plans": ("cin_plan_start_date",),
    "s47_enquiry": ("s47_start_date", "s47_end_date"),
    "cp_plans": ("cp_plan_start_date", "cp_plan_end_date"),
    "cla_episodes": ("cla_episode_start_date", "cla_episode_ceased_date"),
    "cla_placement": ("cla_placement_start_date",),
    "missing": ("missing_episode_start_date",),
}
"""Columns whose days cannot lie in the future. Visits, reviews and conferences can be planned."""

Days = Counter[date]


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts problems about the whole extract in the findings."""

    findings: Findings
    file: str

    def say(self, severity: Severity, rule: str, what: str, fix: str = "Nothing to do.") -> None:
        """Add one problem."""
        self.findings.add(Problem(what, fix, severity, rule, Where(self.file)))


def heading_of(days: Days, overrides: Overrides, ask: Asker) -> Heading | None:
    """The heading; None after asking what cannot be known."""
    authority = overrides.authority or overrides.folder_authority
    if authority is None:
        what = "Files of this dataset do not say which authority they are from."
        ask.say(
            Severity.QUESTION, "authority", what, "Say which with --authority, for example --authority 201."
        )
    last = _last_day(days, overrides, ask)
    if authority is None or last is None:
        return None
    year = last.year + ((last.month, last.day) >= (4, 1))
    if overrides.year not in (None, year):
        what = f"The year given with --year is not that of the extract's last day, {in_words(last)}."
        ask.say(Severity.QUESTION, "year", what, f"Leave --year out. {_SAY_MADE}")
    made_at = overrides.made_at or datetime(last.year, last.month, last.day, tzinfo=LONDON)
    return Heading(FORMAT_NAME, authority, year, _first_day(days, last, ask), last, made_at)


def _last_day(days: Days, overrides: Overrides, ask: Asker) -> date | None:
    newest = max(days, default=None)
    if overrides.made_at is not None:
        made = overrides.made_at.astimezone(LONDON).date()
        later = sum(number for day, number in days.items() if day > made)
        if later:
            what = f"{later:,} dates of what has happened are later than the day given with --made."
            ask.say(Severity.WARNING, "after_made", what, "Check the day, and these dates in your system.")
        return made
    if newest is not None and _has_several(days, newest - CLOSE, newest):
        what = f"The files do not say when they were made; their last day was taken to be {in_words(newest)}."
        ask.say(Severity.NOTE, "last_day", what, f"If that is wrong: {_SAY_MADE}")
        return newest
    what = "The files do not say when they were made, and their dates do not show it."
    ask.say(Severity.QUESTION, "made", what, _SAY_MADE)
    return None


def _first_day(days: Days, last: date, ask: Asker) -> date:
    earliest = add_months(last, -12 * YEARS_HELD) + timedelta(days=1)
    inside = sorted(day for day in days if earliest <= day <= last)
    first = next((day for day in inside if _has_several(days, day, day + CLOSE)), earliest)
    if first - earliest <= CLOSE:
        return earliest
    what = f"Dates begin on {in_words(first)}, so the extract was taken to cover the days from then on."
    ask.say(Severity.NOTE, "first_day", what, "Export six years if your system holds them.")
    return first


def _has_several(days: Iterable[date], first: date, last: date) -> bool:
    return sum(first <= day <= last for day in days) >= SEVERAL
