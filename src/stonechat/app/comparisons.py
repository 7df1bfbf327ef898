"""What comparing hands to commands and pages, and its JSON.

Apart from `reports.py` and `contract.py` because it loads the library of statistics, which other commands
need not wait for.
"""

from dataclasses import dataclass
from typing import Any

from stonechat.analysis.clusters import Clustered
from stonechat.analysis.disparity import Disparity
from stonechat.analysis.funnel import FunnelPlace
from stonechat.analysis.intervals import Interval
from stonechat.analysis.shrinkage import Shrunk
from stonechat.app.contract import CONTRACT, Json
from stonechat.app.reports import Valued
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Value


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

    `clustered` is the total by families, None where that cannot be told. `funnel_can_judge` is False where
    the teams differ by too much for a funnel to say who is unusual among them.
    """

    valued: Valued
    measure: Measure
    breakdown: str
    total: Value
    groups: tuple[ComparedGroup, ...]
    clustered: Clustered | None
    said: tuple[str, ...]
    funnel_can_judge: bool = False


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
