"""Reading SSDA903 CSV files into typed, checked rows, against `csv.reader` over the same bytes."""

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from measure import MEGABYTE, Cost, Results, in_process, times, workplace
from stonechat.sources import registry
from stonechat.sources.reading import Overrides
from stonechat.sources.ssda903.layout import every_table

CHILDREN = 20_000
EPISODES_OF_A_CHILD = 5
FIRST = date(2024, 4, 1)


def run() -> Results:
    """100,000 episodes of 20,000 children, in this process."""
    results = Results(f"SSDA903 of {CHILDREN * EPISODES_OF_A_CHILD:,} episodes")
    with workplace() as folder:
        files = _write(folder)
        size = sum(file.stat().st_size for file in files) / MEGABYTE
        bare = in_process(lambda: _parse(files), times=5)
        rows = _check(files)
        check = in_process(lambda: _check(files), times=5)
        what = f"check, {rows:,} rows, {size:.1f} MB"
        results.add(what, "csv.reader", _said(check, bare))
    return results


def _write(folder: Path) -> list[Path]:
    random_ = random.Random(903)  # noqa: S311  the same made-up files each time
    children = [str(100_000 + number) for number in range(CHILDREN)]
    header = ((child, "1", _day(_born(random_)), "WBRI", "", "0", "") for child in children)
    episodes = (line for child in children for line in _episodes(child, random_))
    made = {"header": header, "episodes": episodes}
    for name, lines in made.items():
        with (folder / f"2024-{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((every_table()[name].names, *lines))
    return [folder / f"2024-{name}.csv" for name in made]


def _episodes(child: str, random_: random.Random) -> Iterator[tuple[str, ...]]:
    """A period of care: each episode but the last leads to the next."""
    days = sorted(random_.sample(range(360), EPISODES_OF_A_CHILD + 1))
    for number, (start, end) in enumerate(pairwise(days)):
        is_last = number == EPISODES_OF_A_CHILD - 1
        place = f"AB{random_.randint(1, 99)} {random_.randint(1, 9)}CD"
        yield (
            child,
            _day(FIRST + timedelta(days=start)),
            "P" if number else "S",
            "C2",
            "N1",
            "U6",
            "PR1",
            "" if is_last else _day(FIRST + timedelta(days=end)),
            "" if is_last else "X1",
            "" if is_last else "CARPL",
            place,
            place,
            str(random_.randint(1_000_000, 9_999_999)),
        )


def _born(random_: random.Random) -> date:
    return date(2010, 1, 1) + timedelta(days=random_.randrange(5_000))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _parse(files: list[Path]) -> None:
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file):
                pass


def _check(files: list[Path]) -> int:
    (found,) = registry.grouped(files)
    return sum(1 for _ in registry.read(found, Overrides("998")).rows)


def _said(cost: Cost, bare: Cost) -> str:
    return f"{times(cost.over(bare))}; {cost.cpu:.2f} s against {bare.cpu:.2f} s of CPU"
