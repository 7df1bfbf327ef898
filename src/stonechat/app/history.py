"""An indicator over time: its definition, its last years and months, and what they say."""

from collections.abc import Iterator
from dataclasses import replace

from stonechat.app.council import Council
from stonechat.app.figures import TEAM, catalogue_of
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.judging import judgements
from stonechat.app.permissions import Viewer
from stonechat.app.reports import History
from stonechat.basics.periods import Period
from stonechat.basics.problems import Refused
from stonechat.indicators.definition import Indicator
from stonechat.indicators.measure import Value
from stonechat.indicators.words import definition_in_words

MONTHS_SHOWN = 12
YEARS_SHOWN = 5


def history(council: Council | None, viewer: Viewer, indicator_id: str, team: str | None = None) -> History:
    """An indicator's definition, and its last years and months where a folder with returns is named.

    With a team (its number or its name) the values are that team's. Refused as `judgements` says.
    """
    catalogue = catalogue_of(council)
    indicator = catalogue[indicator_id]
    shown = History(indicator, definition_in_words(indicator), (), None, catalogue.version)
    figures = _figures(council, viewer)
    if council is None or figures is None:
        return shown
    judged = judgements(council, figures, indicator, team)
    return replace(
        shown,
        values=tuple(_values(figures, indicator, judged[0].team)),
        snapshot=figures.setting.snapshot.id,
        judgements=judged,
    )


def _values(
    figures: GatedFigures, indicator: Indicator, team: str | None
) -> Iterator[tuple[Period, tuple[Value, ...]]]:
    """The last years, then the last months, each with its totals or with the values of the team."""
    for period in (*figures.years(YEARS_SHOWN), *figures.months(MONTHS_SHOWN)):
        values = figures.values(indicator, period, TEAM if team else None)
        yield period, tuple(value for value in values if team is None or value.category == team)


def _figures(council: Council | None, viewer: Viewer) -> GatedFigures | None:
    try:
        return figures_for(council, viewer) if council else None
    except Refused as refused:
        if refused.problems[0].rule == "nothing_imported":
            return None
        raise
