"""Which CSV files are one return: those of one folder whose names say the same but for the table.

`2017-episodes.csv` and `2017-header.csv` belong together and `2018-header.csv` does not; what a file holds
is known from its content, so an unusual name only costs the grouping. Workbooks and XML are a return each.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from stonechat.sources.formats import FileSet

NAMES = {
    "header": ("header", "headers"),
    "episodes": ("episodes", "episode"),
    "uasc": ("uasc",),
    "reviews": ("reviews", "review"),
    "oc2": ("oc2",),
    "oc3": ("oc3",),
    "ad1": ("ad1",),
    "placed_for_adoption": ("placed_for_adoption", "placed_adoption", "placedadoption", "should_be_placed"),
    "previous_permanence": ("previous_permanence", "prev_perm", "prevperm", "permanence"),
    "missing": ("missing",),
    "sw_episodes": ("sw_episodes", "swepisodes", "social_worker", "sw_episode"),
    "dolo": ("dolo", "dol"),
}
"""How systems name the file of each table, the longest that fits being taken."""


def sets(paths: Iterable[Path], table_of: Callable[[Path], str | None]) -> list[FileSet]:
    """The files as returns. `table_of` says which table a CSV file is, None for what is a return itself."""
    groups: dict[tuple[Path, str], list[Path]] = {}
    alone: list[FileSet] = []
    for path in paths:
        table = table_of(path)
        if table is None:
            alone.append(FileSet(path.name, (path,)))
        else:
            groups.setdefault((path.parent, around(path.stem, table)), []).append(path)
    found = [FileSet(_name(folder, rest, some), tuple(some)) for (folder, rest), some in groups.items()]
    return [*found, *alone]


def around(stem: str, table: str) -> str:
    """What a file's name says besides the table: `2017-` for `2017-episodes`."""
    plain = re.sub(r"[\s-]+", "_", stem.lower())
    for name in sorted(NAMES[table], key=len, reverse=True):
        before, found, after = plain.rpartition(name)
        if found:
            return f"{before}*{after}"
    years = re.search(r"(?:19|20)\d\d", plain)
    return f"{years[0]}*" if years else "*"


def year_in(name: str) -> int | None:
    """The one year that a file's name holds; None for none or several."""
    years = set(re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name))
    return int(years.pop()) if len(years) == 1 else None


def _name(folder: Path, rest: str, paths: list[Path]) -> str:
    if len(paths) == 1:
        return paths[0].name
    return f"{folder.name}/{rest}.csv"
