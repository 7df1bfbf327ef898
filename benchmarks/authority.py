"""A large made-up authority to measure with, and the same many times over.

The children come from `stonechat.synthetic`; here they are only made numerous. Nothing is measured here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from stonechat.model.table import Values
from stonechat.sources.cin_census import FORMAT
from stonechat.sources.formats import ChildRows
from stonechat.sources.reading import Heading
from stonechat.synthetic import census, journeys

AUTHORITY = "999"
SEED = 20250331
YEARS = range(2022, 2027)
REFERRALS, CHILDREN_LIVING = 38_500, 148_000
"""Five years of an authority larger than nine in ten, at England's 520 referrals a year per 10,000."""


def episodes(referrals: int = REFERRALS) -> list[journeys.Episode]:
    """About so many episodes of need over five years."""
    # The demo tells three years; the same journeys are drawn over five here.
    journeys.FIRST_DAY, journeys.LAST_DAY = date(YEARS[0] - 1, 4, 1), date(YEARS[-1], 3, 31)
    return journeys.episodes(SEED, referrals)


def write_return(
    path: Path, year: int, made: Iterable[journeys.Episode], children: int | None = None
) -> None:
    """Write the census of the year that ends on 31 March; only the first so many children, if said."""
    asked = census.Census(AUTHORITY, year)
    heading = Heading(FORMAT.name, AUTHORITY, year, asked.first, asked.last, datetime(year, 6, 1, 12, 0))  # noqa: DTZ001  as in the files
    FORMAT.write(path, heading, islice(_by_child(census.rows(asked, made)), children))


def _by_child(rows: census.TypedRows) -> Iterator[ChildRows]:
    """The rows of each child together; a child's rows follow each other, the child itself first."""
    one: dict[str, list[Values]] = {}
    for table, values in rows:
        if table == "person" and one:
            yield one
            one = {}
        one.setdefault(table, []).append(values)
    if one:
        yield one


def enlarge(small: Path, large: Path, size: int) -> int:
    """Repeat the children of a census file, with other identifiers, until it has about `size` bytes.

    The number of children in it.
    """
    text = small.read_bytes()
    start, end = text.index(b"<Children>") + len(b"<Children>"), text.rindex(b"</Children>")
    children = text[start:end]
    turns = max(1, round(size / len(children)))
    with large.open("wb") as file:
        file.write(text[:start])
        for turn in range(turns):
            file.write(children.replace(b"<LAchildID>", b"<LAchildID>%dX" % turn))
        file.write(text[end:])
    return turns * children.count(b"<LAchildID>")


def write_population(path: Path) -> None:
    """Figures to divide by, for every mid-year that five years of returns ask about."""
    lines = ["authority,mid_year,population,breakdown,category"]
    lines += [f"{AUTHORITY},{year},{CHILDREN_LIVING},," for year in range(YEARS[0] - 2, YEARS[-1] + 1)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
