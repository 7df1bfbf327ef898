"""The flow from contact to outcome as a table to download: steps, where children left, agencies or teams."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from stonechat.app.flows import Counted, Flow, Share, Step
from stonechat.app.permissions import Viewer
from stonechat.app.tables import About, Cell, ColumnKind, Heading, Marking, TableToDownload

_NUMBER = ColumnKind.NUMBER


def flow_table(flow: Flow, viewer: Viewer, made_at: datetime) -> TableToDownload:
    """One row for each step, each way of leaving after it, and each step of an agency or team."""
    return TableToDownload(
        f"From contact to plan, {flow.span}, {flow.scope}",
        ("from-contact-to-plan", str(flow.view), flow.period.label),
        (
            Heading("Whose"),
            Heading("Step"),
            Heading("Left after it"),
            Heading("Count", _NUMBER),
            Heading("Share of the step above (%)", _NUMBER),
            Heading("Share, lower end (%)", _NUMBER),
            Heading("Share, upper end (%)", _NUMBER),
            Heading("Count a year before", _NUMBER),
            Heading("Median days", _NUMBER),
            Heading("Days, lower quartile", _NUMBER),
            Heading("Days, upper quartile", _NUMBER),
            Heading("Indicator"),
            Heading("Measure"),
        ),
        tuple(_rows(flow)),
        About(
            flow.authority,
            flow.snapshot,
            flow.catalogue,
            flow.covered_to,
            viewer.name,
            made_at,
            Marking.OFFICIAL if flow.is_suppressed else Marking.SENSITIVE,
            (("Counts", " ".join(flow.said)),),
        ),
    )


def _rows(flow: Flow) -> Iterator[tuple[Cell, ...]]:
    for step in flow.steps:
        yield _row(flow.scope, step.counted, "", step.share, _number(step.before), *_days(step))
        for left in step.left:
            yield _row(flow.scope, left, step.counted.name)
    for row in flow.rows:
        for each, share in zip(row.steps, row.shares, strict=True):
            yield _row(row.name, each, "", share)


def _row(  # noqa: PLR0917 - one argument for each column
    whose: str,
    one: Counted,
    after: str,
    share: Share | None = None,
    before: Cell = None,
    median: Cell = None,
    lower: Cell = None,
    upper: Cell = None,
) -> tuple[Cell, ...]:
    name = (one.name, "") if not after else (after, one.name)
    days = (median, lower, upper)
    return (
        whose,
        *name,
        _number(one),
        *_share(share),
        before,
        *days,
        one.behind.indicator,
        one.behind.measure,
    )


def _number(one: Counted) -> Cell:
    return one.words if one.count is None else one.count


def _share(share: Share | None) -> tuple[Cell, Cell, Cell]:
    if share is None:
        return None, None, None
    if share.interval is None:
        return share.value, None, None
    return share.value, _rounded(share.interval.lower), _rounded(share.interval.upper)


def _rounded(end: float) -> Decimal:
    return Decimal(f"{end:.1f}")


def _days(step: Step) -> tuple[Cell, Cell, Cell]:
    return (step.days.median, step.days.lower, step.days.upper) if step.days else (None, None, None)
