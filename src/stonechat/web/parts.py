"""What the templates in `templates/components` take: plain records, made by views of what `app` answered.

Nothing is worked out here. A cell holds text as it is shown; which text that is was decided in `app`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from stonechat.app.reports import Option
from stonechat.charts.drawing import Drawing
from stonechat.charts.drawing import Table as Tabled
from stonechat.charts.svg import Markup

__all__ = ["Option"]  # what else is here is public by its definition


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; figures stand at the right."""

    heading: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: words, perhaps a link or an icon beside the words, and a quieter line below."""

    text: str
    href: str = ""
    icon: Markup | None = None
    note: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows, perhaps under a heading of their own. The first cell of a row is its header."""

    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A link to a file: `words` say which kind, "CSV" or "Excel"."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `id` is its own on the page."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    downloads: tuple[Download, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart in its two layouts, its words, and its data as a table."""

    id: str
    title: str
    subtitle: str
    wide: Markup
    narrow: Markup
    table: Table
    source: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of a filter; without options, a box for words."""

    name: str
    label: str
    chosen: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and what it is, a paragraph for each text, and perhaps something to do about it."""

    name: str
    texts: tuple[str, ...]
    href: str = ""
    action: str = ""
    action_href: str = field(default="")


def plain_table(
    id: str,
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    downloads: tuple[Download, ...] = (),
) -> Table:
    """A table of texts. A column of figures, whatever stands where there is none, is set at the right."""
    held = [tuple(row) for row in rows]
    numeric = [place > 0 and _is_of_figures([row[place] for row in held]) for place in range(len(headings))]
    cells = tuple(
        tuple(Cell(text, numeric=right) for text, right in zip(row, numeric, strict=True)) for row in held
    )
    columns = tuple(Column(heading, right) for heading, right in zip(headings, numeric, strict=True))
    return Table(id, caption, columns, (Group(cells),), downloads)


def figure(
    id: str,
    wide: Drawing,
    narrow: Drawing,
    *,
    source: str = "",
    downloads: tuple[Download, ...] = (),
) -> Figure:
    """A chart for a page, of the same drawing at both widths."""
    return Figure(
        id,
        wide.title,
        wide.subtitle,
        wide.svg,
        narrow.svg,
        drawn_table(f"{id}-data", wide.table, downloads),
        source,
    )


def drawn_table(id: str, table: Tabled, downloads: tuple[Download, ...] = ()) -> Table:
    """A chart's own table for a page."""
    return plain_table(id, table.caption, table.headings, table.rows, downloads)


_FIGURE = re.compile(r"[-+\u2212]?£?\d[\d,.]*( ?%| ?per [\d,]+)?")
_NO_FIGURE = re.compile(r"[ckxz]|low|none|no .*|not .*")


def _is_of_figures(texts: Sequence[str]) -> bool:
    figures = [text for text in texts if not _NO_FIGURE.fullmatch(text)]
    return bool(figures) and all(_FIGURE.fullmatch(text) for text in figures)
