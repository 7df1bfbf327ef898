"""The made-up authority's files through the real importers: every indicator says what its answer key says.

The key is counted from the lives by plain loops (`synthetic/answer_key.py`), so files, readers, merge,
derivations, engine and catalogue are all judged at once. Nightly does it at full size.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from stonechat.app.council import Council, init_council
from stonechat.app.intake import import_files
from stonechat.app.numbers import Figures
from stonechat.basics.periods import parse_period
from stonechat.sources.reading import Overrides
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, NAME


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((4_000, 3), id="small"),
        pytest.param((62_500, 5), id="full size", marks=pytest.mark.nightly),
    ],
)
def extracts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    children, years = request.param
    out = tmp_path_factory.mktemp("extracts")
    write_authority(out, children, years, seed=11)
    return out


@pytest.fixture(scope="module")
def key(extracts: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((extracts / "answer_key.json").read_text(encoding="utf-8"))
    return found


def imported(root: Path, extracts: Path, *folders: str) -> Figures:
    """The figures of a council that holds what is in these folders."""
    council: Council = init_council(root, AUTHORITY, NAME)
    council.population_file.write_bytes((extracts / "population.csv").read_bytes())
    import_files(council, [extracts / folder for folder in folders], Overrides(authority=AUTHORITY))
    return Figures(council)


@pytest.fixture(scope="module")
def from_returns(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return imported(tmp_path_factory.mktemp("council") / "returns", extracts, "cin", "ssda903")


@pytest.fixture(scope="module")
def from_data_set(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return imported(tmp_path_factory.mktemp("council") / "data_set", extracts, "ssd")


@pytest.fixture(scope="module")
def from_all(extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return imported(tmp_path_factory.mktemp("council") / "all", extracts, "cin", "ssda903", "ssd")


def said(figures: Figures, indicator_id: str, period: str) -> dict[str, list[int | None]]:
    """Numerator and denominator by measure; a value that is not held has neither."""
    values = figures.values(figures.setting.catalogue[indicator_id], parse_period(period))
    return {value.measure: [value.numerator, value.denominator] for value in values}


ONLY_IN_DATA_SET = frozenset({"FD01", "FD02", "FD03", "FD06", "FD10", "FD11", "FD14", "CP09"})
"""What the yearly returns cannot tell: contacts, early help, what a conference decided."""


def differences(figures: Figures, key: dict[str, Any], without: frozenset[str] = frozenset()) -> list[str]:
    """Where an indicator says something else than the key, those named left out."""
    return [
        f"{indicator_id} {period}: {answer} in the key, {found} said"
        for indicator_id, answers in key["figures"].items()
        if indicator_id not in without
        for period, answer in answers.items()
        if (found := said(figures, indicator_id, period)) != answer
    ]


def test_the_indicators_say_what_the_key_says(from_returns: Figures, key: dict[str, Any]) -> None:
    assert differences(from_returns, key, without=ONLY_IN_DATA_SET) == []
    held = {
        (indicator_id, tuple(answer))
        for indicator_id in ONLY_IN_DATA_SET
        for answer in said(from_returns, indicator_id, "FY2024-25").values()
        if answer != [None, None]
    }
    assert held == set()


def test_they_say_it_of_the_data_set_too(from_data_set: Figures, key: dict[str, Any]) -> None:
    """But for second plans: the data set does not say how many plans a child had before."""
    assert {told.split()[0] for told in differences(from_data_set, key)} <= {"CP14"}


def test_they_say_it_of_all_three_together(from_all: Figures, key: dict[str, Any]) -> None:
    assert differences(from_all, key) == []


def test_the_key_has_answers_that_are_not_nothing(key: dict[str, Any]) -> None:
    answers = key["figures"]
    assert len(answers) > 25
    empty = [
        indicator_id
        for indicator_id, periods in answers.items()
        if not any(numerator for answer in periods.values() for numerator, _ in answer.values())
    ]
    assert empty == []


def test_a_wrong_key_is_found_out(from_returns: Figures, key: dict[str, Any]) -> None:
    """The comparison can fail: one child more in one figure is told."""
    wrong = json.loads(json.dumps(key))
    wrong["figures"]["CP11"]["FY2025-26"]["value"][0] += 1
    (told,) = differences(from_returns, wrong, without=ONLY_IN_DATA_SET)
    assert told.startswith("CP11 FY2025-26")
