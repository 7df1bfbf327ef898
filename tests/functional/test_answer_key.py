"""The made-up authority's files through the real importers: every indicator says what its answer key says.

The key is counted from the lives by plain loops (`synthetic/answer_key.py`), so files, readers, merge,
derivations, engine and catalogue are all judged at once. Nightly does it at full size.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from stonechat.app.council import init_council
from stonechat.app.figures import current_setting
from stonechat.app.intake import import_files
from stonechat.basics.periods import parse_period
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.measure import Reason, Value
from stonechat.indicators.plan import values
from stonechat.pipeline.results import engine
from stonechat.sources.reading import Overrides
from stonechat.synthetic.authority import write_authority
from stonechat.synthetic.scale import AUTHORITY, NAME


def named(ids: str) -> frozenset[str]:
    return frozenset(ids.split())


UNKNOWN: dict[str, str] = {}
"""What the generator cannot know by itself, and why: no figures of these are in the key."""

ONLY_IN_DATA_SET = named(
    "FD01 FD02 FD03 FD06 FD10 FD11 FD14 AS07 CP09 CP22 CP23 CP26 CN05 "
    "CL05 CL06 CL14 CL15 CL17 CL45 AD01 AD02 AD03 LV01 WF14 WF26"
)
"""What the yearly returns cannot tell: contacts, early help, visits, workers, distances, who was seen, how
conferences went, when children were placed for adoption."""
NOT_IN_DATA_SET = named("CP14 CL19 CL20 CL21 CL22 CL23 CL25 CL27 CL28 LV02 LV03 LV04 LV05 LV06 LV08 LV12")
"""What the data set cannot tell: how many plans a child had before, and what is said once a year."""
REACHING_FURTHER_BACK = named("CL10 CL42 CP21")
"""What looks back to years of which the data set tells and the returns do not."""
RARE = named("AD03 CL27 CL28 CL39 CL45 CP15 CP16 FD29 LV12")
"""What may happen to nobody in a small authority."""
NOT_HELD = [None, None, None]

Key = dict[str, Any]
Answers = dict[tuple[str, str], dict[str, list[int | str | None]]]
"""By indicator and period: numerator, denominator and for a quantile its value, by measure."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((8_000, 3), id="small"),
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
        one: {value.measure: as_in_the_key(value) for value in some}
        for one, some in zip(asked, found, strict=True)
    }


def as_in_the_key(value: Value) -> list[int | str | None]:
    """What it was made from; of a quantile, which has no numerator, the value itself too."""
    if value.reason is Reason.NOT_HELD:
        return NOT_HELD
    assert not isinstance(value.numerator, Decimal)
    assert not isinstance(value.denominator, Decimal)
    if value.numerator is not None:
        return [value.numerator, value.denominator]
    return [None, value.denominator, None if value.value is None else str(value.value)]


@pytest.fixture(scope="module")
def from_all(extracts: Path, key: Key, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    root = tmp_path_factory.mktemp("council") / "all"
    return said(root, extracts, key, "cin", "ssda903", "ssd")


def differences(answers: Answers, key: Key) -> list[str]:
    """Where an indicator says something else than the key."""
    return [
        f"{indicator_id} {period}: {key['figures'][indicator_id][period]} in the key, {found} said"
        for (indicator_id, period), found in answers.items()
        if found != key["figures"][indicator_id][period]
    ]


def is_held(found: dict[str, list[int | str | None]]) -> bool:
    return NOT_HELD not in found.values()


def test_the_key_answers_every_indicator_but_those_that_it_cannot_know(key: Key) -> None:
    ids = {indicator.id for indicator in load_catalogue()}
    assert ids - key["figures"].keys() == UNKNOWN.keys()
    assert all(key["figures"].values())


def test_the_indicators_say_what_the_key_says_of_all_files_together(from_all: Answers, key: Key) -> None:
    assert len(from_all) > 1_000
    assert differences(from_all, key) == []


@pytest.mark.nightly
def test_they_say_it_of_the_yearly_returns_alone(extracts: Path, key: Key, tmp_path: Path) -> None:
    answers = said(tmp_path / "returns", extracts, key, "cin", "ssda903")
    held = {one: found for one, found in answers.items() if is_held(found)}
    assert differences(held, key) == []
    not_held = {one for one, _ in answers.keys() - held.keys()}
    assert not_held - REACHING_FURTHER_BACK == ONLY_IN_DATA_SET
    assert not ONLY_IN_DATA_SET & {one for one, _ in held}


@pytest.mark.nightly
def test_they_say_it_of_the_data_set_alone(extracts: Path, key: Key, tmp_path: Path) -> None:
    answers = said(tmp_path / "data_set", extracts, key, "ssd")
    held = {one: found for one, found in answers.items() if is_held(found)}
    assert differences(held, key) == []
    assert {one for one, _ in answers.keys() - held.keys()} == NOT_IN_DATA_SET
    assert not NOT_IN_DATA_SET & {one for one, _ in held}


def test_the_key_has_answers_that_are_not_nothing(key: Key) -> None:
    empty = {
        indicator_id
        for indicator_id, periods in key["figures"].items()
        if not any(
            numerator or (numerator is None and of)
            for answer in periods.values()
            for numerator, of, *_ in answer.values()
        )
    }
    assert empty <= (RARE if key["children"] < 10_000 else frozenset())


def test_a_wrong_key_is_found_out(from_all: Answers, key: Key) -> None:
    """The comparison can fail: one child more in one figure, or a median a tenth off, is told."""
    wrong = json.loads(json.dumps(key))
    wrong["figures"]["CP11"]["FY2025-26"]["value"][0] += 1
    wrong["figures"]["AS03"]["FY2025-26"]["median"][2] = "0.1"
    assert [told[:14] for told in differences(from_all, wrong)] == ["AS03 FY2025-26", "CP11 FY2025-26"]
