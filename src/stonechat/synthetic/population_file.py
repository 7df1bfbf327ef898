"""The authority's population figures, as rates are divided by them: children aged 0 to 17 at mid-year."""

from collections.abc import Iterator
from pathlib import Path

from stonechat.indicators.breakdowns import AGE_BANDS
from stonechat.synthetic import rates
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, Scale

_HEADER = "authority,mid_year,population,breakdown,category\n"
_OLDEST = 17


def write_population(path: Path, scale: Scale) -> None:
    """One figure for each mid-year that a file reaches, and the same by age band, sex and ethnic group."""
    first = min(scale.first_day, scale.extract_first).year - 1
    lines = [line for year in range(first, LAST_DAY.year + 1) for line in _lines(scale, year)]
    path.write_text(_HEADER + "".join(lines), encoding="utf-8", newline="\n")


def _lines(scale: Scale, year: int) -> Iterator[str]:
    yield f"{AUTHORITY},{year},{scale.children},,\n"
    for breakdown, shares in _breakdowns().items():
        for category, number in _whole(scale.children, shares).items():
            yield f"{AUTHORITY},{year},{number},{breakdown},{category}\n"


def _breakdowns() -> dict[str, dict[str, float]]:
    """Shares of the population. Nobody's ethnic group is unknown to a census of the population."""
    known = {code: share for code, share in rates.ETHNICITIES.weights.items() if code not in ("REFU", "NOBT")}
    return {"age_band": _ages(), "sex": rates.SEXES.weights, "ethnicity": known}


def _ages() -> dict[str, float]:
    """Years of age in each band; the unborn are in no population."""
    return {
        band.label: (_OLDEST if band.last is None else band.last) - band.first + 1
        for band in AGE_BANDS
        if band.first is not None
    }


def _whole(total: int, shares: dict[str, float]) -> dict[str, int]:
    """The total in whole numbers by shares; what rounding leaves over goes to the largest."""
    all_shares = sum(shares.values())
    found = {category: int(total * share / all_shares) for category, share in shares.items()}
    largest = max(found, key=lambda category: found[category])
    found[largest] += total - sum(found.values())
    return found
