"""What the command line says of judgements: teams and groups compared, and the signals of a page."""

import textwrap

from stonechat.analysis import small_numbers, words_of_places
from stonechat.analysis.disparity import Disparity
from stonechat.app import contract
from stonechat.app.comparisons import ComparedGroup, Comparison, compared_json
from stonechat.app.reports import RaisedSignal, Signals
from stonechat.cli.show import WIDTH, number_of, table, tell, tell_json
from stonechat.cli.show_numbers import footer
from stonechat.indicators.measure import Unit, Value

NOT_GIVEN = "not given"
TEAM_HEADS = ("read with the others", "by chance alone")
JUDGED_HEADS = ("as teams differ",)
GROUP_HEADS = ("times all others",)


def show_compared(compared: Comparison, as_json: bool) -> None:
    """A row for each team by name, or for each group; above them the total, below what is said of all."""
    if as_json:
        tell_json(compared_json(compared))
        return
    valued, unit = compared.valued, compared.measure.unit
    of_measure = f" ({compared.measure.title})" if len(valued.indicator.latest.measures) > 1 else ""
    tell(f"{valued.indicator.id} {valued.indicator.title}{of_measure}, {valued.period}")
    tell(f"All: {_told(unit, compared.total)}\n")
    is_of_teams = any(group.on_funnel for group in compared.groups)
    is_of_groups = any(group.disparity for group in compared.groups)
    judged = JUDGED_HEADS * compared.funnel_can_judge
    more = (*TEAM_HEADS * is_of_teams, *judged, *GROUP_HEADS * is_of_groups)
    rows = [
        (
            group.name,
            _told(unit, group.value),
            _interval(unit, group),
            *(_team_cells(unit, group, compared.funnel_can_judge) if is_of_teams else ()),
            *((_ratio(group.disparity),) if is_of_groups else ()),
        )
        for group in compared.groups
    ]
    tell(table((compared.breakdown.replace("_", " "), "value", "95% interval", *more), rows))
    tell()
    for sentence in compared.said:
        tell(textwrap.fill(sentence, WIDTH))
    tell(footer(valued.snapshot, valued.catalogue, compared.total.data_to))


def _told(unit: Unit, value: Value) -> str:
    if value.value is None:
        return str(value.reason)
    return small_numbers.told(unit, value.value, value.numerator, value.denominator)


def _interval(unit: Unit, group: ComparedGroup) -> str:
    if group.interval is None:
        return NOT_GIVEN
    return words_of_places.of_interval(unit, group.interval, _size(unit, group))


def _team_cells(unit: Unit, group: ComparedGroup, can_judge: bool) -> tuple[str, ...]:
    shrunk, place = group.shrunk, group.on_funnel
    read = NOT_GIVEN
    if shrunk is not None:
        read = small_numbers.with_unit(unit, small_numbers.number(unit, shrunk.value, _size(unit, group)))
    standings = (place.by_chance, place.standing) if place else (NOT_GIVEN, NOT_GIVEN)
    return read, *map(str, standings[: 1 + can_judge])


def _ratio(ratio: Disparity | None) -> str:
    if ratio is None or ratio.ratio is None or ratio.interval is None:
        return NOT_GIVEN
    return f"{ratio.ratio:.2f} ({ratio.interval.lower:.2f} to {ratio.interval.upper:.2f})"


def _size(unit: Unit, group: ComparedGroup) -> int | None:
    """How many a percentage is of: it decides the decimals of what stands beside it."""
    size = group.value.denominator
    return int(size) if unit is Unit.PERCENT and size is not None else None


def show_signals(signals: Signals, as_json: bool) -> None:
    """What is raised, the strongest first, with its sentence; then how many series were looked at."""
    if as_json:
        tell_json(contract.signals_json(signals))
        return
    for each in signals.raised:
        tell(f"{each.indicator.id} {_heading(each)}")
        tell(f"  {each.judgement.sentence}")
        tell(f"  Since {each.since}. {_question(each)}\n")
    tell(textwrap.fill(_counted(signals), WIDTH))
    tell(footer(signals.snapshot, signals.catalogue, None))


def _heading(each: RaisedSignal) -> str:
    series = each.judgement.judged.series
    return f"{series.title} ({series.scope})"


def _question(each: RaisedSignal) -> str:
    team = f" --team {each.judgement.team}" if each.judgement.team else ""
    return f"See it: stonechat indicators show {each.indicator.id}{team} --chart out.svg"


def _counted(signals: Signals) -> str:
    """How many series were looked at, and what a reader must know of those that are not raised."""
    return (
        f"{number_of(len(signals.raised), 'signal')} raised among {signals.looked_at:,} series"
        f" with a reading; {signals.with_signal:,} show some signal at their end, most of which chance would "
        "give among so many. Of those raised one in twenty is chance, on average."
    )
