"""The small made-up authority that Stonechat ships: two census returns and a population file.

The files under `files/` are written by `make` and committed; a test makes them anew and compares.
Run `python -m stonechat.synthetic.shipped` after a change of the generator or of the writer.
"""

from datetime import datetime
from pathlib import Path

from stonechat.sources.cin_census.write import by_child, write
from stonechat.sources.reading import Heading
from stonechat.synthetic.census import Census, rows
from stonechat.synthetic.journeys import episodes

AUTHORITY = "998"  # no authority in England has this code
NAME = "Stonechat Demo Council (made up)"
YEARS = (2025, 2026)
RETURNS = tuple(f"cin_census_{year}.xml" for year in YEARS)
SEED = 20_261_120
REFERRALS = 1_640
POPULATION = {2023: 6_180, 2024: 6_210, 2025: 6_240}
"""Children aged 0 to 17: so many that referrals come at about England's rate."""


def make(folder: Path) -> None:
    """Write the returns and the population figures into the folder. The same bytes every time."""
    folder.mkdir(parents=True, exist_ok=True)
    journeys = episodes(SEED, REFERRALS)
    for year, name in zip(YEARS, RETURNS, strict=True):
        census = Census(AUTHORITY, year)
        write(folder / name, _heading(census), by_child(rows(census, journeys)))
    figures = [f"{AUTHORITY},{mid_year},{number},,\n" for mid_year, number in POPULATION.items()]
    (folder / "population.csv").write_text(
        "authority,mid_year,population,breakdown,category\n" + "".join(figures),
        encoding="utf-8",
        newline="\n",
    )


def _heading(census: Census) -> Heading:
    made_at = datetime(census.year, 6, 20, 9, 30)  # noqa: DTZ001 - as the files of real systems: no zone
    return Heading("cin_census", census.authority, census.year, census.first, census.last, made_at)


if __name__ == "__main__":
    make(Path(__file__).parent / "files")
