"""What happened, written on a chart over time: a dotted line at its day, its text above the plot.

At most three are drawn: what breaks the line first, then the latest. The rest stand in the list below
the chart. No claim of cause is made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from stonechat.analysis.judged import Event, Judged, Step
from stonechat.analysis.words import happened_in_words
from stonechat.analysis.words_of_time import short_day
from stonechat.charts import colours, frame, lettering, svg
from stonechat.charts.frame import DOTS, LINE_HEIGHT, line
from stonechat.charts.lettering import SMALL, write_on_ground
from stonechat.charts.svg import Markup

MOST_EVENTS = 3


@dataclass(frozen=True, slots=True)
class Note:
    """What to write at a day, in lines that fit the chart."""

    on: date
    lines: tuple[str, ...]


def notes(judged: Judged, room: float) -> tuple[Note, ...]:
    """What is written on the chart, in order of time."""
    breaks = [phase.broken_by for phase in judged.phases if phase.broken_by is not None]
    others = sorted((event for event in judged.events if event not in breaks), key=lambda event: event.on)
    inside = [one for one in (*breaks[::-1], *others[::-1]) if _is_inside(judged, one.on)]
    shown = sorted(inside[:MOST_EVENTS], key=lambda one: one.on)
    return tuple(Note(one.on, lettering.wrapped(_on(one), SMALL, room - 16)) for one in shown)


def _is_inside(judged: Judged, day: date) -> bool:
    points = judged.series.points
    return bool(points) and points[0].period.first <= day <= points[-1].period.last


def _on(one: Step | Event) -> str:
    return f"{short_day(one.on)}: {happened_in_words(one)}"


def height(shown: Iterable[Note]) -> float:
    """How much room the texts take above the plot."""
    return float(sum(len(note.lines) for note in shown) * LINE_HEIGHT)


def drawn(
    shown: Iterable[Note], place: Callable[[date], float], top: float, bottom: float, width: float
) -> Markup:
    """The lines down to the foot of the plot; the texts, from `top` on, break them."""
    lines, texts, y = [], [], top
    for note in shown:
        x = place(note.on)
        lines.append(line(x, y + 4, x, bottom, colours.QUIET_INK, thick=1.5, dashes=DOTS))
        widest = frame.widest(note.lines)
        start = max(4.0, min(x - 4, width - widest - 4))
        for text in note.lines:
            texts.append(write_on_ground(text, start, y + 12))
            y += LINE_HEIGHT
    return svg.joined((*lines, *texts))
