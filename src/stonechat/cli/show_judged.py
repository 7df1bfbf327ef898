"""What the command line says of judgements: teams and groups compared, and the signals of a page."""

import textwrap

from stonechat.app import contract
from stonechat.app.comparisons import Comparison, cells, compared_json, headings, told
from stonechat.app.reports import RaisedSignal, Signals
from stonechat.cli.show import WIDTH, number_of, table, tell, tell_json
from stonechat.cli.show_numbers import footer


def show_compared(compared: Comparison, as_json: bool) -> None:
    """A row for each team by name, or for each group; above them the total, below what is said of all."""
    if as_json:
        tell_json(compared_json(compared))
        return
    valued, unit = compared.valued, compared.measure.unit
    of_measure = f" ({compared.measure.title})" if len(valued.indicator.latest.measures) > 1 else ""
    tell(f"{valued.indicator.id} {valued.indicator.title}{of_measure}, {valued.period}")
    tell(f"All: {told(unit, compared.total)}\n")
    tell(table(headings(compared), [cells(compared, group) for group in compared.groups]))
    tell()
    for sentence in compared.said:
        tell(textwrap.fill(sentence, WIDTH))
    tell(footer(valued.snapshot, valued.catalogue, compared.total.data_to))


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
