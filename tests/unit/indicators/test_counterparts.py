"""Which published number stands beside which measure: what is shipped is sound, a fault has its line."""

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from stonechat.basics.problems import Refused
from stonechat.basics.published_numbers import read_number
from stonechat.indicators.catalogue import Catalogue, load_catalogue
from stonechat.indicators.counterparts import Counterpart, load_counterparts
from stonechat.indicators.measure import Unit, ratio

CATALOGUE = load_catalogue()
SHIPPED = [each for some in load_counterparts(CATALOGUE).values() for each in some]


def test_every_indicator_that_a_published_table_carries_has_its_counterpart() -> None:
    expected = """
        FD15 FD16 FD17 FD20 FD21 FD23 AS01 AS02 AS03 CP04 CP06 CP07 CP08 CP11 CP12 CP13 CP14 CP16 CP17 CP18
        CP19 CP20 CP21 CP24 CN01 CN04 CN07 CN08 CN09 CN10 CN13 CL01 CL03 CL04 CL09 CL10 LV03 LV04 WF14
    """
    assert {each.indicator for each in SHIPPED} == set(expected.split())


def test_a_measure_has_one_counterpart() -> None:
    assert max(Counter((each.indicator, each.measure) for each in SHIPPED).values()) == 1


# an entry of `referrals`, what is said of it, and the line it is said of
FAULTY = [
    ("{indicator: FD99, value: referrals}", "There is no indicator FD99.", 2),
    ("{indicator: FD16, measure: children_, value: referrals}", "FD16 has no measure children_.", 2),
    ("{indicator: FD15, value: referral_rate}", "referrals has no column referral_rate.", 2),
    ("{indicator: FD15, value: referrals, valeu: x}", "There is no key valeu here.", 2),
    ("{indicator: FD15}", "The entry says no value, and nothing to work it out from.", 2),
    ("{indicator: FD17, numerator: [re_referrals]}", "The entry says no value", 2),
    ("{indicator: FD17, numerator: [x], denominator: referrals}", "referrals has no column x.", 2),
    (
        "{indicator: FD15, value: referrals, where: {sex: M}}",
        "The filters of referrals are not all said.",
        2,
    ),
    ("{indicator: FD15, value: referrals, total: {sex: M}}", "referrals has no filter sex.", 2),
    (
        "{indicator: FD15, value: referrals}\n  - {indicator: FD15, value: referrals_child}",
        "FD15 value has a counterpart already.",
        3,
    ),
]


@pytest.mark.parametrize(("entry", "what", "line"), FAULTY)
def test_a_name_that_there_is_not_is_a_problem_with_its_line(
    tmp_path: Path, entry: str, what: str, line: int
) -> None:
    (tmp_path / "mine.yaml").write_text(f"referrals:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_counterparts(CATALOGUE, tmp_path)
    (problem,) = refused.value.problems
    assert what in problem.what
    assert (problem.where.file, problem.where.row) == ("published/mine.yaml", line)


def test_a_table_that_there_is_not_is_a_problem_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("referals:\n  - {indicator: FD15, value: referrals}\n")
    with pytest.raises(Refused, match="Did you mean referrals"):
        load_counterparts(CATALOGUE, tmp_path)


def test_a_definition_of_ones_own_has_no_counterpart(tmp_path: Path) -> None:
    shipped = Path(CATALOGUE["FD20"].file).name
    source = next((Path(__file__).parents[3] / "src").rglob(shipped))
    own = "theme: front_door\nowner: Us\npurpose: Ours.\nreview_by: 2030-01-01\n"
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators" / shipped).write_text(source.read_text() + own, encoding="utf-8")
    found = load_counterparts(load_catalogue(tmp_path))
    assert "FD20" not in found
    assert "FD21" in found


# ---------------------------------------------------------------- against the published files, read by csv


FILES = {
    "referrals": "c1_",
    "referral_sources": "c5_",
    "assessments": "c2_",
    "enquiries_and_conferences": "c4_",
    "protection_plans": "d1_",
    "repeat_plans": "d3_",
    "open_plan_duration": "d5_",
    "ended_plan_duration": "d7_",
    "plan_reviews": "d6_",
    "plans_open_abuse": "d4_",
    "children_in_need": "b1_",
    "child_in_need_plans": "b7_",
    "ended_episode_duration": "b5_",
    "open_episode_duration": "b4_",
    "primary_need": "b3_",
    "looked_after": "cla_number",
    "placement_stability": "la_cla_placement",
    "leavers_accommodation": "la_care_leavers",
    "workforce": "csww_",
}
"""The file of each table, by how its name begins: said here again, not taken from the product."""


@cache
def rows(shared: Path, table: str) -> list[dict[str, str]]:
    (path,) = (shared / "data" / "published").rglob(f"{FILES[table]}*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{spelt(name): cell for name, cell in row.items()} for row in csv.DictReader(file)]


def spelt(name: str) -> str:
    plain = name.lower().replace("2years+", "2_years_or_more").replace("+", "_or_more")
    return "".join(letter if letter.isalnum() else "_" for letter in plain)


def of_breakdown(
    shared: Path, each: Counterpart, breakdown: str | None
) -> dict[tuple[str, str], dict[str, str]]:
    wanted = dict(part.split("=", 1) for part in breakdown.split("; ")) if breakdown else {}
    return {
        (row["time_period"], row["old_la_code"]): row
        for row in rows(shared, each.table)
        if row["geographic_level"] == "Local authority" and wanted.items() <= row.items()
    }


@pytest.mark.parametrize("each", SHIPPED, ids=lambda each: f"{each.indicator} {each.measure}")
def test_the_published_table_has_a_number_for_nearly_every_authority_and_year(
    shared: Path, each: Counterpart
) -> None:
    found = of_breakdown(shared, each, each.breakdown)
    columns = [each.value] if each.value else each.numerator
    numbers = [row[column] for row in found.values() for column in columns if column]
    assert len(found) > 400
    assert sum(read_number(text) is not None for text in numbers) > 0.6 * len(numbers)


WITH_BOTH = [each for each in SHIPPED if each.value and each.denominator]
NOT_OF_ALL = {("LV03", "value"), ("LV04", "value"), ("CL09", "value"), ("CL10", "value")}
"""Published without decimals."""


@pytest.mark.parametrize("each", WITH_BOTH, ids=lambda each: f"{each.indicator} {each.measure}")
def test_the_published_value_is_its_numerator_over_its_denominator(
    shared: Path, each: Counterpart, catalogue: Catalogue = CATALOGUE
) -> None:
    tops = of_breakdown(shared, each, each.breakdown)
    bottoms = of_breakdown(shared, each, each.total_breakdown)
    unit = next(m.unit for m in catalogue[each.indicator].latest.measures if m.name == each.measure)
    assert unit is Unit.PERCENT
    agree = differ = 0
    for key, row in tops.items():
        numbers = [read_number(row[column]) for column in each.numerator]
        bottom = read_number(bottoms[key][each.denominator or ""])
        said = read_number(row[each.value or ""])
        if said is None or bottom is None or None in numbers:
            continue
        ours = ratio(unit, sum((n for n in numbers if n is not None), Decimal(0)), bottom)
        slack = Decimal("0.51") if (each.indicator, each.measure) in NOT_OF_ALL else Decimal("0.06")
        if ours is not None and abs(ours - said) <= slack:
            agree += 1
        else:
            differ += 1
    assert agree > 300
    assert differ <= agree / 100
