"""What comparing hands to commands and pages, its words and its JSON.

Apart from `reports.py` and `contract.py` because it loads the library of statistics, which other commands
need not wait for.
"""

from dataclasses import dataclass
from typing import Any

from stonechat.analysis import small_numbers, words_of_places
from stonechat.analysis.clusters import Clustered
from stonechat.analysis.disclosure import HIDDEN
from stonechat.analysis.disparity import Disparity
from stonechat.analysis.funnel import Funnel, FunnelPlace
from stonechat.analysis.intervals import Interval
from stonechat.analysis.shrinkage import Shrunk
from stonechat.app.contract import CONTRACT, Json
from stonechat.app.reports import Valued
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Reason, Unit, Value

NOT_GIVEN = "not given"
TEAM_HEADS = ("read with the others", "by chance alone")
JUDGED_HEADS = ("as teams differ",)
GROUP_HEADS = ("times all others",)


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """One team or group of children: its value with the 95% interval, None where chance cannot be told.

    A team's share has its place on the funnel and is read with the others'; a group's share or rate has its
    ratio to all other children. Each is None where that is not given. `category` is None for what was not
    recorded.
    """

    category: str | None
    name: str
    value: Value
    interval: Interval | None
    on_funnel: FunnelPlace | None = None
    shrunk: Shrunk | None = None
    disparity: Disparity | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The categories of one breakdown of a measure, beside the total; `said` is said of all of them.

    `clustered` is the total by families, None where that cannot be told. `funnel` is that of teams, None for
    groups and where there is none; `funnel_can_judge` is False where the teams differ by too much for it to
    say who is unusual among them.
    """

    valued: Valued
    measure: Measure
    breakdown: str
    total: Value
    groups: tuple[ComparedGroup, ...]
    clustered: Clustered | None
    said: tuple[str, ...]
    funnel: Funnel | None = None
    funnel_can_judge: bool = False


def headings(compared: Comparison) -> tuple[str, ...]:
    """What stands above the cells of `cells`."""
    judged = JUDGED_HEADS * compared.funnel_can_judge
    more = (*TEAM_HEADS * _is_of_teams(compared), *judged, *GROUP_HEADS * _is_of_groups(compared))
    return (compared.breakdown.replace("_", " "), "value", "95% interval", *more)


def cells(compared: Comparison, group: ComparedGroup) -> tuple[str, ...]:
    """One category in words: its name, value and interval, then what is said of teams or of groups."""
    unit = compared.measure.unit
    return (
        group.name,
        told(unit, group.value),
        _interval(unit, group),
        *(_team_cells(unit, group, compared.funnel_can_judge) if _is_of_teams(compared) else ()),
        *((_ratio(group.disparity),) if _is_of_groups(compared) else ()),
    )


def told(unit: Unit, value: Value) -> str:
    """A value in words, or why there is none; `HIDDEN` for one that is hidden."""
    if value.value is None:
        return HIDDEN if value.reason is Reason.SUPPRESSED else str(value.reason)
    return small_numbers.told(unit, value.value, value.numerator, value.denominator)


def _is_of_teams(compared: Comparison) -> bool:
    return any(group.on_funnel for group in compared.groups)


def _is_of_groups(compared: Comparison) -> bool:
    return any(group.disparity for group in compared.groups)


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


# ---------------------------------------------------------------- JSON


def compared_json(compared: Comparison) -> Json:
    """One entry for each category; numbers of statistics are rounded to six decimals."""
    valued = compared.valued
    return {
        "contract": CONTRACT,
        "indicator": valued.indicator.id,
        "period": valued.period.label,
        "snapshot": valued.snapshot,
        "catalogue": valued.catalogue,
        "measure": compared.measure.name,
        "breakdown": compared.breakdown,
        "total": compared.total.to_json(),
        "design_effect": round(compared.clustered.design_effect, 6) if compared.clustered else None,
        "groups": [_group_json(group, compared.funnel_can_judge) for group in compared.groups],
        "said": list(compared.said),
    }


def _group_json(group: ComparedGroup, can_judge: bool) -> Json:
    place, shrunk, ratio = group.on_funnel, group.shrunk, group.disparity
    return {
        "category": group.category,
        "name": group.name,
        "value": group.value.to_json(),
        "interval": _ends(group.interval),
        "by_chance": str(place.by_chance) if place else None,
        "standing": str(place.standing) if place and can_judge else None,
        "with_others": round(shrunk.value, 6) if shrunk else None,
        "with_others_interval": _ends(shrunk.interval) if shrunk else None,
        "ratio": round(ratio.ratio, 6) if ratio and ratio.ratio is not None else None,
        "ratio_interval": _ends(ratio.interval) if ratio else None,
        "ratio_not_given": str(ratio.why_not) if ratio and ratio.why_not else None,
    }


def _ends(interval: Interval | None) -> list[Any] | None:
    return [round(interval.lower, 6), round(interval.upper, 6)] if interval else None
