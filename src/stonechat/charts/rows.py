"""Charts that are rows of a name and a picture: names at the left where there is room, else above."""

from dataclasses import dataclass

from stonechat.charts import lettering, svg
from stonechat.charts.drawing import NARROW
from stonechat.charts.frame import LINE_HEIGHT
from stonechat.charts.lettering import NORMAL, SMALL, write_on_ground
from stonechat.charts.svg import Markup

NAME_ROOM = 250
"""How much of a wide chart the names take at most."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a chart stand. `names_above` is the narrow layout."""

    width: float
    name_room: float
    names_above: bool
    top: float

    @property
    def left(self) -> float:
        """Where the pictures begin."""
        return 2.0 if self.names_above else self.name_room + 12

    def lines(self, name: str, size: float = NORMAL) -> tuple[str, ...]:
        """The name in lines that fit."""
        return lettering.wrapped(name, size, self.name_room)

    def name(self, lines: tuple[str, ...], y: float, tall: float) -> Markup:
        """The lines from `y` on: above the picture, or beside it and centred on its height."""
        above = 0.0 if self.names_above else max(0.0, (tall - len(lines) * LINE_HEIGHT) / 2)
        return svg.joined(
            write_on_ground(line, 0, y + above + 12 + place * LINE_HEIGHT, self.size)
            for place, line in enumerate(lines)
        )

    @property
    def size(self) -> float:
        """The size of names."""
        return SMALL if self.names_above else NORMAL


def rows(width: int, names: tuple[str, ...], top: float = 0.0) -> Rows:
    """The layout for these names: as much room as the widest needs, up to `NAME_ROOM`."""
    if width <= NARROW:
        return Rows(width, width - 4, names_above=True, top=top)
    widest = max((lettering.width(name, NORMAL) for name in names), default=0.0)
    return Rows(width, min(widest + 2, NAME_ROOM), names_above=False, top=top)
