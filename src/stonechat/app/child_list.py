"""A list of children as a page shows it: its words, its columns, sorted, narrowed, a page at a time.

What is on the page is recorded before it is handed over. Whose rows they are is `reach.py`'s, which rows
`children.py`'s. Sorting puts children in order, never teams or workers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from stonechat.app.child_words import Words, named, words_of
from stonechat.app.children import Asked, Look, Row, look_at, record, row_key
from stonechat.app.council import Council, london_now
from stonechat.app.data_errors import marks_on
from stonechat.app.list_columns import CHILD, Columns, ListColumn, columns_of, sort_key
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.reach import within
from stonechat.app.readlog import SHORTEST_REASON
from stonechat.app.tables import (
    About,
    Cell,
    Download,
    Form,
    Heading,
    Marking,
    TableToDownload,
    download,
)
from stonechat.basics.problems import Problem, Severity, WrongUse, wrong_use
from stonechat.indicators.breakdowns import NOT_RECORDED

PAGE = 100
"""Rows of one page."""

MOST_GROUPS = 40
"""A list is not narrowed by a column that has more values than these."""


class ReasonNeeded(WrongUse):
    """Somebody looks at children who are not their own, and has not said why. `of`: the list, in words."""

    def __init__(self, what: str, of: str) -> None:
        super().__init__(Problem(what, "Say why you look; it is recorded.", Severity.ERROR, "reason_needed"))
        self.of = of


@dataclass(frozen=True)
class Shown:
    """How a list is looked at: in which order, narrowed to what, and which of its pages.

    `only`: by name of column, the words of the one group to show.
    """

    sort: str | None = None
    is_descending: bool = False
    only: Mapping[str, str] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A column whose groups a list may be narrowed to; `chosen` is empty for all of them."""

    column: str
    title: str
    groups: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row: the child, the row's own key in words, and a cell for each column.

    `marks` are the headings of what somebody says is wrong in it.
    """

    person_id: str
    key: str
    cells: tuple[Cell, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChildList:
    """One page of a list of children.

    `matching` rows are left after narrowing, of `of_rows`; `first` is the number of the page's first row.
    `others` is how many of the whole are not in this list; None where it is no part of a whole.
    """

    asked: Asked
    words: Words
    columns: tuple[ListColumn, ...]
    rows: tuple[ListedRow, ...]
    narrowings: tuple[Narrowing, ...]
    shown: Shown
    number: int
    others: int | None
    of_rows: int
    matching: int
    first: int
    pages: int
    reader: str
    at: datetime
    may_download: bool


def open_list(council: Council, viewer: Viewer, asked: Asked, shown: Shown) -> ChildList:
    """One page of the list, recorded. A page beyond the last is the last.

    Raises `ReasonNeeded` where the viewer must say why first. Refused as `list_children`.
    """
    look, asked = _opened(council, viewer, asked)
    made = _Made(council, look, shown)
    rows = made.page()
    record(council, look, "children", [row for row, _ in rows], reason=asked.reason)
    return _listed(council, viewer, asked, made, rows)


def find_in_list(council: Council, viewer: Viewer, asked: Asked, child: str) -> ChildList:
    """Of the list, the rows of one child, by the exact identifier; none where there is none, or not for you.

    The search is recorded with what it showed. Refused as `open_list`.
    """
    look, asked = _opened(council, viewer, asked)
    made = _Made(council, look, Shown(), child=child.strip())
    rows = made.page()
    record(council, look, "search", [row for row, _ in rows], reason=asked.reason, sought=child.strip())
    return _listed(council, viewer, asked, made, rows)


def download_list(
    council: Council, viewer: Viewer, asked: Asked, shown: Shown, *, form: Form, why: str
) -> Download:
    """All pages of the list as a file that tells who made it, when and why; recorded as a download.

    `why` is asked of everybody, of their own children too. Refused as `open_list`, and without a reason.
    """
    if len(why.strip()) < SHORTEST_REASON:
        raise ReasonNeeded("Downloading a list of children needs a reason.", asked.indicator)
    look = look_at(council, viewer, asked, Permission.DOWNLOAD_CHILDREN)
    made = _Made(council, look, shown)
    rows = made.matching
    record(council, look, "download", [row for row, _ in rows], reason=why.strip())
    return download(_as_table(council, viewer, made, why.strip()), form)


def list_in_words(council: Council, viewer: Viewer, asked: Asked) -> str:
    """Which list it is, without a number. Refused as `list_children`, but needs no reason."""
    return named(council, look_at(council, viewer, asked))


def columns_in_list(council: Council, viewer: Viewer, asked: Asked) -> tuple[ListColumn, ...]:
    """The columns of the list, of which no row is read. Refused as `open_list`."""
    look, _ = _opened(council, viewer, asked)
    return columns_of(council, look).shown


def _opened(council: Council, viewer: Viewer, asked: Asked) -> tuple[Look, Asked]:
    """The list, and what was asked with its reason: one's own children need none."""
    look = look_at(council, viewer, asked)
    reason = look.within.own_reason or asked.reason
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeeded("Looking at these children needs a reason.", named(council, look))
    return look, replace(asked, reason=reason)


