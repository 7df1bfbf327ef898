"""The power goes after any call of an import: afterwards the old snapshot is found or the new, whole."""

import random
from pathlib import Path

import pytest
from importing import Stage, check_invariant, set_stage
from losing_power import (
    Loss,
    Moment,
    Recorder,
    by_chance,
    bytes_before_names,
    lay_out,
    names_before_bytes,
    only_what_was_forced,
)

from stonechat.basics.problems import Refused
from stonechat.store.folder import Folder

STATES_BY_CHANCE = 3
"""Drawn after each call; the nightly run draws a hundred."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_stage(tmp_path_factory.mktemp("stage"))


def recorded(stage: Stage, root: Path, deaf_to: frozenset[str] = frozenset()) -> list[Moment]:
    """The moments of an import, the last of them after it was called done."""
    folder = stage.fresh(root)
    with Recorder(folder.root, deaf_to) as recorder, pytest.MonkeyPatch.context() as patch:
        recorder.install(patch.setattr)
        stage.import_new(folder)
        return recorder.moments


def outcomes(stage: Stage, moments: list[Moment], loss: Loss, room: Path) -> list[str]:
    """Which snapshot is served after the power went at each moment; each state is held to the invariant."""
    room.mkdir()
    found = []
    for number, moment in enumerate(moments):
        lay_out(moment, loss, room / str(number))
        found.append(check_invariant(stage, Folder(room / str(number))))
    return found


LOSSES = (only_what_was_forced, names_before_bytes, bytes_before_names)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_old_snapshot_or_the_new_is_found_and_an_import_called_done_has_lasted(
    stage: Stage, tmp_path: Path, loss: Loss
) -> None:
    moments = recorded(stage, tmp_path / "council")
    assert len(moments) > 40
    found = outcomes(stage, moments, loss, tmp_path / "after")
    assert (found[0], found[-1]) == ("old", "new")
    assert found == sorted(found, reverse=True)


def _by_chance(stage: Stage, room: Path, states: int) -> None:
    moments = recorded(stage, room / "council")
    for seed in range(states):
        chance = random.Random(seed)  # noqa: S311
        assert outcomes(stage, moments, by_chance(chance), room / f"after {seed}")[-1] == "new"


def test_any_part_of_what_was_not_forced_to_the_disk_may_be_lost(stage: Stage, tmp_path: Path) -> None:
    _by_chance(stage, tmp_path, STATES_BY_CHANCE)


@pytest.mark.nightly
def test_many_parts_of_what_was_not_forced_to_the_disk_may_be_lost(stage: Stage, tmp_path: Path) -> None:
    _by_chance(stage, tmp_path, 100)


@pytest.mark.parametrize("call", ["fsync", "fsync_folder"])
def test_this_test_notices_a_disk_to_which_nothing_is_forced(stage: Stage, tmp_path: Path, call: str) -> None:
    moments = recorded(stage, tmp_path / "council", frozenset({call}))
    with pytest.raises((AssertionError, Refused)):
        assert all(
            outcomes(stage, moments[-1:], loss, tmp_path / loss.__name__) == ["new"] for loss in LOSSES
        )
