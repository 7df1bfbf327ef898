"""Counts made straight from census XML with the standard library, to judge Stonechat's own.

Nothing of Stonechat is used here: not its reader, its dates nor its code lists.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

HOLIDAYS = {
    date(year, month, day)
    for year, days in {
        2021: ((4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
        2022: ((1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)),
        2023: ((1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)),
        2024: ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
        2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
        2026: ((1, 1),),
    }.items()
    for month, day in days
}
"""England's bank holidays from April 2021 to March 2026, as announced."""


def day(node: ET.Element, name: str) -> date | None:
    text = (node.findtext(name) or "").strip()
    return date.fromisoformat(text) if text else None


def working_days(start: date, end: date) -> int:
    """Working days after start, up to and including end, one day at a time."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(one.weekday() < 5 and one not in HOLIDAYS for one in days)


def months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(start.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass
class Episode:
    child: str
    sex: str
    referred: date
    source: str
    nfa: bool
    closed: date | None
    reason: str
    year: int
    assessments: list[tuple[date, date | None]] = field(default_factory=list)
    enquiries: list[tuple[date, date | None]] = field(default_factory=list)
    conference: date | None = None
    plans: list[tuple[date, date | None, int]] = field(default_factory=list)


def episodes_of(path: Path) -> Iterator[Episode]:
    """Every CINdetails of a census file."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    year = int(root.findtext("Header/CollectionDetails/Year") or 0)
    for child in root.iter("Child"):
        identifiers = child.find("ChildIdentifiers")
        assert identifiers is not None
        for details in child.iter("CINdetails"):
            yield Episode(
                child=identifiers.findtext("LAchildID") or "",
                sex=identifiers.findtext("Sex") or identifiers.findtext("GenderCurrent") or "",
                referred=day(details, "CINreferralDate") or date.max,
                source=details.findtext("ReferralSource") or "",
                nfa=details.findtext("ReferralNFA") in ("1", "true"),
                closed=day(details, "CINclosureDate"),
                reason=details.findtext("ReasonForClosure") or "",
                year=year,
                assessments=[
                    (day(a, "AssessmentActualStartDate") or date.max, day(a, "AssessmentAuthorisationDate"))
                    for a in details.iter("Assessments")
                ],
                enquiries=[
                    (day(s, "S47ActualStartDate") or date.max, day(s, "DateOfInitialCPC"))
                    for s in details.iter("Section47")
                ],
                conference=day(details, "DateOfInitialCPC"),
                plans=[
                    (
                        day(p, "CPPstartDate") or date.max,
                        day(p, "CPPendDate"),
                        int(p.findtext("NumberOfPreviousCPP") or 0),
                    )
                    for p in details.iter("ChildProtectionPlans")
                ],
            )


@dataclass(frozen=True)
class Raw:
    """Returns of following years put together: the later return's word counts for an episode in both."""

    episodes: dict[tuple[str, date], list[Episode]]

    @classmethod
    def of(cls, paths: Sequence[Path]) -> "Raw":
        found: dict[tuple[str, date], list[Episode]] = {}
        for episode in (e for path in sorted(paths) for e in episodes_of(path)):
            found.setdefault((episode.child, episode.referred), []).append(episode)
        return cls(found)

    @property
    def latest(self) -> list[Episode]:
        """Each episode as its last return has it."""
        return [versions[-1] for versions in self.episodes.values()]

    def events(self, name: str) -> set[tuple[object, ...]]:
        """What hangs on episodes; the same thing in two returns once, as its last return has it."""
        last: dict[tuple[object, ...], tuple[object, ...]] = {}
        for (child, referred), versions in self.episodes.items():
            for episode in versions:
                for event in getattr(episode, name):
                    last[(child, referred, event[0])] = (child, referred, *event)
        return set(last.values())

    def conferences(self) -> set[tuple[str, date, date | None, date]]:
        """(child, referred, enquiry's start or None, held on) of every conference held."""
        held = {(c, r, start, on) for c, r, start, on in self.events("enquiries") if on}
        for (child, referred), versions in self.episodes.items():
            for episode in versions:
                if episode.conference:
                    held.add((child, referred, None, episode.conference))
        return held  # type: ignore[return-value]
