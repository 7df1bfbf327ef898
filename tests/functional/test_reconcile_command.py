"""`stonechat reconcile`: counts by source, in words and as JSON, and never a child."""

from datetime import date
from pathlib import Path

from tests.functional.commands import Command

from small_returns import PLAIN, SmallReturn, keep, row
from stonechat.pipeline import build
from stonechat.store.folder import Folder

CANARY = "QZX77canary"
IN_YEAR = date(2023, 6, 1)


def referral(name: str, day: date) -> tuple:
    return row("cin_episodes", referral_id=name, person_id=CANARY, referral_date=day)


def two_sources(run: Command, root: Path) -> Path:
    """A census, and a dataset that agrees on one referral and has one more that is open."""
    assert run("init", root, "--authority", "825").code == 0
    folder = Folder(root)
    both = (
        SmallReturn(2024, (referral("c", IN_YEAR),)),
        SmallReturn(
            2025,
            (referral("1", IN_YEAR), referral("2", date(2023, 7, 1))),
            format="ssd",
            window_first=date(2019, 4, 1),
        ),
    )
    build.publish_returns(folder, [keep(folder, one).id for one in both], PLAIN)
    return root


def test_it_says_what_each_source_holds_and_asks_about_open_cases(run: Command, tmp_path: Path) -> None:
    folder = two_sources(run, tmp_path / "council")
    said = run("reconcile", "--folder", folder)
    assert said.code == 3
    assert "cin_episodes  FY2023-24" in said.out
    assert "1 open in ssd do not count" in said.out
    found = run("reconcile", "--folder", folder, "--json")
    assert found.code == 3
    (one,) = found.json["compared"]
    assert (one["facts"], one["shared"]) == (1, 1)
    assert one["held"] == {"cin_census": 1, "ssd": 2}
    assert one["moves"] == {"cin_census": 0, "ssd": 1}
    assert [asked["rule"] for asked in found.json["questions"]] == ["open_not_counted"]
    assert CANARY not in said.out + said.err + found.out


def test_with_one_source_or_none_there_is_nothing_to_compare(
    run: Command, tmp_path: Path, council: Path
) -> None:
    assert run("init", tmp_path / "empty").code == 0
    for folder in (tmp_path / "empty", council):
        said = run("reconcile", "--folder", folder)
        assert (said.code, said.out) == (0, "Nothing to compare: no table is held by more than one source.\n")
