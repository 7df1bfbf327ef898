"""The code lists that returns use, each code with a label in plain words and the days it is valid.

The codes stand in `code_lists.csv`, the latest label of each only, so that a series keeps one name when a
publisher rewords it. Blank dates mean no known beginning or no end. Codes are text, never numbers ("20",
"10A"). A code that is new in the collection of year Y is valid from 1 April of Y-1. Other spellings that
systems export are the business of the format that meets them, in `sources`.

Four things that surprise. Chinese is CHNE, as in the census; the Standard Safeguarding Dataset's guidance
prints CNHE, which no return accepts. Factors 18A and 19A are said to be replaced by B and C from 2021, but
the sector's schemas keep all three in every year, so they have no end here. The schemas list UN6 without a
meaning and the guidance stops at UN5, so its label says no more than that. Activities F3 and P3 gave way to
F4, P4, F5 and P5 from the collection of 2019, but the sector's schema kept the old ones to 2021: both hold in
between.

Next: `model/table.py` says which column uses which list; `README.md` how to add one.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

_LISTS_FILE = Path(__file__).with_name("code_lists.csv")
_GROUPS_FILE = Path(__file__).with_name("code_groups.csv")


@dataclass(frozen=True, slots=True)
class Code:
    """One code. Valid from and to are both included; None: no limit on that side."""

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        """Whether returns could use the code for that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class CodeList:
    """One list, in the order in which people expect to see it."""

    name: str
    all: tuple[Code, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, valid today or not."""
        return tuple(self._by_code)

    def get(self, code: str) -> Code | None:
        """The code with its label and dates, exactly as written; None if the list has none such."""
        return self._by_code.get(code)

    def is_valid_on(self, code: str, day: date) -> bool:
        """Whether the list has the code and it was valid on that day."""
        found = self.get(code)
        return found is not None and found.is_valid_on(day)

    def codes_on(self, day: date) -> tuple[str, ...]:
        """The codes that were valid on that day."""
        return tuple(code.code for code in self.all if code.is_valid_on(day))

    def label(self, code: str) -> str:
        """The code in words; the code itself where the list has none such, because it is still shown."""
        found = self.get(code)
        return code if found is None else found.label

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {code.code: code for code in self.all}

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.all)


def code_list(name: str) -> CodeList:
    """The list of that name; KeyError, with the names there are, for any other."""
    try:
        return code_lists()[name]
    except KeyError:
        raise KeyError(f"there is no code list {name}; there are {', '.join(code_lists())}") from None


@cache
def code_lists() -> dict[str, CodeList]:
    """Every list by its name, in the order of the file."""
    found: defaultdict[str, list[Code]] = defaultdict(list)
    with _LISTS_FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            dates = _day(row["valid_from"]), _day(row["valid_to"])
            found[row["list"]].append(Code(row["code"], row["label"], *dates))
    return {name: CodeList(name, tuple(codes)) for name, codes in found.items()}


@cache
def code_groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """The codes of each broad group of a list, in the order in which people expect to see them.

    Ethnicity: the groups of children in need statistics, table A7, where Chinese is Asian. A code that says
    that nothing is known (declined, not yet obtained) is in no group. KeyError for a list without groups.
    """
    found: dict[str, tuple[str, ...]] = {}
    with _GROUPS_FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["list"] == name:
                found[row["group"]] = (*found.get(row["group"], ()), row["code"])
    if not found:
        raise KeyError(f"the code list {name} has no groups")
    return MappingProxyType(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
