"""Teams' shares in words: small teams read with the others, by name; and what is no share is not read so."""

from dataclasses import replace
from datetime import date

import pytest

from small_returns import SmallReturn, keep, row, serve
from stonechat.app import contract
from stonechat.app.council import init_council
from stonechat.app.numbers import value_of
from stonechat.app.teams_together import teams_in_words
from stonechat.cli.show_numbers import show_values
from stonechat.indicators.catalogue import load_catalogue
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Unit, Value, ratio
from stonechat.pipeline.build import USUAL

MEASURE = load_catalogue()["FD20"].latest.measures[0]
NAMES = {"T1": "South", "T2": "assessment", "T3": "North"}


def value(team: str | None, part: int, whole: int, measure: str = MEASURE.name) -> Value:
    return Value(measure, "team", team, part, whole, ratio(Unit.PERCENT, part, whole), None, None)


TEAMS = [value("T1", 3, 8), value("T2", 40, 200), value("T3", 90, 300), value(None, 9, 9)]


def read(values: list[Value], measure: Measure = MEASURE) -> tuple[str, ...]:
    return teams_in_words([measure], values, NAMES)


def test_teams_are_read_together_by_name_without_what_no_team_is_recorded_for() -> None:
    said = read(TEAMS)
    assert said[0].startswith("Each of the teams is read together with the others (overall 26.2%)")
    assert [one.partition(":")[0] for one in said[1:]] == ["assessment (T2)", "North (T3)", "South (T1)"]
    assert said[3].startswith("South (T1): 3 of 8; read with the others ")


def test_the_words_do_not_hang_on_the_order_of_the_values() -> None:
    assert read(TEAMS[::-1]) == read(TEAMS)


@pytest.mark.parametrize(
    "values",
    [
        [],
        TEAMS[:2],
        [*TEAMS[:2], value("T3", 0, 0)],
        [*TEAMS, value("T4", 5, 4)],  # a ratio that can pass 100%
    ],
)
def test_too_few_teams_or_no_shares_are_not_read(values: list[Value]) -> None:
    assert read(values) == ()


def test_a_count_is_not_read() -> None:
    assert read(TEAMS, replace(MEASURE, unit=Unit.COUNT)) == ()


def test_each_of_several_measures_is_named() -> None:
    other = replace(MEASURE, name="other", title="Other")
    values = [*TEAMS, *(replace(one, measure="other") for one in TEAMS)]
    said = teams_in_words([MEASURE, other], values, NAMES)
    assert len(said) == 8
    assert all(one.startswith(f"{MEASURE.title}: ") for one in said[:4])
    assert all(one.startswith("Other: ") for one in said[4:])


def test_the_command_says_it_below_its_table(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    """Referrals of three teams with no further action: 1 of 4, 2 of 4, 3 of 4."""
    council = init_council(tmp_path_factory.mktemp("together") / "council", "825")
    rows = [row("person", person_id=f"P{n}") for n in range(12)]
    rows += [
        row(
            "cin_episodes",
            person_id=f"P{n}",
            referral_id=f"R{n}",
            referral_date=date(2025, 6, 1 + n),
            referral_team=f"T{n // 4}",
            referral_nfa=n % 4 <= n // 4,
        )
        for n in range(12)
    ]
    serve(council.folder, keep(council.folder, SmallReturn(2026, tuple(rows), format="ssd")).id, USUAL)
    valued = value_of(council, "FD20", "FY2025-26", "team")
    show_values(valued, as_json=False)
    assert valued.words
    assert "\n".join(valued.words) in capsys.readouterr().out
    assert contract.values_json(valued)["words"] == list(valued.words)
    assert value_of(council, "FD20", "FY2025-26", "sex").words == ()
