"""Says what is wrong, and where: the way to an element from its child, its line and its name.

Never what stands in it. Next: `read.py`, `strays.py` and `values.py` decide what is said.
"""

from functools import cache

from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.tables import TABLES
from stonechat.sources.cin_census.layout import Element, elements_by_name, layout_year, years
from stonechat.sources.cin_census.stream import Node, line_of, local_name
from stonechat.sources.reading import About, Findings

CHECK_VALUE = "Correct the value in your system and export the file again."


class Teller:
    """Puts problems of one file in its findings.

    `child_number` is that of the child being read, from 1, and `child` its identifier, None outside of one.
    """

    def __init__(self, file: str, findings: Findings) -> None:
        self._file, self._findings = file, findings
        self._noted: set[tuple[str, str | None]] = set()
        self.child_number = 0
        self.child: str | None = None

    def warn(self, rule: str, what: str, fix: str, element: Node, column: str) -> None:
        """A warning about the element of that name, at or inside `element`."""
        self.say(Severity.WARNING, rule, what, fix, element, column=column)

    def say(
        self, severity: Severity, rule: str, what: str, fix: str, element: Node, *, column: str | None = None
    ) -> None:
        """A problem at `element`, or inside it at the element named `column`."""
        self._findings.report(
            severity,
            rule,
            lambda: Problem(what, fix, severity, rule, self._where(element, column)),
            About(*_lands_in(element, column), self.child),
        )

    def _where(self, element: Node, column: str | None) -> Where:
        inside = element.getparent() if local_name(element) == column else element
        return Where(self._file, _place(inside, self.child_number), line_of(element), column)

    def duplicate(self, rule: str, element: Node) -> None:
        """A row that stood there before."""
        what = "The same row stands in the file before; it was counted once."
        self.say(Severity.ERROR, rule, what, "Remove the repetition in your system.", element)

    def rejected(self, rule: str, why: str, element: Node, column: str | None) -> None:
        """A row that was not loaded, and why."""
        self.say(
            Severity.ERROR, rule, f"{why}, so the row was not loaded.", CHECK_VALUE, element, column=column
        )

    def once(self, rule: str, what: str, element: Node, column: str | None = None) -> None:
        """A note that is made at the first place only."""
        if (rule, column) not in self._noted:
            self._noted.add((rule, column))
            self.say(Severity.NOTE, rule, what, "Nothing to do.", element, column=column)

    def layout_of(self, year: int) -> None:
        """Says so where the year's own layout is not written down."""
        used = layout_year(year)
        if year in (used, 2024):  # the schema of 2024 is that of 2023
            return
        known = years()[0] < year < years()[-1]
        severity = Severity.NOTE if known else Severity.WARNING
        what = f"The layout of the census of {year} is not written down here; that of {used} was used."
        fix = (
            "Nothing to do."
            if known
            else "Check the counts with care; elements new in that year are only noted."
        )
        where = Where(self._file, "Header", None, "Year")
        self._findings.add(Problem(what, fix, severity, "layout_year", where))

    def encoding(self, encoding: str) -> None:
        """Says that the file was read in an encoding that it does not declare."""
        what = (
            f"The file does not say how its letters are encoded and is not UTF-8; it was read as {encoding}."
        )
        fix = "Export it as UTF-8, or with an encoding in its first line."
        self._findings.add(Problem(what, fix, Severity.WARNING, "encoding", Where(self._file)))


def _place(element: Node | None, number: int) -> str | None:
    """The way to an element from its child, with the count of those that are rows: Child[3]/CINdetails[1]."""
    steps: list[str] = []
    while element is not None and (name := local_name(element)) not in ("Child", "Message"):
        steps.append(_step(element, name))
        element = element.getparent()
    if element is not None and local_name(element) == "Child":
        steps.append(f"Child[{number}]")
    return "/".join(reversed(steps)) or None


def _lands_in(element: Node, column: str | None) -> tuple[str | None, str | None]:
    """The table and column of the model that take what the element `column`, at or inside this one, says.

    Without such a column, the table of which the element, or the nearest around it, is a row.
    """
    around: Node | None = element
    while around is not None:
        known = elements_by_name().get(local_name(around))
        if known is not None and known.row is not None:
            return _landing(known, column)
        around = around.getparent()
    return None, None


@cache
def _landing(row: Element, column: str | None) -> tuple[str | None, str | None]:
    inside = next((each for each in row if each.name == column), None)
    if inside is None or inside.to is None or inside.to[0] not in TABLES:
        return row.row, None
    return inside.to


def _step(element: Node, name: str) -> str:
    if name not in elements_by_name():
        return "(unknown element)"
    if elements_by_name()[name].row is None:
        return name
    before = element.itersiblings(preceding=True)
    return f"{name}[{1 + sum(1 for sibling in before if local_name(sibling) == name)}]"
