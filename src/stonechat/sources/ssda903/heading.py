"""Who a return is from and which year it covers: the return says neither, so its dates have to.

The year is the latest financial year that holds more than a stray share of a table's event dates (under
one in a hundred may be slips), going by the episodes where there are any; a table that reaches further,
tables that disagree, or a year in the file's name that fits neither the beginning nor the end, are asked
about and never guessed. Dates of reviews and births prove nothing: systems list them from other years.
The authority is not in the files at all.

Next: `parts.py` found the dates.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.reading import Findings, Heading, Overrides
from stonechat.sources.ssda903.cells import read_date
from stonechat.sources.ssda903.layout import every_table
from stonechat.sources.ssda903.parts import Look

FORMAT_NAME = "ssda903"
FIRST_YEAR, LAST_YEAR = 1992, 2100
"""The return began in 1991-92; a year outside these is a slip of the pen."""
STRAYS = 100
"""Less than one date in so many, after a year, does not carry the file into the next."""
_SAY_YEAR = "Say which with --year: the year in which the return ends, 2025 for April 2024 to March 2025."

Years = Counter[int]
"""How many event dates lie in each financial year, named by the year in which it ends."""


def window(year: int) -> tuple[date, date]:
    """First and last day that the return of that year covers: 1 April to 31 March, both included."""
    return date(year - 1, 4, 1), date(year, 3, 31)


def year_of(day: date) -> int:
    """The return that covers the day."""
    return day.year + ((day.month, day.day) >= (4, 1))


def event_years(table: str, look: Look) -> Years:
    """In which years a table's event dates lie; unreadable ones are left out."""
    found: Years = Counter()
    for field in every_table()[table].fields:
        for text, number in look.dates.get(field.name, {}).items() if field.event else ():
            try:
                found[year_of(read_date(text, look.order))] += number
            except ValueError:
                continue
    return found


def latest_year(years: Years) -> int | None:
    """The latest year that is more than strays; None where there are no dates."""
    later = 0
    for year in sorted(years, reverse=True):
        later += years[year]
        if later * STRAYS >= years.total():
            return year
    return None


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts problems about the whole return in the findings."""

    findings: Findings
    file: str

    def say(self, severity: Severity, rule: str, what: str, fix: str) -> None:
        """Add one problem."""
        self.findings.add(Problem(what, fix, severity, rule, Where(self.file)))


def authority_of(overrides: Overrides, ask: Asker) -> str | None:
    """The authority given, or else that of the folder; None after asking."""
    found = overrides.authority or overrides.folder_authority
    if found is None:
        what = "Files of this return do not say which authority they are from."
        fix = "Say which with --authority, for example --authority 201."
        ask.say(Severity.QUESTION, "authority", what, fix)
    return found


def year_covered(
    evidence: Mapping[str, Years], in_name: int | None, overrides: Overrides, ask: Asker
) -> int | None:
    """The year that the return covers; None after asking."""
    latest = {table: year for table, years in evidence.items() if (year := latest_year(years)) is not None}
    doubt = _doubt(latest, in_name)
    if overrides.year is not None:
        if overrides.year not in latest.values() or doubt:
            what = (
                "The year given with --year is not what the dates in the files say; the one given was used."
            )
            if latest:
                ask.say(Severity.WARNING, "year", what, "Check that these are the right files.")
        return overrides.year
    if doubt:
        ask.say(Severity.QUESTION, "year", doubt, _SAY_YEAR)
        return None
    return latest.get("episodes") or max(latest.values())


def likely_year(evidence: Mapping[str, Years], overrides: Overrides) -> int | None:
    """The year to read codes by: the one given, else what the episodes say, else the latest of any table."""
    latest = {table: year for table, years in evidence.items() if (year := latest_year(years)) is not None}
    return overrides.year or latest.get("episodes") or max(latest.values(), default=None)


def _doubt(latest: Mapping[str, int], in_name: int | None) -> str | None:
    """Why the year cannot be known, in words; None if it can."""
    if not latest:
        return "The files hold no dates of events, so which year they cover cannot be known."
    year = latest.get("episodes") or max(latest.values())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return "The dates of events lie in years before the return began."
    if "episodes" in latest:
        others = [table for table, other in latest.items() if other > year]
    else:
        others = [table for table, other in latest.items() if other != year]
    if others:
        return (
            f"The files are about different years: {', '.join(sorted(others))} and the others do not agree."
        )
    if in_name is not None and in_name not in (year, year - 1):
        return f"The dates of events say {year}, and the name of the files says {in_name}."
    return None


def heading_of(authority: str | None, year: int | None, overrides: Overrides) -> Heading | None:
    """The heading, if who and when are known."""
    if authority is None or year is None:
        return None
    return Heading(FORMAT_NAME, authority, year, *window(year), overrides.made_at)
