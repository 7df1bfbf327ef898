"""What should not be there, and what is lost with something else: every row of it is booked and told.

A row in a wrong place, below a rejected row, or outside every child is counted as read and rejected.
Elements that the census does not know are noted once each.
"""

import re
from collections.abc import Iterator, Mapping

from stonechat.basics.problems import Severity
from stonechat.sources.cin_census.groups import CONFERENCE, Below, Entries, Entry, Group
from stonechat.sources.cin_census.layout import Element, elements_by_name, layout
from stonechat.sources.cin_census.stream import Node, local_name
from stonechat.sources.cin_census.telling import Teller
from stonechat.sources.reading import Account

MOST_UNKNOWN = 1000
"""How many names of unknown elements are remembered, so that a file of rubbish does not fill the memory."""


class Strays:
    """Books and tells of strays in one file, a census of that year."""

    def __init__(self, year: int, accounts: Mapping[str, Account], tell: Teller) -> None:
        self._year, self._accounts, self._tell = year, accounts, tell
        self._of_year = {element.name for element in layout(year)}
        self._unknown: set[str] = set()

    def entry_of(self, part: Node, entries: Entries) -> Entry | None:
        """The entry of an element that goes by another name: in a namespace; None for a stray, told of."""
        name = local_name(part)
        if name in entries:
            entries[part.tag] = entries[name]
            return entries[name]
        if name:
            self._misplaced(part, name)
        return None

    def _misplaced(self, part: Node, name: str) -> None:
        if self._book_misplaced_rows(part) or name == "Header":
            return
        if name in elements_by_name():
            what = f"{name} stands where the census does not have it, so it was not read."
            self._tell.warn(
                "misplaced_element", what, "Correct the export: it belongs elsewhere.", part, name
            )
        elif name not in self._unknown and len(self._unknown) < MOST_UNKNOWN:
            self._unknown.add(name)
            shown = name if re.fullmatch(r"[A-Za-z_]{1,40}", name) else "An element with an unusual name"
            what = f"{shown} is no element of the census; it was not read, here and wherever it stands."
            self._tell.say(Severity.NOTE, "unknown_element", what, "Nothing to do.", part)

    def _book_misplaced_rows(self, part: Node) -> int:
        """Rows at or inside an element in a wrong place are lost; gives how many."""
        lost = list(_rows_in(part))
        for table, element in lost:
            why = f"{local_name(element)} stands where the census does not have it"
            self._book_lost(table, element, "misplaced_element", why)
        return len(lost)

    def inside_leaf(self, leaf: Node) -> None:
        """Elements inside one that should hold a text only."""
        for part in leaf:
            if name := local_name(part):
                self._misplaced(part, name)

    def outside(self, part: Node) -> None:
        """An element outside every child."""
        if name := local_name(part):
            self._misplaced(part, name)

    def note_text(self, element: Node) -> None:
        """Text between elements."""
        what = "There is text between elements here; it was not read, here and wherever else it stands."
        self._tell.once("stray_text", what, element)

    def note_other_year(self, name: str, element: Node) -> None:
        """An element that only other years have, in a row that this year has too."""
        above = element.getparent()
        if name not in self._of_year and (above is None or local_name(above) in self._of_year):
            what = f"{name} is not in the census of {self._year}; it was read all the same."
            self._tell.once("element_of_other_year", what, element, name)

    # what is lost with a rejected row

    def reject_extra(self, group: Group, element: Node) -> None:
        """The conference that a rejected enquiry or episode tells of goes with it."""
        if any(_tells_of(element, cell.name) for cell in group.extra):
            self._hangs_on_rejected(CONFERENCE.name, element)

    def reject_below(self, below: Below) -> None:
        """All rows below a rejected one go with it."""
        for _, element in below:
            for table, inner in _rows_in(element):
                self._hangs_on_rejected(table, inner)

    def _hangs_on_rejected(self, table: str, element: Node) -> None:
        self._book_lost(table, element, "hangs_on_rejected", "It belongs to a row that was not loaded")

    def _book_lost(self, table: str, element: Node, rule: str, why: str) -> None:
        account = self._accounts[table]
        account.read += 1
        account.rejected += 1
        self._tell.rejected(rule, why, element, None)


def _rows_in(element: Node) -> Iterator[tuple[str, Node]]:
    """Every row at or inside an element, with its table, going by names alone: the count of what is lost."""
    for inner in element.iter():
        known = elements_by_name().get(local_name(inner))
        if known is None or known.row is None:
            if inner is element and _is_conference(known, inner):
                yield CONFERENCE.name, inner
            continue
        yield known.row, inner
        tells = (leaf.name for leaf in known.holds if leaf.to and leaf.to[0] == CONFERENCE.name)
        if any(_tells_of(inner, name) for name in tells):
            yield CONFERENCE.name, inner


def _is_conference(known: Element | None, element: Node) -> bool:
    """Whether it is the date of a conference, by itself: where it is out of place, a conference is lost."""
    return bool(known and known.to == (CONFERENCE.name, "icpc_date") and (element.text or "").strip())


def _tells_of(element: Node, name: str) -> bool:
    """Whether the element directly holds one of that name that is not blank."""
    return any(local_name(part) == name and (part.text or "").strip() for part in element)
