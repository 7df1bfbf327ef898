"""Indicator values equal counts made from the raw files by a few independent lines."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from tests.functional.commands import Command
from tests.functional.raw_census import Raw, months_later, working_days
from tests.small_authority import CHILDREN

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
POPULATION = CHILDREN


def in_year(day: date | None) -> bool:
    return day is not None and FIRST <= day <= LAST


@pytest.fixture(scope="module")
def raw(two_censuses: tuple[Path, ...]) -> Raw:
    return Raw.of(two_censuses)


def referred(raw: Raw) -> list:
    return [episode for episode in raw.latest if in_year(episode.referred)]


def re_referred(raw: Raw) -> list:
    earlier = {}
    for episode in raw.latest:
        earlier.setdefault(episode.child, []).append(episode.referred)
    return [
        episode
        for episode in referred(raw)
        if any(before < episode.referred <= months_later(before, 12) for before in earlier[episode.child])
    ]


def in_need(raw: Raw) -> list:
    return [e for e in raw.latest if not e.nfa and e.reason not in ("RC8", "RC9")]


def ended(raw: Raw) -> list:
    return [e for e in in_need(raw) if in_year(e.closed)]


def authorised(raw: Raw) -> list:
    return [event for event in raw.events("assessments") if in_year(event[3])]


def conferences(raw: Raw) -> list:
    return [event for event in raw.conferences() if in_year(event[3])]


def plans_started(raw: Raw) -> list:
    return [event for event in raw.events("plans") if in_year(event[2])]


def children_on_a_plan(raw: Raw) -> set:
    return {e[0] for e in raw.events("plans") if e[2] <= LAST and (e[3] is None or e[3] > LAST)}


COUNTS = {
    "FD15": (lambda raw: len(referred(raw)), POPULATION),
    "FD17": (lambda raw: len(re_referred(raw)), lambda raw: len(referred(raw))),
    "FD20": (lambda raw: sum(e.nfa for e in referred(raw)), lambda raw: len(referred(raw))),
    "FD21": (
        lambda raw: sum(e.reason in ("RC8", "RC9") for e in referred(raw)),
        lambda raw: len(referred(raw)),
    ),
    "AS02": (
        lambda raw: sum(working_days(e[1], e[3]) <= 45 for e in authorised(raw)),
        lambda raw: len(authorised(raw)),
    ),
    "CP04": (lambda raw: sum(in_year(e[2]) for e in raw.events("enquiries")), POPULATION),
    "CP07": (lambda raw: len(conferences(raw)), POPULATION),
    "CP08": (
        lambda raw: sum(working_days(e[2], e[3]) <= 15 for e in conferences(raw) if e[2]),
        lambda raw: sum(e[2] is not None for e in conferences(raw)),
    ),
    "CP11": (lambda raw: len(children_on_a_plan(raw)), POPULATION),
    "CP14": (lambda raw: sum(e[4] >= 1 for e in plans_started(raw)), lambda raw: len(plans_started(raw))),
    "CN01": (
        lambda raw: sum(e.referred <= LAST and (e.closed is None or e.closed > LAST) for e in in_need(raw)),
        POPULATION,
    ),
    "CN07": (
        lambda raw: sum(e.closed <= months_later(e.referred, 3) for e in ended(raw)),
        lambda raw: len(ended(raw)),
    ),
}


@pytest.mark.parametrize("indicator", COUNTS)
def test_the_value_equals_an_independent_count(run: Command, council: Path, raw: Raw, indicator: str) -> None:
    count, below = COUNTS[indicator]
    numerator = count(raw)
    denominator = below if isinstance(below, int) else below(raw)
    said = run("indicators", "value", indicator, "--period", "FY2025-26", "--folder", council, "--json").json
    value = said["values"][0]
    scale = 10_000 if below == POPULATION else 100
    expected = (Decimal(numerator) * scale / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert numerator > 0
    assert (value["numerator"], value["denominator"], Decimal(str(value["value"]))) == (
        numerator,
        denominator,
        expected,
    )


def test_referrals_and_children_referred(run: Command, council: Path, raw: Raw) -> None:
    said = run("indicators", "value", "FD16", "--period", "FY2025-26", "--folder", council, "--json").json
    values = [value["value"] for value in said["values"]]
    assert values == [len(referred(raw)), len({e.child for e in referred(raw)})]


def test_the_median_assessment(run: Command, council: Path, raw: Raw) -> None:
    days = sorted(working_days(e[2], e[3]) for e in authorised(raw))
    middle = (Decimal(days[(len(days) - 1) // 2]) + days[len(days) // 2]) / 2
    said = run("indicators", "value", "AS03", "--period", "FY2025-26", "--folder", council, "--json").json
    median = next(value for value in said["values"] if "median" in value["measure"])
    assert Decimal(str(median["value"])) == middle.quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.mark.parametrize("number", range(4, 13))
def test_each_month_equals_an_independent_count(run: Command, council: Path, raw: Raw, number: int) -> None:
    month = [e for e in raw.latest if (e.referred.year, e.referred.month) == (2025, number)]
    said = run("indicators", "value", "FD16", "--period", f"2025-{number:02}", "--folder", council, "--json")
    assert said.json["values"][0]["value"] == len(month)


def test_referrals_by_source_and_sex_add_up_to_the_total(run: Command, council: Path, raw: Raw) -> None:
    said = run(
        "indicators",
        "value",
        "FD16",
        "--period",
        "FY2025-26",
        "--by",
        "source",
        "--folder",
        council,
        "--json",
    ).json
    by_source: dict[str | None, int] = {}
    for episode in referred(raw):
        source = episode.source or None
        by_source[source] = by_source.get(source, 0) + 1
    measure = said["values"][0]["measure"]
    found = {
        value["category"]: value["value"]
        for value in said["values"]
        if value["breakdown"] == "source" and value["measure"] == measure
    }
    assert found == by_source


def test_a_file_made_by_others_counts_the_same(run: Command, shared: Path, tmp_path: Path) -> None:
    """The validator's made-up census: its reference date is wrong, so it needs --year to be imported."""
    path = shared / "data" / "extracts" / "cin_census_validator_samples" / "fake_CIN_data.xml"
    run("init", tmp_path / "council")
    refused = run("import", path, "--folder", tmp_path / "council", "--json")
    assert refused.code == 1
    assert "question" in {problem["severity"] for problem in refused.json["files"][0]["problems"]}
    said = run("import", path, "--year", "2022", "--folder", tmp_path / "council", "--json").json
    tables = said["files"][0]["tables"]
    assert (tables["person"]["read"], tables["cin_episodes"]["read"]) == (332, 402)

    raw = Raw.of([path])
    year = [e for e in raw.latest if date(2021, 4, 1) <= e.referred <= date(2022, 3, 31)]
    words = ("--period", "FY2021-22", "--folder", tmp_path / "council", "--json")
    referrals = run("indicators", "value", "FD16", *words).json["values"]
    assert [value["value"] for value in referrals] == [len(year), len({e.child for e in year})]
    nfa = run("indicators", "value", "FD20", *words).json["values"][0]
    assert (nfa["numerator"], nfa["denominator"]) == (sum(e.nfa for e in year), len(year))
