"""England's authorities with children's services: codes, names, regions, when each began and ended.

`authorities.csv` has one row for each authority and area code. An authority (three digits) that was divided
or merged is another authority from that day on, and names those before it; one whose area code alone changed
(a county that became unitary, a boundary moved a little) has two rows under one code. Blank dates: it was
there before the first published figure, or still is. `checked` says whether published tables show the row
(`data`) or whether it is from memory (`recall`).

Names are as the Department prints them. Other spellings are the business of the format that meets them.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from stonechat.basics.dates import in_words

_FILE = Path(__file__).with_name("authorities.csv")


@dataclass(frozen=True, slots=True)
class AreaCode:
    """A nine-character code of an authority, and the days on which it was its code, both included."""

    code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """One authority. `code` is its three digits; valid from and to are both included, None: no limit known.

    `predecessors` are the authorities whose area it took over, wholly or in part; `area_codes` oldest first.
    """

    code: str
    name: str
    region_code: str
    region: str
    area_codes: tuple[AreaCode, ...]
    predecessors: tuple[str, ...]

    @property
    def valid_from(self) -> date | None:
        """Its first day; None if it began before the first published figure."""
        return self.area_codes[0].valid_from

    @property
    def valid_to(self) -> date | None:
        """Its last day; None if it still is."""
        return self.area_codes[-1].valid_to

    def was_whole(self, first: date, last: date) -> bool:
        """Whether it was there on every day from first to last, both included."""
        begun = self.valid_from is None or self.valid_from <= first
        return begun and (self.valid_to is None or last <= self.valid_to)

    @property
    def successors(self) -> tuple[str, ...]:
        """The authorities that took over its area; none for one that still is."""
        return tuple(one.code for one in authorities().values() if self.code in one.predecessors)

    def break_in_words(self, first: date, last: date) -> str | None:
        """Why there is no comparable figure of it for these days, both included; None if it was whole."""
        if self.was_whole(first, last):
            return None
        if self.valid_to is not None and self.valid_to < last:
            took_over = f", when {_named(self.successors)} took over" if self.successors else ""
            return f"{self.name} ended on {in_words(self.valid_to)}{took_over}: not comparable after."
        before = f"; before there was {_named(self.predecessors)}" if self.predecessors else ""
        begun = in_words(self.valid_from) if self.valid_from else ""
        return f"{self.name} began on {begun}{before}: not comparable before."


def _named(codes: Iterable[str]) -> str:
    """Names with codes, because a successor often keeps the name."""
    names = [f"{authorities()[code].name} ({code})" for code in codes]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@cache
def authorities() -> dict[str, LocalAuthority]:
    """Every authority by its three digits, those that are no more included."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {code: _authority(list(some)) for code, some in groupby(rows, key=lambda row: row["code"])}


def _authority(rows: list[dict[str, str]]) -> LocalAuthority:
    first = rows[0]
    codes = tuple(AreaCode(row["area_code"], _day(row["valid_from"]), _day(row["valid_to"])) for row in rows)
    return LocalAuthority(
        code=first["code"],
        name=first["name"],
        region_code=first["region_code"],
        region=first["region"],
        area_codes=codes,
        predecessors=tuple(first["predecessors"].split()),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def by_area_code() -> dict[str, LocalAuthority]:
    """The authority that has, or had, each nine-character code."""
    return {area.code: one for one in authorities().values() for area in one.area_codes}
