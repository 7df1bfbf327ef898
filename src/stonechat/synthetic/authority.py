"""Writes a whole made-up authority as real files, by our own writers: the front door of this room.

The same children, years and seed give the same bytes. Next: `everyone.py` for the lives,
`cin_return.py` and its siblings for what each file holds of them.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path

from stonechat.sources.cin_census.write import write as write_census
from stonechat.sources.reading import Heading
from stonechat.sources.ssd.write import write_folder
from stonechat.sources.ssda903.write import write as write_looked_after
from stonechat.synthetic import cin_return, ssd_extract, ssda903_return
from stonechat.synthetic.answer_key import write_answer_key
from stonechat.synthetic.everyone import lives
from stonechat.synthetic.lives import Life
from stonechat.synthetic.population_file import write_population
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, MEDIAN_POPULATION, Scale
from stonechat.synthetic.window import Rows, Window, year_of
from stonechat.synthetic.workforce import Workforce, workforce

CENSUS, LOOKED_AFTER = "cin_census", "ssda903"
YEARS, SEED = 5, 20_261_120

Progress = Callable[[str], None]
"""Told in words what is being done."""


def write_authority(
    out: Path,
    children: int = MEDIAN_POPULATION,
    years: int = YEARS,
    seed: int = SEED,
    progress: Progress = lambda _: None,
    *,
    about: Path | None = None,
) -> tuple[Path, ...]:
    """Write the authority's files below `out`, and give the paths of its returns: files, and folders.

    cin/cin_<year>.xml and ssda903/<year>/ for each year, ssd/ of six years. What is no return,
    population.csv and answer_key.json, goes into the folder `about`, which is `out` unless it is named.
    Nothing else there is touched. ValueError for a number of children or years that there cannot be.
    """
    scale = Scale(children, years, seed)
    with _not_looking_for_cycles():
        return tuple(_written(out, about or out, scale, progress))


def _written(out: Path, about: Path, scale: Scale, progress: Progress) -> Iterator[Path]:
    progress("Making up the children")
    everyone = list(lives(scale))
    known = [life for life in everyone if life.episodes]
    workers = workforce(scale, known)
    for year in scale.collection_years:
        progress(f"Writing the returns of {year}")
        yield _write_census(out, year, known)
        yield _write_looked_after(out, year, known, workers)
    progress("Writing the standard safeguarding data set")
    yield _write_data_set(out, scale, everyone, workers)
    progress("Writing the population figures and the answer key")
    about.mkdir(parents=True, exist_ok=True)
    write_population(about / "population.csv", scale)
    write_answer_key(about / "answer_key.json", scale, everyone, workers)


@contextmanager
def _not_looking_for_cycles() -> Iterator[None]:
    """Lives are a million small objects without a cycle; looking for one takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_census(out: Path, year: int, known: Iterable[Life]) -> Path:
    path, window = out / "cin" / f"cin_{year}.xml", year_of(year)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (cin_return.rows_of(life, window) for life in known)
    write_census(path, _heading(CENSUS, window), _only(rows))
    return path


def _write_looked_after(out: Path, year: int, known: Iterable[Life], workers: Workforce) -> Path:
    path, window = out / LOOKED_AFTER / str(year), year_of(year)
    rows = (
        ssda903_return.rows_of(life, window, workers.of(life.child.person_id)) for life in known if life.stays
    )
    write_looked_after(path, _heading(LOOKED_AFTER, window), _only(rows))
    return path


def _write_data_set(out: Path, scale: Scale, everyone: Iterable[Life], workers: Workforce) -> Path:
    """The extract of six years to the last day, with those too about whom there were only contacts."""
    path, window = out / "ssd", Window(scale.extract_first, LAST_DAY)
    children = _only(ssd_extract.rows_of(life, window, workers) for life in everyone)
    rows = ssd_extract.in_order([ssd_extract.workforce_rows(workers, window)])
    write_folder(chain(rows, ssd_extract.in_order(children)), path)
    return path


def _only(rows: Iterable[Rows | None]) -> Iterable[Rows]:
    return (each for each in rows if each is not None)


def _heading(name: str, window: Window) -> Heading:
    made_at = datetime(window.last.year, 6, 20, 9, 30)  # noqa: DTZ001 - as the files of real systems: no zone
    return Heading(name, AUTHORITY, window.last.year, window.first, window.last, made_at)
