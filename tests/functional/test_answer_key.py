"""The made-up authority's files through the real importers: every indicator says what its answer key says.

The key is counted from the lives by plain loops (`synthetic/answer_key.py`), so files, readers, merge,
derivations, engine and catalogue are all judged at once. Nightly does it at full size.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from stonechat.app.council import init_council
from stonechat.app.figures import current_setting
from stonechat.app.intake import import_files
from stonechat.basics.periods import parse_period
from stonechat.indicators.plan import values
from stonechat.pipeline.results import engine
from stonechat.sources.reading import Overrides
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, NAME

ONLY_IN_DATA_SET = frozenset({"FD01", "FD02", "FD03", "FD06", "FD10", "FD11", "FD14", "CP09"})
"""What the yearly returns cannot tell: contacts, early help, what a conference decided."""
NOT_IN_DATA_SET = frozenset({"CP14"})
"""What the data set cannot tell: how many protection plans a child had before."""
NOT_HELD = [None, None]

Key = dict[str, Any]
Answers = dict[tuple[str, str], dict[str, list[int | None]]]
"""By indicator and period: numerator and denominator by measure, `NOT_HELD` for what is not held."""


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
def key(extracts: Path) -> Key:
    found: Key = json.loads((extracts / "answer_key.json").read_text(encoding="utf-8"))
    return found


def said(root: Path, extracts: Path, key: Key, *folders: str) -> Answers:
    """What the indicators say of everything that the key answers, once these folders are imported."""
    council = init_council(root, AUTHORITY, NAME)
    council.population_file.write_bytes((extracts / "population.csv").read_bytes())
    import_files(council, [extracts / folder for folder in folders], Overrides(authority=AUTHORITY))
    setting = current_setting(council)
    asked = [(indicator_id, period) for indicator_id, some in key["figures"].items() for period in some]
    plans = [setting.plan(setting.catalogue[one], parse_period(period), None) for one, period in asked]
    found = values(plans, engine(council.folder, setting.snapshot).answer)
    return {
        one: {value.measure: [value.numerator, value.denominator] for value in some}
        for one, some in zip(asked, found, strict=True)
    }


@pytest.fixture(scope="module")
def from_all(extracts: Path, key: Key, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    root = tmp_path_factory.mktemp("council") / "all"
    return said(root, extracts, key, "cin", "ssda903", "ssd")


def differences(answers: Answers, key: Key, without: frozenset[str] = frozenset()) -> list[str]:
    """Where an indicator says something else than the key, those named left out."""
    return [
        f"{indicator_id} {period}: {key['figures'][indicator_id][period]} in the key, {found} said"
        for (indicator_id, period), found in answers.items()
        if indicator_id not in without and found != key["figures"][indicator_id][period]
    ]


def test_the_indicators_say_what_the_key_says_of_all_files_together(from_all: Answers, key: Key) -> None:
    assert len(from_all) > 400
    assert differences(from_all, key) == []


@pytest.mark.nightly
def test_they_say_it_of_the_yearly_returns_alone(extracts: Path, key: Key, tmp_path: Path) -> None:
    answers = said(tmp_path / "returns", extracts, key, "cin", "ssda903")
    assert differences(answers, key, without=ONLY_IN_DATA_SET) == []
    of_others = [found for (one, _), found in answers.items() if one in ONLY_IN_DATA_SET]
    assert all(pair == NOT_HELD for found in of_others for pair in found.values())


@pytest.mark.nightly
def test_they_say_it_of_the_data_set_alone(extracts: Path, key: Key, tmp_path: Path) -> None:
    answers = said(tmp_path / "data_set", extracts, key, "ssd")
    assert differences(answers, key, without=NOT_IN_DATA_SET) == []


def test_the_key_has_answers_that_are_not_nothing(key: Key) -> None:
    answers = key["figures"]
    assert len(answers) > 40
    empty = [
        indicator_id
        for indicator_id, periods in answers.items()
        if not any(numerator for answer in periods.values() for numerator, _ in answer.values())
    ]
    assert empty == []


def test_a_wrong_key_is_found_out(from_all: Answers, key: Key) -> None:
    """The comparison can fail: one child more in one figure is told."""
    wrong = json.loads(json.dumps(key))
    wrong["figures"]["CP11"]["FY2025-26"]["value"][0] += 1
    (told,) = differences(from_all, wrong)
    assert told.startswith("CP11 FY2025-26")
