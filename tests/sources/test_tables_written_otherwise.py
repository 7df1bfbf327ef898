"""Tables as systems write them by mistake: doubled, cut off, with odd signs and line ends; no row is lost."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.sources.ssd.extracts import row
from tests.sources.ssda903.returns903 import ROWS as ROWS_903
from tests.sources.ssda903.returns903 import rules, table

from stonechat.sources import registry
from stonechat.sources.reading import Overrides, Reading, TypedRow
from stonechat.sources.ssd.write import write_folder

Files = Mapping[str, str]

SSD_ROWS = [
    row("person", person_id="C1", forename="Amy", sex="F"),
    row("person", person_id="C2", forename="Ben, junior", sex="M"),
    row("contacts", contact_id="K1", person_id="C1"),
    row("contacts", contact_id="K2", person_id="C2"),
]


def looked_after(_folder: Path) -> Files:
    """One row of each table of the SSDA903."""
    return {f"{name}.csv": table(name) for name in ROWS_903}


def dataset(folder: Path) -> Files:
    """A few tables of SSD, as they are written."""
    write_folder(SSD_ROWS, folder / "as written")
    paths = sorted((folder / "as written").iterdir())
    texts = {path.name: path.read_bytes().decode() for path in paths}
    return {name: text for name, text in texts.items() if text.count("\n") > 1}


FORMATS = [looked_after, dataset]


def read(folder: Path, files: Mapping[str, str | bytes]) -> tuple[Reading, list[TypedRow]]:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = registry.grouped([folder])
    reading = registry.read(found, Overrides(authority="201"))
    rows = list(reading.rows)
    assert all(account.balances for account in reading.accounts.values())
    return reading, rows


def content(rows: list[TypedRow]) -> Counter[tuple[str, str]]:
    return Counter((each.table, repr(tuple(each.values))) for each in rows)


def lines(text: str) -> tuple[str, list[str]]:
    """The heading and the rows, each with its end."""
    heading, *others = text.splitlines(keepends=True)
    return heading, others


@pytest.mark.parametrize("made", FORMATS)
def test_rows_that_stand_there_twice_are_counted_once_and_booked(
    tmp_path: Path, made: Callable[[Path], Files]
) -> None:
    files = made(tmp_path)
    plain, before = read(tmp_path / "once", files)
    doubled = {}
    for name, text in files.items():
        heading, rows = lines(text)
        doubled[name] = heading + "".join(rows * 2)
    twice, after = read(tmp_path / "twice", doubled)
    assert content(after) == content(before)
    for name, account in plain.accounts.items():
        assert twice.accounts[name].rejected == account.rejected + account.loaded
    assert twice.findings.counts["error", "duplicate_row"] >= len(before)


@pytest.mark.parametrize("made", FORMATS)
@pytest.mark.parametrize("ends", [("\n",), ("\r\n",), ("\r",), ("\n", "\r\n"), ("\r", "\n", "\r\n")])
def test_any_line_ends_give_the_same_rows(
    tmp_path: Path, made: Callable[[Path], Files], ends: tuple[str, ...]
) -> None:
    files = made(tmp_path)
    _, before = read(tmp_path / "plain", files)
    otherwise = {}
    for name, text in files.items():
        every = [line.rstrip("\r\n") for line in text.splitlines()]
        otherwise[name] = "".join(line + ends[place % len(ends)] for place, line in enumerate(every))
    _, after = read(tmp_path / "otherwise", otherwise)
    assert content(after) == content(before)


@pytest.mark.parametrize("sign", ["#", "te#xt", "\x1a", "\u2028", "\ufeff", "\x0b", "\x85", "\\", "'", "%"])
@pytest.mark.parametrize("made", FORMATS)
def test_an_odd_sign_in_a_value_costs_no_row(
    tmp_path: Path, made: Callable[[Path], Files], sign: str
) -> None:
    files = dict(made(tmp_path))
    _, before = read(tmp_path / "plain", files)
    name, old = ("episodes.csv", "EF3 4GH") if made is looked_after else ("ssd_person.csv", "Amy")
    files[name] = files[name].replace(old, f"{old}{sign}x", 1)
    reading, after = read(tmp_path / "odd", files)
    assert len(after) == len(before)
    assert sum((content(after) - content(before)).values()) <= 1
    assert not rules(reading, "error")


@pytest.mark.parametrize("made", FORMATS)
def test_a_file_cut_off_anywhere_is_refused_or_doubted_and_gains_no_row(
    tmp_path: Path, made: Callable[[Path], Files]
) -> None:
    files = dict(made(tmp_path))
    _, before = read(tmp_path / "plain", files)
    name = "episodes.csv" if made is looked_after else "ssd_person.csv"
    heading, rows = lines(files[name])
    whole = heading + "".join(rows)
    for cut in random.Random(1).sample(range(len(heading), len(whole)), 40):  # noqa: S311
        reading, after = read(tmp_path / str(cut), {**files, name: whole[:cut]})
        assert len(after) <= len(before)
        is_at_a_line_end = whole[cut - 1] in "\r\n"
        assert is_at_a_line_end or rules(reading) & {"no_final_newline", "stray_quote"}, cut
