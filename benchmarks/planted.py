"""What a director would have been shown of the made-up authority, month by month over five years.

Its one change in time is the step at the front door (`about/answer_key.json` of the demo names the indicators
that it moves); every other signal means nothing. At the end of each month from the thirteenth on, the series
are judged as they stood then. Shown: series whose last point has a signal on its chart. Raised: those that
the page picks out. Two pages: all teams together, and every team as well.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import Results
from stonechat.analysis.judged import Judged, Side
from stonechat.analysis.series import Series
from stonechat.analysis.signals import newest, raised
from stonechat.analysis.trend import judge
from stonechat.app.council import Council, open_council
from stonechat.app.demo import DemoSize, run_demo
from stonechat.app.figures import TEAM, Figures, names_of_categories
from stonechat.app.judging import ALL_TEAMS, Scope, series_of, views
from stonechat.basics.periods import Period, PeriodKind
from stonechat.indicators.breakdowns import category_in_words

CHILDREN, YEARS, SEED = 62_500, 5, 20_261_120
FIRST_PAGE = 13


def run() -> Results:
    """Signals of five years, before and after a page raises some, and how soon the step is seen."""
    results = Results(f"Signals of the made-up authority, {YEARS} years of months")
    with TemporaryDirectory(prefix="stonechat-bench-") as made:
        root = Path(made) / "demo"
        run_demo(root, DemoSize(CHILDREN, YEARS, SEED))
        planted = json.loads((root / "about" / "answer_key.json").read_text())["planted"]
        every = list(all_series(open_council(root)))
    step = planted["new_front_door_rule"]
    for name, series in (("all teams", whole(every)), ("every team too", every)):
        pages = list(judged_by_month(series))
        results.add(f"{name}, {len(series)} series", f"{len(pages)} months", told(pages, step["indicators"]))
    results.add("the step in referrals", step["month"], seen(whole(every), step["month"]))
    return results


def whole(every: Iterable[Series]) -> list[Series]:
    return [one for one in every if one.scope == ALL_TEAMS]


def all_series(council: Council) -> Iterator[Series]:
    """Every measure of every indicator by month, for all teams and for each."""
    figures = Figures(council)
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    for indicator in figures.setting.catalogue:
        view = views(indicator)[-1]
        found = figures.teams(view, 12 * YEARS)
        teams = [Scope(team, category_in_words(TEAM, team, names)) for team in found]
        for scope in (Scope(None, ALL_TEAMS), *teams):
            for measure in view.latest.measures:
                held = figures.over_time(view, measure.name, scope.team, 12 * YEARS)
                series = series_of(view, measure, scope, held)
                if series.points and series.points[0].period.kind is PeriodKind.MONTH:
                    yield series


def judged_by_month(series: Sequence[Series]) -> Iterator[tuple[Period, list[Judged]]]:
    """The page of each month: the series that reach it, judged as they stood then."""
    months = sorted({point.period for one in series for point in one.points}, key=lambda each: each.first)
    for month in months[FIRST_PAGE - 1 :]:
        yield (
            month,
            [judge(cut) for one in series if (cut := until(one, month)).points[-1:] and reaches(cut, month)],
        )


def until(series: Series, month: Period) -> Series:
    return replace(series, points=tuple(point for point in series.points if point.period.last <= month.last))


def reaches(series: Series, month: Period) -> bool:
    return series.points[-1].period == month


def told(pages: Sequence[tuple[Period, list[Judged]]], moved: Iterable[str]) -> str:
    """How many signals were shown and raised in all, and how many of them are not of what was planted."""
    shown = [one for _, page in pages for one in page if newest(one) is not None]
    picked = [each.judged for _, page in pages for each in raised(page)]
    looks = sum(len(page) for _, page in pages)
    false_shown, false_picked = (
        sum(one.series.indicator not in moved for one in some) for some in (shown, picked)
    )
    said = f"{len(shown)} shown, {false_shown} false; {len(picked)} raised, {false_picked} false"
    return f"{looks:,} looks; {said}"


def seen(series: Sequence[Series], step: str) -> str:
    """In which month from the step on the fall of referrals was first shown, and first raised."""
    first: dict[str, int] = {}
    months = [(month, page) for month, page in judged_by_month(series) if month.label >= step]
    for number, (_, page) in enumerate(months, start=1):
        low = [one for one in page if one.series.indicator == "FD16" and is_low(one)]
        if low:
            first.setdefault("shown", number)
        if any(each.judged in low for each in raised(page)):
            first.setdefault("raised", number)
    return ", ".join(
        f"{how} in month {first[how]}" if how in first else f"not {how}" for how in ("shown", "raised")
    )


def is_low(judged: Judged) -> bool:
    signal = newest(judged)
    return signal is not None and signal.side is Side.LOW
