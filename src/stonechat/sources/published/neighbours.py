"""The statistical neighbours model: for each authority its ten nearest, in the published order.

The file does not say which year's model it is: a person does (`--year`), or else its name is believed and
that is told.
"""

import re
from dataclasses import dataclass, field
from itertools import count, takewhile

from stonechat.basics.authorities import authorities
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.published import NEIGHBOURS
from stonechat.model.table import Values
from stonechat.sources.published.received import FORMAT_NAME, Cells, Received, RowFault
from stonechat.sources.reading import Findings, Overrides, Release

TABLE = NEIGHBOURS.name
AUTHORITY = "old_la_code"


def is_ours(columns: tuple[str, ...]) -> bool:
    """Whether these are columns of the model: neighbours and how close each is."""
    return {AUTHORITY, "sn_1", "sn_1p"} <= set(columns)


def prepare(source: Received, said: Overrides, findings: Findings) -> "Reader":
    """The reader of the file's rows."""
    places = tuple(f"sn_{n}" for n in _counted(source.columns))
    return Reader(places, _year(source, said, findings))


def _counted(columns: tuple[str, ...]) -> list[int]:
    """1, 2, 3 … as far as there are columns of neighbours."""
    return list(takewhile(lambda n: f"sn_{n}" in columns, count(1)))


def _year(source: Received, said: Overrides, findings: Findings) -> int | None:
    if said.year is not None:
        return said.year
    named = re.search(r"(?<!\d)(20\d\d)(?!\d)", source.file)
    year = int(named[1]) if named else None
    what = "The file does not say which year's model it is"
    severity, then = (
        (Severity.NOTE, f"; its name says {year}, which was believed.")
        if year
        else (Severity.WARNING, ", nor does its name.")
    )
    fix = "If that is wrong, import it with --year." if year else "Import it with --year."
    findings.add(Problem(what + then, fix, severity, "model_year", Where(source.file)))
    return year


@dataclass(slots=True)
class Reader:
    """Makes one row for each neighbour. `places` are the columns of neighbours, in order."""

    places: tuple[str, ...]
    year: int | None
    table_name: str = TABLE
    _seen: set[str] = field(default_factory=set)

    def release(self, said: Overrides) -> Release:
        """The model, by its year."""
        year = str(self.year or "")
        title = "statistical neighbours"
        return Release(
            FORMAT_NAME, TABLE, title, "Children's services statistical neighbours", year, year, said.made_at
        )

    def parse(self, cells: Cells) -> list[Values]:
        """The neighbours of one authority. `RowFault` for a code that is not known, or an authority twice."""
        authority = _code(AUTHORITY, cells[AUTHORITY])
        if authority in self._seen:
            what = "The authority stands in the file twice; the first counts."
            raise RowFault("row_twice", AUTHORITY, what, "Download the file again.")
        self._seen.add(authority)
        return [
            (self.year, authority, _code(place, cells[place]), position, cells.get(f"{place}p") or None)
            for position, place in enumerate(self.places, 1)
        ]


def _code(column: str, text: str) -> str:
    if text not in authorities():
        what = f"{column} is not the three-digit code of an authority that is known."
        raise RowFault("authority_code", column, what, "Download the file again.")
    return text
