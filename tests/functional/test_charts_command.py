"""`indicators show`: what an indicator says over time, and its chart as a file."""

import builtins
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.functional.commands import Command
from tests.unit.charts.drawn_text import root
from tests.viewers import HOLDER

from stonechat.app.council import open_council
from stonechat.app.figures import catalogue_of
from stonechat.app.history import history
from stonechat.app.noted import noted_problems
from stonechat.app.reports import Judgement
from stonechat.charts.drawing import MARGIN, WIDE

SVG = "{http://www.w3.org/2000/svg}"
EVENTS = "on,indicator,team,kind,text,by,decided_on\n"
TARGETS = "indicator,measure,from,target,source\n"


@pytest.fixture
def noted(council: Path, tmp_path: Path) -> Path:
    """The folder with targets and events of its own."""
    copy = tmp_path / "noted"
    shutil.copytree(council, copy)
    (copy / "parameters" / "targets.csv").write_text(f"{TARGETS}AS02,,2024-04-01,85,Plan\n")
    (copy / "parameters" / "events.csv").write_text(
        f"{EVENTS}2025-02-03,AS02,,event,Second team began,Head of service,\n"
        "2025-04-01,AS02,,step,New form in use,Director,2025-11-03\n"
        "2025-04-01,FD16,,recording,Never on this chart,Performance,\n"
    )
    return copy


@pytest.fixture(scope="module")
def as02(council: Path) -> Judgement:
    """What the folder's AS02 says, asked of the use case."""
    return history(open_council(council), HOLDER, "AS02").judgements[0]


def test_each_measure_has_a_sentence_above_the_table(run: Command, council: Path) -> None:
    judgements = history(open_council(council), HOLDER, "FD16").judgements
    assert len(judgements) == 2
    said = run("indicators", "show", "FD16", "--folder", council).out
    assert all(0 < said.find(one.sentence) < said.index("\nperiod ") for one in judgements)


def test_without_a_folder_there_is_a_definition_and_no_judgement(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run("indicators", "show", "AS02", "--json")
    assert said.code == 0
    assert said.json["judgements"] == []


def test_a_chart_is_written_as_svg_and_said(
    run: Command, council: Path, tmp_path: Path, as02: Judgement
) -> None:
    out = tmp_path / "out.svg"
    said = run("indicators", "show", "AS02", "--chart", out, "--folder", council)
    assert (said.code, "over the one" in said.err) == (0, False)
    drawn = root(out.read_text(encoding="utf-8"))
    assert (drawn.tag, drawn.get("width")) == (f"{SVG}svg", str(WIDE + 2 * MARGIN))
    texts = [element.text for element in drawn.iter(f"{SVG}text")]
    assert any("Test council" in (text or "") for text in texts)
    assert said.err.startswith(f"Wrote {out}: {texts[0]}")
    assert drawn.get("aria-label") == as02.description
    assert as02.sentence in said.out
    again = run("indicators", "show", "AS02", "--chart", out, "--folder", council)
    assert (again.code, "over the one that was there" in again.err) == (0, True)


def test_a_chart_is_written_as_png(run: Command, council: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.PNG"
    assert run("indicators", "show", "AS02", "--chart", out, "--folder", council).code == 0
    assert out.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_a_png_without_what_makes_it_is_refused_in_words(
    run: Command, council: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return plain(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    said = run("indicators", "show", "AS02", "--chart", tmp_path / "out.png", "--folder", council)
    assert said.code == 1
    assert "stonechat[pictures]" in said.err
    assert not (tmp_path / "out.png").exists()


@pytest.mark.parametrize("name", ["out.pdf", "out", "out.svg.txt"])
def test_another_ending_is_refused_before_anything_is_worked_out(
    run: Command, council: Path, tmp_path: Path, name: str
) -> None:
    said = run("indicators", "show", "AS02", "--chart", tmp_path / name, "--folder", council)
    assert (said.code, said.out) == (2, "")
    assert ".svg or .png" in said.err
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("AS02", "--measure", "nonsense"), 2, "no measure nonsense"),
        (("AS02", "--team", "North"), 2, "no team North"),
        (("FD01", "--team", "North"), 2, "not counted by team"),
        (("AS99",), 2, "no indicator AS99"),
    ],
)
def test_what_there_is_not_is_refused_in_words(
    run: Command, council: Path, tmp_path: Path, words: tuple[str, ...], code: int, part: str
) -> None:
    said = run("indicators", "show", *words, "--chart", tmp_path / "o.svg", "--folder", council)
    assert said.code == code
    assert part in said.err
    assert not (tmp_path / "o.svg").exists()


def test_a_folder_without_returns_has_nothing_to_draw(run: Command, tmp_path: Path) -> None:
    run("init", tmp_path / "council")
    chart = ("--chart", tmp_path / "o.svg", "--folder", tmp_path / "council")
    said = run("indicators", "show", "AS02", *chart)
    assert (said.code, "nothing to draw" in said.err) == (1, True)


def test_a_place_that_is_not_there_is_refused_in_words(run: Command, council: Path, tmp_path: Path) -> None:
    chart = tmp_path / "nowhere" / "out.svg"
    said = run("indicators", "show", "AS02", "--chart", chart, "--folder", council)
    assert (said.code, said.out) == (1, "")
    assert "does not exist" in said.err


def test_targets_and_events_of_the_folder_are_drawn(run: Command, noted: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.svg"
    said = run("indicators", "show", "AS02", "--chart", out, "--folder", noted)
    assert "85% target" in said.out or "target is 85%" in said.out
    assert "Noted: 3 February 2025: Second team began (Head of service)\n" in said.out
    assert "1 April 2025: new level: New form in use (Director, decided on 3 November 2025)\n" in said.out
    texts = " ".join(
        element.text or "" for element in root(out.read_text(encoding="utf-8")).iter(f"{SVG}text")
    )
    assert "Second team began" in texts
    assert "new level: New form in use" in texts
    assert "Target 85%" in texts
    assert "Never on this chart" not in texts


def test_the_json_says_the_same(run: Command, council: Path, as02: Judgement) -> None:
    (found,) = run("indicators", "show", "AS02", "--folder", council, "--json").json["judgements"]
    assert (found["measure"], found["sentence"]) == (as02.measure, as02.sentence)
    assert (found["scope"], found["team"], found["target"]) == ("All teams", None, None)


def test_everything_wrong_in_both_files_is_told_at_once(noted: Path) -> None:
    (noted / "parameters" / "events.csv").write_text(f"{EVENTS}2025-02-30,AS02,,event,Text,By,\n")
    (noted / "parameters" / "targets.csv").write_text(f"{TARGETS}AS02,,2024-04-01,850,Plan\n")
    council = open_council(noted)
    found = list(noted_problems(council, catalogue_of(council)))
    assert [(one.rule, one.where.row, one.where.column) for one in found] == [
        ("targets", 2, "target"),
        ("events", 2, "on"),
    ]


def test_no_command_can_write_a_step_that_nobody_decided(run: Command, noted: Path) -> None:
    (noted / "parameters" / "events.csv").write_text(f"{EVENTS}2025-04-01,AS02,,step,New form,,\n")
    said = run("indicators", "show", "AS02", "--folder", noted)
    assert (said.code, "by" in said.err) == (1, True)
