"""Where our definitions differ from the official ones, from `deviations.yaml`.

`python -m stonechat.indicators.deviations FILE` writes the two tables of docs/deviations.md, between marks
that are there already; a test fails when they are not these.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stonechat.indicators.schema import Strict, Text, check
from stonechat.indicators.yaml_file import read

FILE = Path(__file__).parent / "deviations.yaml"


class _GeneralSpec(Strict):
    difference: Text
    why: Text
    effect: Text


class _SingleSpec(Strict):
    of: list[Text]
    official: Text
    ours: Text
    effect: Text


class _FileSpec(Strict):
    all: list[_GeneralSpec]
    single: list[_SingleSpec]


@dataclass(frozen=True, slots=True)
class General:
    """A difference that all indicators have, why, and what it does to figures."""

    difference: str
    why: str
    effect: str


@dataclass(frozen=True, slots=True)
class Deviation:
    """What the official definition of some indicators says, what ours says, and what that does."""

    of: tuple[str, ...]
    official: str
    ours: str
    effect: str


@dataclass(frozen=True, slots=True)
class Deviations:
    """All that are known."""

    all: tuple[General, ...]
    single: tuple[Deviation, ...]

    def of(self, indicator_id: str) -> tuple[Deviation, ...]:
        """Those of one indicator, beside those of all."""
        return tuple(one for one in self.single if indicator_id in one.of)


@cache
def load_deviations() -> Deviations:
    """The file's content. `Refused`, with line, for a key that there is not or one that is missing."""
    document = read(FILE, FILE.name)
    found = check(_FileSpec, document.data, document)
    return Deviations(
        tuple(General(**one.model_dump()) for one in found.all),
        tuple(Deviation(tuple(one.of), one.official, one.ours, one.effect) for one in found.single),
    )


# ---------------------------------------------------------------- the page


def page_with_tables(page: str) -> str:
    """The page with what stands between its marks made anew."""
    known = load_deviations()
    general = [(one.difference, one.why, one.effect) for one in known.all]
    single = [(", ".join(one.of), one.official, one.ours, one.effect) for one in known.single]
    page = _filled(page, "all", ("difference", "why", "effect"), general)
    return _filled(page, "single", ("indicator", "official", "ours", "effect"), single)


def _filled(page: str, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    marks = re.compile(rf"(<!-- {name}: [^\n]*-->\n).*?(\n<!-- end -->)", re.DOTALL)
    table = "\n".join(_markdown(headings, rows))
    filled, times = marks.subn(lambda found: f"{found[1]}\n{table}\n{found[2]}", page)
    if times != 1:
        raise ValueError(f"the page has {times} pairs of marks for the table {name}")
    return filled


def _markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page_with_tables(target.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
