"""However returns of several formats came in, were repeated, undone and brought back: the same bytes."""

from dataclasses import replace

import pytest
from drawn_returns import DRAWN_TABLES, some_returns
from hypothesis import given, settings
from hypothesis import strategies as st

from small_returns import PLAIN, SmallReturn, keep, new_folder
from stonechat.pipeline import build
from stonechat.store import snapshots
from stonechat.store.folder import Folder
from stonechat.store.snapshots import Snapshot

RECIPE = replace(PLAIN, tables=DRAWN_TABLES)
FEW = settings(max_examples=settings().max_examples // 10)
"""Each example publishes half a dozen snapshots, a second or more."""


@FEW
@given(smalls=some_returns().filter(bool), data=st.data())
def test_what_is_served_depends_on_the_returns_and_on_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, smalls: list[SmallReturn], data: st.DataObject
) -> None:
    folder = new_folder(tmp_path_factory.mktemp("steps") / "council")
    ids = {small: keep(folder, small).id for small in smalls}
    at_once = build.publish_returns(folder, ids.values(), RECIPE)
    for small in data.draw(st.lists(st.sampled_from(smalls), max_size=2, unique=True)):
        build.undo(folder, ids[small], RECIPE)
    for small in data.draw(st.permutations(smalls)):
        served = take(folder, small)
        if data.draw(st.booleans()):
            assert take(folder, small) == served
    assert (served.facts, served.id) == (at_once.facts, at_once.id)


def take(folder: Folder, small: SmallReturn) -> Snapshot:
    """Import one return as a person does: keep it, then publish what is served and it."""
    served = snapshots.current(folder)
    counting = served.returns if served else ()
    return build.publish_returns(folder, {*counting, keep(folder, small).id}, RECIPE)
