"""The figures in the pages that explain: each row of their tables is worked out again."""

from pathlib import Path

import pytest
from tests.docs.pages import PROJECT
from tests.unit.analysis import published_places as real

from stonechat.analysis.funnel import Funnel, Standing, funnel
from stonechat.analysis.intervals import interval_of
from stonechat.analysis.recording import check_recording
from stonechat.analysis.small_numbers import told
from stonechat.analysis.words_of_places import of_interval
from stonechat.indicators.measure import Unit, ratio

EXPLANATION = PROJECT / "docs" / "explanation"
MEASURES = {
    "referral rate": (real.referral_rates, Unit.PER_10K),
    "re-referrals": (real.re_referrals, Unit.PERCENT),
    "repeat plans": (real.repeat_plans, Unit.PERCENT),
    "three placements": (real.three_placements, Unit.PERCENT),
}
FAR = (Standing.FAR_ABOVE, Standing.FAR_BELOW)


def tables(page: str) -> list[dict[str, str]]:
    """Every row of every table of the page, by its heading."""
    rows: list[dict[str, str]] = []
    heading: list[str] = []
    for line in (EXPLANATION / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            heading = []
        elif not heading:
            heading = cells
        elif not set(line) <= set("|-: "):
            rows.append(dict(zip(heading, cells, strict=True)))
    return rows


def count(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize(
    "row", tables("small-numbers.md"), ids=lambda row: f"{row['children']} of {row['out of']}"
)
def test_a_small_number_is_told_as_the_page_says(row: dict[str, str]) -> None:
    part, whole = count(row["children"]), count(row["out of"])
    assert told(Unit.PERCENT, ratio(Unit.PERCENT, part, whole), part, whole) == row["is told as"]
    if "interval" in row:
        found = interval_of(Unit.PERCENT, part, whole)
        assert found is not None
        assert of_interval(Unit.PERCENT, found, whole) == row["interval"]


def test_the_page_of_small_numbers_has_both_tables() -> None:
    assert ["interval" in row for row in tables("small-numbers.md")] == [False] * 4 + [True] * 5


def test_the_page_names_every_measure() -> None:
    assert [row["measure, 2025"] for row in tables("comparing-places.md")] == list(MEASURES)


@pytest.mark.parametrize("row", tables("comparing-places.md"), ids=lambda row: row["measure, 2025"])
def test_authorities_differ_as_the_page_says(shared: Path, row: dict[str, str]) -> None:
    places, unit = MEASURES[row["measure, 2025"]]
    found = funnel(places(shared / "data" / "published"), unit)
    assert isinstance(found, Funnel)
    beyond = [sum(getattr(each, by) in FAR for each in found.places) for by in ("by_chance", "standing")]
    chance, spread = (100 * number / len(found.places) for number in beyond)
    phi = f"{found.phi:.0f}" if found.phi >= 100 else f"{found.phi:.1f}"
    assert list(row.values())[1:] == [phi, f"{chance:.0f}%", f"{spread:.1f}%"]


def test_as_many_authorities_are_to_be_checked_as_the_page_says(shared: Path) -> None:
    found = check_recording(real.referral_rates(shared / "data" / "published"))
    assert found is not None
    assert len(found.unusual) == 11
    assert "referral rates of eleven authorities" in (EXPLANATION / "comparing-places.md").read_text()
