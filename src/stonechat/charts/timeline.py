"""What happened to one child or in one service, across agencies: a row for each, in order of its first day.

Each row has its day and words, and beside them a mark or a bar on a common axis of time. The same rows as
an ordered list are the equal way to read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stonechat.analysis.words import MOST_LETTERS
from stonechat.analysis.words_of_time import month_in_words, short_day, short_month
from stonechat.basics.dates import in_words
from stonechat.charts import colours, frame, lettering, scales, svg
from stonechat.charts.drawing import NARROW, WIDE, Drawing, Table
from stonechat.charts.frame import LINE_HEIGHT, fitting_ticks, line, path
from stonechat.charts.lettering import SMALL, write, write_on_ground
from stonechat.charts.scales import Time
from stonechat.charts.svg import Markup, element

TEXT_ROOM = 400.0
ROW_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Happening:
    """One row: from a day, until a day if it lasted (the end of the axis if it is still so), who says it."""

    on: date
    text: str
    agency: str
    until: date | None = None
    is_open: bool = False


def draw_timeline(happenings: Sequence[Happening], data_to: date, title: str, width: int = WIDE) -> Drawing:
    """The rows in order of their first day, those of one day as given.

    `data_to` is the end of the axis; `title` names nobody.
    """
    ordered = sorted(happenings, key=lambda one: one.on)
    body, height = _body(ordered, data_to, width)
    span = f"{month_in_words(ordered[0].on)} to {in_words(data_to)}" if ordered else f"to {in_words(data_to)}"
    agencies = sorted({one.agency for one in ordered})
    return Drawing(
        body,
        width,
        height,
        title,
        f"{_counted(len(ordered))} from {', '.join(agencies)}, {span}" if ordered else "Nothing is held",
        _description(ordered, agencies, span),
        Table(
            f"{title}, {span}",
            ("From", "Until", "Agency", "What"),
            tuple((in_words(one.on), _until(one), one.agency, one.text) for one in ordered),
        ),
    )


def _counted(rows: int) -> str:
    return f"{rows:,} record{'s' * (rows != 1)}"


def _until(one: Happening) -> str:
    if one.is_open:
        return "still open"
    return in_words(one.until) if one.until else "one day"


def _description(ordered: Sequence[Happening], agencies: Sequence[str], span: str) -> str:
    if not ordered:
        return "Timeline without records: nothing is held."
    last = ordered[-1]
    open_now = sum(one.is_open for one in ordered)
    return (
        f"Timeline of {_counted(len(ordered))} from {', '.join(agencies)}, {span}. "
        f"{open_now} still open. Latest: {last.text}, {in_words(last.on)}."
    )[:MOST_LETTERS]


def _body(ordered: Sequence[Happening], data_to: date, width: int) -> tuple[Markup, float]:
    narrow = width <= NARROW
    left = 4.0 if narrow else min(frame.widest(_row_text(one) for one in ordered), TEXT_ROOM) + 16
    first = ordered[0].on if ordered else data_to
    time = Time(min(first, data_to), max(data_to, first), left + 6, width - 8)
    rows, y = [], 0.0
    for one in ordered:
        lines = lettering.wrapped(_row_text(one), SMALL, width - 4 if narrow else TEXT_ROOM)
        texts = [write_on_ground(text, 0, y + 12 + place * LINE_HEIGHT) for place, text in enumerate(lines)]
        tall = len(lines) * LINE_HEIGHT
        middle = y + tall + 7 if narrow else y + 8
        rows += [*texts, _mark(one, time, middle)]
        y += tall + (14 if narrow else 0) + ROW_GAP
    axis = _axis(time, left, width, y, 3 if narrow else 6)
    return svg.joined((axis, *rows)), y + 26


def _row_text(one: Happening) -> str:
    return f"{short_day(one.on)}: {one.agency}, {one.text}"


def _mark(one: Happening, time: Time, y: float) -> Markup:
    start = time.clipped(one.on)
    if one.until is None and not one.is_open:
        return element("circle", cx=start, cy=y, r=5, fill=colours.US)
    end = time.to_px if one.is_open or one.until is None else time.clipped(one.until)
    bar = element("rect", x=start, y=y - 5, width=max(end - start, 3), height=10, fill=colours.US)
    arrow = path([(end - 6, y - 3), (end - 2, y), (end - 6, y + 3)], colours.BACKGROUND, thick=1.5)
    return svg.joined((bar, arrow)) if one.is_open else bar


def _axis(time: Time, left: float, width: float, bottom: float, most: int) -> Markup:
    ticks = [(time(day), short_month(day)) for day in scales.month_ticks(time.first, time.last, most)]
    marks = (
        svg.joined(
            (
                line(x, 0, x, bottom, colours.GRIDLINE),
                write(text, x, bottom + 18, anchor="middle", fill=colours.QUIET_INK),
            )
        )
        for x, text in fitting_ticks(ticks, 0, width)
    )
    return svg.joined((*marks, line(left, bottom, width - 2, bottom, colours.USUAL)))
