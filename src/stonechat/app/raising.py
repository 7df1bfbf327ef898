"""What a page of many indicators raises: the signals that are more than chance among so many looks.

All indicators of the catalogue for all teams together, or for each team as well; those of twelve months by
their months. Which signals are raised
is decided in `analysis/signals.py`; what an authority noted itself (steps, events) is taken into account.
"""

from collections.abc import Iterable, Iterator, Mapping

from stonechat.analysis.judged import Judged, Variation
from stonechat.analysis.signals import newest, raised
from stonechat.app.council import Council
from stonechat.app.figures import TEAM, names_of_categories
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.judging import (
    ALL_TEAMS,
    Scope,
    judgement,
    noted_of,
    series_of,
    views,
)
from stonechat.app.noted import noted_by
from stonechat.app.permissions import Viewer
from stonechat.app.reports import Judgement, RaisedSignal, Signals
from stonechat.indicators.breakdowns import category_in_words


def signals(council: Council, viewer: Viewer, *, by_team: bool = False) -> Signals:
    """The signals at the end of each indicator's series that are worth reading among all of them.

    With `by_team` each team's series is looked at too, which are more looks. The strongest come first; the
    teams of one indicator are in the order of their names. Refused if nothing has been imported, or a file
    of what the authority noted is faulty.
    """
    figures = figures_for(council, viewer)
    looked_at = list(_judgements(council, figures, by_team=by_team))
    page = [each.judged for each in looked_at]
    said = {id(each.judged): each for each in looked_at}
    setting = figures.setting
    found = tuple(
        RaisedSignal(
            setting.catalogue[one.judged.series.indicator],
            said[id(one.judged)],
            one,
            one.judged.points[one.signal.first].point.period,
        )
        for one in raised(page)
    )
    return Signals(
        setting.snapshot.id,
        setting.catalogue.version,
        sum(_is_read(each) for each in page),
        sum(newest(each) is not None for each in page),
        found,
    )


def _judgements(council: Council, figures: GatedFigures, *, by_team: bool) -> Iterator[Judgement]:
    noted = noted_by(council, figures.setting.catalogue)
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    for indicator in figures.setting.catalogue:
        view = views(indicator)[-1]
        about = noted_of(view, indicator, noted)
        teams = _teams(names, figures.teams(view)) if by_team else []
        for scope in (Scope(None, ALL_TEAMS), *teams):
            for measure in view.latest.measures:
                held = figures.over_time(view, measure.name, scope.team)
                yield judgement(series_of(view, measure, scope, held), scope.team, about)


def _teams(names: Mapping[str, str], teams: Iterable[str]) -> list[Scope]:
    """The teams in the order of their names."""
    scopes = [Scope(team, category_in_words(TEAM, team, names)) for team in teams]
    return sorted(scopes, key=lambda scope: (scope.name.casefold(), scope.team or ""))


def _is_read(judged: Judged) -> bool:
    return judged.variation not in (Variation.TOO_FEW, Variation.NO_READING)
