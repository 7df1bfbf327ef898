"""What a page of many indicators raises: the signals that are more than chance among so many looks.

All indicators of the catalogue for all teams together, or for each team as well; those of twelve months by
their months. Which signals are raised
is decided in `analysis/signals.py`; what an authority noted itself (steps, events) is taken into account.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stonechat.analysis.judged import Judged, Variation
from stonechat.analysis.signals import newest, raised
from stonechat.app.council import Council
from stonechat.app.figures import TEAM, names_of_categories
from stonechat.app.gate import GatedFigures, figures_for
from stonechat.app.judging import by_months, judgements, views
from stonechat.app.noted import noted_by
from stonechat.app.permissions import Viewer
from stonechat.app.reports import Judgement, RaisedSignal, Signals
from stonechat.basics.periods import Period
from stonechat.indicators.breakdowns import category_in_words


def signals(
    council: Council,
    viewer: Viewer,
    *,
    by_team: bool = False,
    team: str | None = None,
    to: Period | None = None,
) -> Signals:
    """The signals at the end of each indicator's series that are worth reading among all of them.

    Of all teams together; with `by_team` each team's series is looked at too, which are more looks; with
    `team` (its number) that team's alone. `to`: as it was at the end of that period. The strongest come
    first; the teams of one indicator are in the order of their names. Refused if nothing has been imported,
    or a file of what the authority noted is faulty.
    """
    figures = figures_for(council, viewer)
    noted = noted_by(council, figures.setting.catalogue)
    return figures.remembered(
        ("signals", noted, by_team, team, to),
        lambda: _signals(figures, list(_judgements(council, figures, by_team=by_team, team=team, to=to))),
    )


def _signals(figures: GatedFigures, looked_at: Sequence[Judgement]) -> Signals:
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


def _judgements(
    council: Council, figures: GatedFigures, *, by_team: bool, team: str | None, to: Period | None
) -> Iterator[Judgement]:
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    if team is None:
        figures.read_ahead(views(indicator)[-1] for indicator in figures.setting.catalogue)
    for indicator in figures.setting.catalogue:
        if team is None or TEAM in indicator.breakdowns:
            teams = _by_name(names, figures.teams(views(indicator)[-1])) if by_team else []
            for one in (team, *teams):
                yield from by_months(judgements(council, figures, indicator, one, to=to), indicator)


def _by_name(names: Mapping[str, str], teams: Iterable[str]) -> list[str]:
    """The teams in the order of their names."""
    return sorted(teams, key=lambda team: (category_in_words(TEAM, team, names).casefold(), team))


def _is_read(judged: Judged) -> bool:
    return judged.variation not in (Variation.TOO_FEW, Variation.NO_READING)
