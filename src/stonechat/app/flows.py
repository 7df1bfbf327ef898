"""What the flow from contact to outcome hands to commands and pages, and its JSON. Nothing is decided here.

Apart from `reports.py` because it loads the library of statistics, which other commands need not wait for.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stonechat.analysis.intervals import Interval
from stonechat.analysis.neighbours import AgainstNeighbours
from stonechat.app.contract import CONTRACT, Json
from stonechat.basics.periods import Period
from stonechat.indicators.measure import Reason, Value


class View(StrEnum):
    """Which events are shown."""

    COHORT = "cohort"  # those that came in the period, followed through
    PERIOD = "period"  # whatever is dated in the period


@dataclass(frozen=True, slots=True)
class Behind:
    """Where the children of a count are listed: the arguments of `children.py`."""

    indicator: str
    measure: str
    period: str
    part: str = "numerator"
    breakdown: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A count with its list; without a count, the reason and that in words ("Not recorded")."""

    name: str
    count: int | None
    reason: Reason | None
    words: str
    behind: Behind


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the step above, in percent. With an interval it is of a whole; else of two counts.

    `words`: "28% of the step above (25% to 31%)".
    """

    value: Decimal
    interval: Interval | None
    words: str


@dataclass(frozen=True, slots=True)
class Days:
    """Days from the step named to this one: the median and the middle half, in words too."""

    since: str
    median: Decimal
    lower: Decimal | None
    upper: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `before` is the same a year before. `left`: where children left after it.

    `starts_anew`: it is no part of the step above. `short` is its name where there is little room. `fault`
    says in words what makes it larger than the one above.
    """

    counted: Counted
    share: Share | None
    before: Counted
    share_before: Share | None
    days: Days | None
    left: tuple[Counted, ...]
    starts_anew: bool = False
    short: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The steps of one agency or team; its `category` is None for what is not recorded."""

    category: str | None
    name: str
    steps: tuple[Counted, ...]
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A published conversion of one year (`span`, in words): ours beside the neighbours'."""

    name: str
    span: str
    against: AgainstNeighbours
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be asked for, and what it is called."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The way from contact to plan, by cohort or by period, of everyone, of one agency or of one team.

    `said` are the sentences that say what is counted; `gaps` counts of what went on with a step unrecorded;
    `rows` the agencies or teams, by name. `maturing` says in words that it is too early, and then nothing is
    counted from the referrals on.
    """

    view: View
    period: Period
    before: Period
    authority: str
    scope: str
    span: str
    snapshot: str
    catalogue: str
    covered_to: date | None
    data_to: str | None
    is_suppressed: bool
    steps: tuple[Step, ...]
    gaps: tuple[Counted, ...]
    rows: tuple[Row, ...]
    conversions: tuple[Conversion, ...]
    said: tuple[str, ...]
    maturing: str | None
    threshold: int
    by: str | None = None
    periods: tuple[Choice, ...] = ()
    agencies: tuple[Choice, ...] = ()
    teams: tuple[Choice, ...] = ()


NO_VALUE = {
    Reason.NOT_HELD: "Not recorded",
    Reason.MATURING: "Too early",
    Reason.SUPPRESSED: "c",
    Reason.NOT_TOLD: "Not recorded by team",
}
"""What stands where a count would."""


def counted(name: str, value: Value, behind: Behind) -> Counted:
    """A value of the catalogue as a count: its numerator, or its denominator where that is what is meant."""
    number = value.denominator if behind.part == "denominator" else value.numerator
    if number is None or value.reason in NO_VALUE:
        return Counted(
            name, None, value.reason, NO_VALUE.get(value.reason or Reason.NOT_HELD, "None"), behind
        )
    return Counted(name, int(number), None, f"{int(number):,}", behind)


def headings(flow: Flow) -> tuple[str, ...]:
    """The headings above the cells of a step."""
    days = ("Days, median and middle half",) if flow.view is View.COHORT else ()
    return ("Step", "Count", "Share of the step above", "A year before", "Share a year before", *days)


def cells(flow: Flow, step: Step) -> tuple[str, ...]:
    """One row of the table of steps, as every reader sees it."""
    days = (step.days.words if step.days else "not applicable",) if flow.view is View.COHORT else ()
    shares = (share.words if share else "not applicable" for share in (step.share, step.share_before))
    now, before = shares
    return (step.counted.name, step.counted.words, now, step.before.words, before, *days)


def row_headings(flow: Flow) -> tuple[str, ...]:
    """The headings above the cells of an agency or team."""
    return ("Referred by" if flow.by == "agency" else "Team", *(step.short for step in flow.steps))


def row_cells(row: Row) -> tuple[str, ...]:
    """The counts of one agency or team, each with its share of the step above in brackets."""
    return (row.name, *(each.words for each in row.steps))


def flow_json(flow: Flow) -> Json:
    """`flow --json`: one entry for each step, then the agencies or teams, then the neighbours."""
    return {
        "contract": CONTRACT,
        "view": str(flow.view),
        "period": flow.period.label,
        "before": flow.before.label,
        "scope": flow.scope,
        "snapshot": flow.snapshot,
        "catalogue": flow.catalogue,
        "data_to": flow.data_to,
        "maturing": flow.maturing,
        "steps": [_step_json(step) for step in flow.steps],
        "gaps": [_counted_json(gap) for gap in flow.gaps],
        "by": [
            {
                "category": row.category,
                "name": row.name,
                "steps": [
                    {**_counted_json(each), "share": _share_json(share)}
                    for each, share in zip(row.steps, row.shares, strict=True)
                ],
            }
            for row in flow.rows
        ],
        "published": [_conversion_json(each) for each in flow.conversions],
        "said": list(flow.said),
    }


def _step_json(step: Step) -> Json:
    days = step.days
    return {
        **_counted_json(step.counted),
        "share": _share_json(step.share),
        "starts_anew": step.starts_anew,
        "before": {"count": step.before.count, "share": _share_json(step.share_before)},
        "days": {
            "since": days.since,
            "median": float(days.median),
            "lower": None if days.lower is None else float(days.lower),
            "upper": None if days.upper is None else float(days.upper),
        }
        if days
        else None,
        "left": [_counted_json(each) for each in step.left],
        "fault": step.fault,
    }


def _counted_json(one: Counted) -> Json:
    return {
        "name": one.name,
        "indicator": one.behind.indicator,
        "measure": one.behind.measure,
        "part": one.behind.part,
        "count": one.count,
        "reason": str(one.reason) if one.reason else None,
    }


def _share_json(share: Share | None) -> Json | None:
    if share is None:
        return None
    ends = share.interval
    interval = [round(ends.lower, 6), round(ends.upper, 6)] if ends else None
    return {"value": float(share.value), "interval": interval}


def _conversion_json(each: Conversion) -> Json:
    against = each.against
    return {
        "name": each.name,
        "year": each.span,
        "ours": None if against.us.value is None else float(against.us.value),
        "compared": against.compared,
        "lower": None if against.lower is None else float(against.lower),
        "middle": None if against.middle is None else float(against.middle),
        "upper": None if against.upper is None else float(against.upper),
        "half": str(against.half) if against.half else None,
        "words": list(each.words),
    }