Listed = tuple[Row, tuple[Cell, ...]]


class _Made:
    """The rows of a list with their cells, narrowed and in order. Nothing here is recorded yet."""

    def __init__(self, council: Council, look: Look, shown: Shown, child: str | None = None) -> None:
        self.look, self.shown = look, shown
        self.columns: Columns = columns_of(council, look)
        self.rows = look.rows()
        self._places = {column.name: place for place, column in enumerate(self.columns.shown)}
        self._check_asked_for()
        self.all: list[Listed] = [(row, self.columns.cells(row)) for row in self.rows]
        own = [one for one in self.all if child is None or one[0][CHILD] == child]
        self.matching = self._in_order([one for one in own if self._is_wanted(one)])

    def page(self) -> list[Listed]:
        """The rows of the page asked for."""
        return self.matching[self.first : self.first + PAGE]

    @property
    def pages(self) -> int:
        """How many pages there are; one where there is no row."""
        return max(1, -(-len(self.matching) // PAGE))

    @property
    def first(self) -> int:
        """The place of the page's first row, from 0."""
        return (min(max(self.shown.page, 1), self.pages) - 1) * PAGE

    def narrowings(self) -> tuple[Narrowing, ...]:
        """The columns whose groups tell children of this list apart."""
        found = [self._narrowing(column) for column in self.columns.shown if column.is_of_groups]
        return tuple(one for one in found if 1 < len(one.groups) <= MOST_GROUPS or one.chosen)

    def _narrowing(self, column: ListColumn) -> Narrowing:
        groups = sorted({_group(cells[self._places[column.name]]) for _, cells in self.all})
        return Narrowing(column.name, column.title, tuple(groups), self.shown.only.get(column.name, ""))

    def _check_asked_for(self) -> None:
        """Refused for a column that the list has not: an address was changed by hand."""
        names = {name for name in (self.shown.sort, *self.shown.only) if name is not None}
        if names - self._places.keys():
            raise wrong_use(
                "The list has no such column to sort or to narrow by.",
                "Open the list again from its number.",
                "unknown_column",
            )

    def _is_wanted(self, listed: Listed) -> bool:
        cells = listed[1]
        return all(_group(cells[self._places[name]]) == wanted for name, wanted in self.shown.only.items())

    def _in_order(self, rows: list[Listed]) -> list[Listed]:
        if self.shown.sort is None:
            return rows
        place = self._places[self.shown.sort]
        return sorted(rows, key=lambda one: sort_key(one[1][place]), reverse=self.shown.is_descending)


def _group(cell: Cell) -> str:
    return NOT_RECORDED if cell is None else str(cell)


def _listed(council: Council, viewer: Viewer, asked: Asked, made: _Made, rows: Sequence[Listed]) -> ChildList:
    look = made.look
    number, below = look.number(made.rows), look.number_below()
    marks = marks_on(look, [row for row, _ in rows])
    return ChildList(
        asked=asked,
        words=words_of(council, look, made.rows),
        columns=made.columns.shown,
        rows=tuple(
            ListedRow(str(row[CHILD]), key := row_key(look, row), cells, marks.get(key, ()))
            for row, cells in rows
        ),
        narrowings=made.narrowings(),
        shown=made.shown,
        number=number,
        others=None if below is None else below - number,
        of_rows=len(made.rows),
        matching=len(made.matching),
        first=made.first + 1,
        pages=made.pages,
        reader=viewer.name,
        at=london_now(),
        may_download=within(viewer, Permission.DOWNLOAD_CHILDREN, asked.team) is not None,
    )


# ---------------------------------------------------------------- as a file


def _as_table(council: Council, viewer: Viewer, made: _Made, why: str) -> TableToDownload:
    look, words = made.look, words_of(council, made.look, made.rows)
    narrowed = [f"{one.title}: {one.chosen}" for one in made.narrowings() if one.chosen]
    return TableToDownload(
        words.heading,
        (look.indicator.id, look.planned.period.label, look.asked.part, "children"),
        tuple(Heading(column.title, column.kind) for column in made.columns.shown),
        tuple(cells for _, cells in made.matching),
        About(
            authority=council.settings.authority.name or look.setting.authority,
            snapshot=look.setting.snapshot.id,
            catalogue=look.setting.catalogue.version,
            data_to=look.planned.data_to,
            made_by=f"{viewer.name} ({viewer.username})",
            made_at=london_now(),
            marking=Marking.SENSITIVE,
            others=(
                ("Reason", why),
                ("Period", words.period),
                ("Whose children", words.scope),
                ("Narrowed to", "; ".join(narrowed)),
            ),
        ),
    )
