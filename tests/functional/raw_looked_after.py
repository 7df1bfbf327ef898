"""Counts of children looked after made straight from SSDA903 CSV files, with nothing of Stonechat's.

The written rules, each in a few lines: the definitions of CL01, CL03, CL04 and CL09 and `docs/deviations.md`.
Short breaks (V3, V4) are left out of all four. An episode is the child's and its first day; the latest
year's file that holds it tells how it is. One that is open and absent from later files was last seen on the
last day of the year of the last file that held it.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SHORT_BREAKS = ("V3", "V4")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
ADOPTED_WHERE_PLACED = ("A3", "A5")
CHANGE_OF_PLACEMENT = ("S", "P", "T", "B", "U")
NEVER = date.max


@dataclass(frozen=True)
class Episode:
    """One line of an episodes file, and the last day of the latest year whose file has it."""

    child: str
    started: date
    ended: date | None
    start_reason: str
    end_reason: str
    status: str
    place: str
    postcode: str
    seen_to: date

    def is_open_on(self, day: date) -> bool:
        """Looked after in the night that follows the day."""
        return self.started <= day and (self.ended > day if self.ended else day <= self.seen_to)


@dataclass(frozen=True)
class Placement:
    """A placement that counts as a move, and the day on which it was left."""

    started: date
    left: date


@dataclass
class RawLookedAfter:
    """The episodes of all files; by child, in order, those that are no short breaks."""

    every: list[Episode]
    by_child: dict[str, list[Episode]]

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "RawLookedAfter":
        """From the episodes files, whose names begin with the year in which theirs begins."""
        latest: dict[tuple[str, date], Episode] = {}
        for path in sorted(path for path in paths if path.stem.endswith("-episodes")):
            for episode in _read(path, date(int(path.name[:4]) + 1, 3, 31)):
                latest[episode.child, episode.started] = episode
        by_child = defaultdict(list)
        for episode in sorted(latest.values(), key=lambda one: (one.child, one.started)):
            if episode.status not in SHORT_BREAKS:
                by_child[episode.child].append(episode)
        return cls(list(latest.values()), dict(by_child))

    @staticmethod
    def withdrawn(paths: Iterable[Path], year: int) -> int:
        """How many episodes are open in the file of that year and absent from the next one's."""
        named = {path.name: path for path in paths}
        this, following = (
            {(e.child, e.started): e for e in _read(named[f"{each}-episodes.csv"], date.max)}
            for each in (year, year + 1)
        )
        return sum(e.ended is None for key, e in this.items() if key not in following)

    def looked_after(self, day: date) -> set[str]:
        """Children with an episode that is open on the day."""
        return {child for child, own in self.by_child.items() if any(e.is_open_on(day) for e in own)}

    def started(self, first: date, last: date) -> set[str]:
        """Children of whom a period of care began on one of the days, both included."""
        return {
            child
            for child in self.by_child
            if any(first <= period[0].started <= last for period in self.periods(child))
        }

    def ceased(self, first: date, last: date) -> set[str]:
        """Children of whom an episode ended on one of the days with another reason than a new episode."""
        return {
            child
            for child, own in self.by_child.items()
            if any(e.ended and first <= e.ended <= last and e.end_reason != "X1" for e in own)
        }

    def moved_often(self, day: date, year_before: date) -> set[str]:
        """Of those looked after on the day, children with three or more placements since the other day.

        The placement that was held on that other day, so left after it, is one of them.
        """
        return {
            child
            for child in self.looked_after(day)
            if sum(p.started <= day and p.left > year_before for p in self.placements(child)) >= 3
        }

    def periods(self, child: str) -> list[list[Episode]]:
        """The child's episodes in periods of care: X1 leads to an episode that starts on that day."""
        periods: list[list[Episode]] = []
        for episode in self.by_child[child]:
            before = [e for period in periods for e in period]
            if any(e.ended == episode.started and e.end_reason == "X1" for e in before):
                periods[-1].append(episode)
            else:
                periods.append([episode])
        return periods

    def placements(self, child: str) -> Iterator[Placement]:
        """The child's placements that count as moves."""
        begun = [
            (episode.started, period[-1].ended or NEVER)
            for period in self.periods(child)
            for number, episode in enumerate(period)
            if _is_move(episode, period[:number])
        ]
        for number, (started, care_ended) in enumerate(begun):
            following = begun[number + 1][0] if number + 1 < len(begun) else NEVER
            yield Placement(started, min(care_ended, following))


def _is_move(episode: Episode, before: list[Episode]) -> bool:
    if episode.place in (*TEMPORARY, *ADOPTED_WHERE_PLACED):
        return False
    if before and episode.start_reason not in CHANGE_OF_PLACEMENT:
        return False
    return not (before and before[-1].place in TEMPORARY and _is_return(episode, before))


def _is_return(episode: Episode, before: list[Episode]) -> bool:
    """Whether the episode goes back to the placement before a temporary stay."""
    lasting = [e for e in before if e.place not in TEMPORARY]
    return bool(lasting) and (lasting[-1].place, lasting[-1].postcode) == (episode.place, episode.postcode)


def _read(path: Path, seen_to: date) -> Iterator[Episode]:
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield Episode(
                line["CHILD"],
                _day(line["DECOM"]),
                _day(line["DEC"]) if line["DEC"] else None,
                line["RNE"],
                line["REC"],
                line["LS"],
                line["PLACE"],
                line["PL_POST"],
                seen_to,
            )


def _day(text: str) -> date:
    day, month, year = map(int, text.split("/"))
    return date(year, month, day)
