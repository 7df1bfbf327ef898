"""A return beside the one that it follows: who has gone, and which tables moved by more than a fifth."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.few_indicators import patch_catalogue
from tests.small_authority import censuses

from stonechat.app.council import init_council
from stonechat.app.intake import check_for, import_files, overrides
from stonechat.app.last_import import _moved, beside_last, changes, children_of, gone_of
from stonechat.store import returns

SAID = overrides(None, None, None)


@pytest.mark.parametrize(
    ("before", "now", "is_moved"),
    [
        (10, 8, False),
        (10, 12, False),
        (10, 7, True),
        (10, 13, True),
        (0, 0, False),
        (0, 1, True),
        (5, 0, True),
    ],
)
def test_a_table_has_moved_beyond_a_fifth_and_not_at_it(before, now, is_moved):
    assert bool(list(_moved({"cp_plans": before}, {"cp_plans": now}))) is is_moved


def test_a_table_that_only_one_of_them_has_counts_as_empty_in_the_other():
    assert [(one.table, one.before, one.now) for one in _moved({"uasc": 3}, {})] == [("uasc", 3, 0)]


@pytest.fixture(scope="module")
def council(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch_catalogue(patch.setattr)
        council = init_council(tmp_path_factory.mktemp("last") / "council", "998")
        import_files(council, censuses()[:1], SAID)
        yield council


def test_a_census_stands_beside_that_of_the_year_before(council):
    (checked,) = check_for(council, censuses()[1:], SAID)
    (kept,) = (returns.load(council.folder, one) for one in returns.ids(council.folder))
    before = children_of(council.folder, kept)
    found = beside_last(council, checked)
    assert (found.return_id, found.year, found.is_same_year) == (kept.id, 2025, False)
    assert found.gone == len(before - checked.children) == len(gone_of(council, checked)) > 0
    assert found.come == len(checked.children - before) > 0
    assert found.children_before == len(before) and found.children_now == len(checked.children)
    assert gone_of(council, checked) == tuple(sorted(before - checked.children))


def test_a_return_that_is_held_or_that_follows_none_stands_beside_nothing(council):
    (held,) = check_for(council, censuses()[:1], SAID)
    assert held.report.was_held and beside_last(council, held) is None and gone_of(council, held) == ()
    earlier = replace(held.report.heading, year=2020, window_last=date(2020, 3, 31))
    first = replace(held, held_id="another", report=replace(held.report, heading=earlier))
    assert beside_last(council, first) is None


def test_checking_for_a_folder_asks_what_importing_into_it_would_ask(council, tmp_path):
    shorter = tmp_path / "cin.xml"
    text = censuses()[0].read_text(encoding="utf-8")
    head, *children = text.split("<Child>")
    later = f"{datetime.now(UTC).year}-12-31T00:00:00"
    few = "<Child>".join([head, *children[:40]]) + "</Children></Message>"
    start, _, rest = few.partition("<DateTime>")
    shorter.write_text(f"{start}<DateTime>{later}{rest[rest.index('</DateTime>') :]}", encoding="utf-8")
    (checked,) = check_for(council, [shorter], SAID)
    imported = import_files(council, [shorter], SAID)
    asked = [problem.rule for problem in checked.report.problems if problem.severity == "question"]
    assert asked == ["fewer_rows"]
    assert asked == [each.rule for each in imported.files[0].problems if each.severity == "question"]
    (agreed,) = check_for(council, [shorter], SAID, may_shrink=True)
    assert agreed.report.is_accepted and not checked.report.is_accepted


def test_what_an_import_changed_is_told_by_measure_and_of_no_change_nothing(council):
    from stonechat.store import snapshots

    before = snapshots.current(council.folder).id
    assert changes(council, before, before) == ()
    after = import_files(council, censuses()[1:], SAID).snapshot
    found = changes(council, before, after)
    assert {one.indicator for one in found} <= {"FD16", "FD17", "AS02", "AS03", "CP11"} and found
    assert all(one.now and one.period_now == "2026-03" and one.period_before == "2025-03" for one in found)
    assert changes(council, before, "not kept any more") == ()
