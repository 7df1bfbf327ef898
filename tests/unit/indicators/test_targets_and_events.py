"""What an authority may write into targets.csv and events.csv, and how what is wrong in them is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from stonechat.basics.problems import Problem, Refused
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.events import EventKind, Noted, read_events
from stonechat.indicators.targets import TargetSet, read_targets

CATALOGUE = load_catalogue()
TARGETS = "indicator,measure,from,target,source\n"
EVENTS = "on,indicator,team,kind,text,by,decided_on\n"
Places = list[tuple[int | None, str | None]]


def written(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8")
    return path


def places(problems: tuple[Problem, ...]) -> Places:
    return [(problem.where.row, problem.where.column) for problem in problems]


def targets_problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        read_targets(path, CATALOGUE, "parameters/targets.csv")
    return refused.value.problems


def events_problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        read_events(path, CATALOGUE, "parameters/events.csv")
    return refused.value.problems


def test_a_target_without_a_measure_is_of_the_first(tmp_path: Path) -> None:
    measure = CATALOGUE["AS02"].latest.measures[0].name
    path = written(tmp_path, f"{TARGETS}AS02,,2025-04-01,85%,Plan\nAS02,{measure},2026-04-01,87.5,Plan\n\n")
    assert read_targets(path, CATALOGUE) == (
        TargetSet("AS02", measure, date(2025, 4, 1), Decimal(85), "Plan"),
        TargetSet("AS02", measure, date(2026, 4, 1), Decimal("87.5"), "Plan"),
    )


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (",,2025-04-01,85,Plan", "indicator", "is empty"),
        ("AS99,,2025-04-01,85,Plan", "indicator", "no indicator AS99"),
        ("AS02,nonsense,2025-04-01,85,Plan", "measure", "no measure nonsense"),
        ("AS02,,,85,Plan", "from", "is empty"),
        ("AS02,,1/4/2025,85,Plan", "from", "not a day"),
        ("AS02,,2025-02-29,85,Plan", "from", "not a day"),
        ("AS02,,20250401,85,Plan", "from", "not a day"),
        ("AS02,,2025-04-01,,Plan", "target", "is empty"),
        ("AS02,,2025-04-01,most,Plan", "target", "not a number"),
        ("AS02,,2025-04-01,NaN,Plan", "target", "not a number"),
        ("AS02,,2025-04-01,-1,Plan", "target", "not a number"),
        ("AS02,,2025-04-01,100.1,Plan", "target", "more than 100"),
        ("AS02,,2025-04-01,85,", "source", "is empty"),
        ("AS02,,2025-04-01,85", None, "4 cells"),
    ],
)
def test_a_wrong_target_is_told_with_its_place(
    tmp_path: Path, row: str, column: str | None, said: str
) -> None:
    problems = targets_problems(written(tmp_path, f"{TARGETS}AS02,,2024-04-01,80,Plan\n{row}\n"))
    assert places(problems) == [(3, column)]
    assert said in problems[0].what
    assert problems[0].fix
    assert problems[0].where.file == "parameters/targets.csv"


def test_two_targets_from_one_day_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, f"{TARGETS}AS02,,2025-04-01,85,Plan\nAS02,,2025-04-01,86,Plan\n")
    assert places(targets_problems(path)) == [(3, "from")]


def test_everything_wrong_is_told_at_once_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, f"{TARGETS}AS02,,x,85,Plan\nAS02,,2025-04-01\nAS02,,y,z,Plan\n")
    assert places(targets_problems(path)) == [(2, "from"), (3, None), (4, "from"), (4, "target")]


@pytest.mark.parametrize("text", ["", "indicator,measure,from,target\n", f"{TARGETS.strip()},extra\n"])
def test_a_file_without_its_columns_is_refused(tmp_path: Path, text: str) -> None:
    assert targets_problems(written(tmp_path, text))


def test_a_file_that_is_no_csv_or_not_there_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"\xff\xfe\x00")
    assert "not a CSV" in targets_problems(path)[0].what
    assert "cannot be read" in targets_problems(tmp_path / "none.csv")[0].what


def test_a_file_of_a_heading_alone_holds_nothing(tmp_path: Path) -> None:
    assert read_targets(written(tmp_path, TARGETS), CATALOGUE) == ()
    assert read_events(written(tmp_path, EVENTS), CATALOGUE) == ()


def test_events_of_each_kind(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"{EVENTS}2025-04-01,,,recording,New case system,Performance,\n"
        "2025-06-02,AS02,T1,event,Second team began,Head of service,\n"
        "2025-07-01,AS02,,step,New form in use,Director,2026-01-05\n",
    )
    assert read_events(path, CATALOGUE) == (
        Noted(date(2025, 4, 1), None, None, EventKind.RECORDING, "New case system", "Performance", None),
        Noted(date(2025, 6, 2), "AS02", "T1", EventKind.EVENT, "Second team began", "Head of service", None),
        Noted(
            date(2025, 7, 1), "AS02", None, EventKind.STEP, "New form in use", "Director", date(2026, 1, 5)
        ),
    )


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",AS02,,event,Text,By,", "on"),
        ("1 April,AS02,,event,Text,By,", "on"),
        ("2025-04-01,AS99,,event,Text,By,", "indicator"),
        ("2025-04-01,AS02,,,Text,By,", "kind"),
        ("2025-04-01,AS02,,rebase,Text,By,", "kind"),
        ("2025-04-01,AS02,,event,,By,", "text"),
        (f"2025-04-01,AS02,,event,{'x' * 61},By,", "text"),
        ("2025-04-01,AS02,,event,Text,,", "by"),
        ("2025-04-01,AS02,,event,Text,By,soon", "decided_on"),
        ("2025-04-01,AS02,,step,Text,By,", "decided_on"),
        ("2025-04-01,,,step,Text,By,2025-05-01", "indicator"),
    ],
)
def test_a_wrong_event_is_told_with_its_place(tmp_path: Path, row: str, column: str) -> None:
    problems = events_problems(written(tmp_path, f"{EVENTS}{row}\n"))
    assert places(problems) == [(2, column)]


def test_sixty_characters_fit(tmp_path: Path) -> None:
    assert read_events(written(tmp_path, f"{EVENTS}2025-04-01,,,event,{'x' * 60},By,\n"), CATALOGUE)


@pytest.mark.parametrize(
    ("indicator", "team", "kind", "shown_for_all", "shown_for_t1", "shown_for_t2"),
    [
        (None, None, EventKind.EVENT, True, True, True),
        ("AS02", None, EventKind.RECORDING, True, True, True),
        ("AS02", "T1", EventKind.EVENT, False, True, False),
        ("AS02", None, EventKind.STEP, True, False, False),
        ("AS02", "T1", EventKind.STEP, False, True, False),
        ("AS01", None, EventKind.EVENT, False, False, False),
    ],
)
def test_which_chart_shows_an_event(
    indicator: str | None,
    team: str | None,
    kind: EventKind,
    shown_for_all: bool,
    shown_for_t1: bool,
    shown_for_t2: bool,
) -> None:
    noted = Noted(date(2025, 4, 1), indicator, team, kind, "Text", "By", date(2025, 5, 1))
    assert [noted.is_about("AS02", scope) for scope in (None, "T1", "T2")] == [
        shown_for_all,
        shown_for_t1,
        shown_for_t2,
    ]
