"""Who a census file is from and which year it covers: read from its header, or asked for.

Authority and year come from the content; `--authority` and `--year` override it, and where the file
contradicts itself the person decides: nothing here guesses. Next: `stream.py` found the header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.sources.cin_census.cells import read_date
from stonechat.sources.cin_census.stream import Node
from stonechat.sources.reading import Findings, Heading, Overrides

FORMAT_NAME = "cin_census"
FIRST_YEAR, LAST_YEAR = 2009, 2100
"""The census began in 2008-09; a year outside these is a slip of the pen."""
_LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class _Item:
    """One element of the header: its text, and its line."""

    text: str
    line: int | None


class Header:
    """The texts of all headers of a file by element name; a file should have one."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.lines = [int(node.get("line", "0")) or None for node in nodes]
        self._items: dict[str, list[_Item]] = {}
        for part in chain.from_iterable(nodes):
            if text := (part.text or "").strip():
                item = _Item(text, int(part.get("line", "0")) or None)
                self._items.setdefault(str(part.tag), []).append(item)

    def all(self, name: str) -> list[_Item]:
        """Every element of that name that is not blank."""
        return self._items.get(name, [])

    def first(self, name: str) -> _Item | None:
        """The first of that name that is not blank; None if there is none."""
        return next(iter(self.all(name)), None)


def window(year: int) -> tuple[date, date]:
    """First and last day that the census of that year covers: 1 April to 31 March, both included."""
    return date(year - 1, 4, 1), date(year, 3, 31)


def likely_year(header: Header, overrides: Overrides) -> int | None:
    """The year to read codes by: the one given, else the file's, else its reference date's."""
    stated = overrides.year or _stated_year(header)
    reference = _reference_date(header)
    return stated or (reference.year if reference else None)


def heading_of(header: Header, overrides: Overrides, findings: Findings, file: str) -> Heading | None:
    """What the file says of itself, after overrides; None where it does not say who and when.

    Every doubt becomes a problem in `findings`: a question, unless an override has answered it.
    """
    ask = _Asker(findings, file)
    is_census = _is_census(header, ask)
    _ask_which_header(header, overrides, ask)
    authority = _authority(header, overrides, ask)
    year = _year(header, overrides, ask)
    if not is_census or authority is None or year is None:
        return None
    first, last = window(year)
    made_at = overrides.made_at or _made_at(header, ask)
    return Heading(FORMAT_NAME, authority, year, first, last, made_at)


@dataclass(slots=True)
class _Asker:
    """Puts problems about the header in the findings."""

    findings: Findings
    file: str

    def say(self, severity: Severity, rule: str, what: str, fix: str, at: tuple[str, _Item | None]) -> None:
        name, item = at
        where = Where(self.file, "Header", item.line if item else None, name)
        self.findings.add(Problem(what, fix, severity, rule, where))


def _ask_which_header(header: Header, overrides: Overrides, ask: _Asker) -> None:
    """More than one header: two files may have been put together, and only a person can say so."""
    if len(header.lines) < 2:
        return
    what = f"The file has {len(header.lines)} headers, as if files had been put together."
    answered = overrides.authority is not None and overrides.year is not None
    fix = (
        "Check that all children in it are of that authority and year."
        if answered
        else "Import each file by itself; or, if it is one return, say whose and of which year with "
        "--authority and --year."
    )
    severity = Severity.WARNING if answered else Severity.QUESTION
    ask.say(severity, "headers", what, fix, ("Header", _Item("", header.lines[1])))


def _is_census(header: Header, ask: _Asker) -> bool:
    named = header.all("Collection")
    if not named:
        what = "The header does not name its collection; it was read as a CIN census, which it looks like."
        ask.say(
            Severity.WARNING, "collection", what, "Check that it is the right file.", ("Collection", None)
        )
        return True
    found = next((item for item in named if item.text.upper() != "CIN"), None)
    if found is None:
        return True
    what = "The header names another collection than CIN, so the file cannot be imported."
    ask.say(Severity.ERROR, "collection", what, "Choose the CIN census file.", ("Collection", found))
    return False


def _authority(header: Header, overrides: Overrides, ask: _Asker) -> str | None:
    found = header.all("LEA")
    valid = {item.text for item in found if re.fullmatch(r"[0-9]{3}", item.text)}
    at = ("LEA", found[0] if found else None)
    if overrides.authority is not None:
        if found and valid != {overrides.authority}:
            what = "The authority given with --authority is not the one in the file; the one given was used."
            ask.say(Severity.WARNING, "authority", what, "Check that it is the right file.", at)
        return overrides.authority
    if len(valid) == 1:
        return valid.pop()
    what = (
        "The header names more than one authority (LEA)."
        if valid
        else "The header has no authority code (LEA) of three digits."
    )
    ask.say(
        Severity.QUESTION, "authority", what, "Say which with --authority, for example --authority 201.", at
    )
    return None


def _year(header: Header, overrides: Overrides, ask: _Asker) -> int | None:
    stated, at = _stated_year(header), ("Year", header.first("Year"))
    is_one = len({item.text for item in header.all("Year")}) <= 1
    if overrides.year is not None:
        if stated is not None and not (is_one and stated == overrides.year):
            what = "The year given with --year is not the one in the file; the one given was used."
            ask.say(Severity.WARNING, "year", what, "Check that it is the right file.", at)
        _check_reference_date(header, overrides.year, ask, Severity.WARNING)
        return overrides.year
    if stated is None or not is_one:
        what = (
            "The header has no year of collection, or one that cannot be right."
            if is_one
            else "The header names more than one year of collection."
        )
        fix = (
            "Say which with --year: the year in which the collection ends, 2025 for April 2024 to March 2025."
        )
        ask.say(Severity.QUESTION, "year", what, fix, at)
        return None
    _check_reference_date(header, stated, ask, Severity.QUESTION)
    return stated


def _check_reference_date(header: Header, year: int, ask: _Asker, severity: Severity) -> None:
    if _reference_date(header) == window(year)[1]:
        return
    what = f"The reference date is not the last day of the year of collection, 31 March {year}."
    fix = (
        "Say which year the file covers with --year: the year in which the collection ends."
        if severity is Severity.QUESTION
        else f"The file was read as the collection of {year}; correct the date in your system."
    )
    ask.say(severity, "100", what, fix, ("ReferenceDate", header.first("ReferenceDate")))


def _stated_year(header: Header) -> int | None:
    found = header.first("Year")
    if found is None or not re.fullmatch(r"[0-9]{4}", found.text):
        return None
    year = int(found.text)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _reference_date(header: Header) -> date | None:
    found = header.first("ReferenceDate")
    try:
        return read_date(found.text) if found else None
    except ValueError:
        return None


def _made_at(header: Header, ask: _Asker) -> datetime | None:
    """The latest time of any source, in UTC; one without a zone is taken as time in London."""
    times: list[datetime] = []
    for item in header.all("DateTime"):
        try:
            made = datetime.fromisoformat(item.text)
            times.append((made if made.tzinfo else made.replace(tzinfo=_LONDON)).astimezone(UTC))
        except (ValueError, OverflowError):
            what = "The time at which the file was made cannot be read, so it was left out."
            ask.say(Severity.NOTE, "made_at", what, "Nothing to do.", ("DateTime", item))
    return max(times, default=None)
