"""The flow from contact to outcome as a page has it: links, tables, the chart. Nothing is decided here."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from stonechat.app.flows import Choice as Chosen
from stonechat.app.flows import Counted, Flow, Step, View, cells, headings, row_headings
from stonechat.app.tables import Form
from stonechat.charts.conversion import Stage, draw_conversion
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.indicators.measure import Reason
from stonechat.web.parts import Cell, Choice, Column, Download, Figure, Group, Option, Table, figure
from stonechat.web.presenters import addresses

WORDS_OF_FORM = {Form.CSV: "CSV", Form.WORKBOOK: "Excel"}


def context(flow: Flow, asked: dict[str, str], may_list: bool) -> dict[str, Any]:
    """All that the template shows."""
    return {
        "flow": flow,
        "facts": _facts(flow),
        "filters": _filters(flow, asked),
        "figure": _figure(flow, asked, may_list),
        "faults": [step for step in flow.steps if step.fault],
        "waits": [step for step in flow.steps if step.days],
        "left": _left(flow, may_list),
        "gaps": _counts("gaps", "Went on with a step unrecorded", flow.gaps, may_list) if flow.gaps else None,
        "rows": _rows(flow, may_list) if flow.rows else None,
        "conversions": flow.conversions,
    }


def _facts(flow: Flow) -> list[str]:
    hidden = f"Figures under {flow.threshold + 1} are hidden (c)" if flow.is_suppressed else ""
    data = f"Data to {flow.data_to}" if flow.data_to else ""
    return [each for each in (_capital(flow.span), flow.scope, data, hidden) if each]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _filters(flow: Flow, asked: dict[str, str]) -> tuple[Choice, ...]:
    views = (
        Option(View.COHORT, "These referrals, followed through"),
        Option(View.PERIOD, "Whatever happened in the period"),
    )
    whose = (
        Option("", "All agencies and teams"),
        *(Option(f"agency:{each.value}", f"Referred by {each.words}") for each in flow.agencies),
        *(Option(f"team:{each.value}", f"Team: {each.words}") for each in flow.teams),
    )
    split = (Option("", "No"), Option("agency", "By agency"), Option("team", "By team"))
    return (
        Choice("view", "What is counted", asked["view"], views),
        Choice("period", "Period", flow.period.label, _periods(flow)),
        Choice("whose", "Whose", asked["whose"], whose),
        Choice("by", "Side by side", asked["by"], split),
    )


def _periods(flow: Flow) -> tuple[Option, ...]:
    """Those to choose from; the one shown is among them, however it was asked for."""
    known = {each.value: each for each in flow.periods}
    shown = known.get(flow.period.label) or Chosen(flow.period.label, flow.span)
    every = flow.periods if shown.value in known else (shown, *flow.periods)
    return tuple(Option(each.value, _capital(each.words)) for each in every)


# ---------------------------------------------------------------- the chart and its table


def _figure(flow: Flow, asked: dict[str, str], may_list: bool) -> Figure:
    wide, narrow = (_drawn(flow, width) for width in (WIDE, NARROW))
    made = figure("flow", wide, narrow)
    table = _steps(flow, wide.table.caption, asked, may_list)
    return Figure(made.id, made.title, made.subtitle, made.wide, made.narrow, table, "")


def _drawn(flow: Flow, width: int) -> Drawing:
    stages = [
        Stage(_lower(each.counted.name), each.counted.count, _instead(each.counted), each.starts_anew)
        for each in flow.steps
    ]
    return draw_conversion(stages, flow.scope, flow.span, width)


def _instead(one: Counted) -> str:
    """What stands beside the outline of a step without a count."""
    return "Hidden (c)" if one.reason is Reason.SUPPRESSED else one.words


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _steps(flow: Flow, caption: str, asked: dict[str, str], may_list: bool) -> Table:
    columns = tuple(
        Column(heading, numeric=heading.startswith(("Count", "A year"))) for heading in headings(flow)
    )
    rows = tuple(_step(flow, step, may_list) for step in flow.steps)
    return Table("flow-data", caption, columns, (Group(rows),), _downloads(asked))


def _step(flow: Flow, step: Step, may_list: bool) -> tuple[Cell, ...]:
    name, _, *others = cells(flow, step)
    share, before, *rest = others
    return (
        Cell(name, href=addresses.indicator(step.counted.behind.indicator)),
        _count(step.counted, may_list),
        Cell(share),
        Cell(before, href=_list(step.before, may_list), numeric=True),
        *map(Cell, rest),
    )


def _count(one: Counted, may_list: bool) -> Cell:
    return Cell(one.words, href=_list(one, may_list), numeric=True)


def _downloads(asked: dict[str, str]) -> tuple[Download, ...]:
    said = urlencode({name: value for name, value in asked.items() if value})
    return tuple(
        Download(f"{reverse('flow-file', args=[form.value])}?{said}", WORDS_OF_FORM[form]) for form in Form
    )


# ---------------------------------------------------------------- the other tables


def _left(flow: Flow, may_list: bool) -> Table | None:
    """Where children left, the steps as headings of groups."""
    groups = tuple(
        Group(
            tuple((Cell(each.name), _count(each, may_list)) for each in step.left),
            f"After: {step.counted.name}",
        )
        for step in flow.steps
        if step.left
    )
    if not groups:
        return None
    columns = (Column("Where they left"), Column("Referrals", numeric=True))
    return Table("left", f"Where children left, {flow.scope}, {flow.span}", columns, groups)


def _counts(id: str, caption: str, counts: tuple[Counted, ...], may_list: bool) -> Table:
    rows = tuple((Cell(each.name), _count(each, may_list)) for each in counts)
    return Table(id, caption, (Column(caption), Column("Referrals", numeric=True)), (Group(rows),))


def _rows(flow: Flow, may_list: bool) -> Table:
    first, *names = row_headings(flow)
    columns = (Column(first), *(Column(name, numeric=True) for name in names))
    rows = tuple((Cell(row.name), *(_count(each, may_list) for each in row.steps)) for row in flow.rows)
    what = "Agencies" if flow.by == "agency" else "Teams"
    return Table("rows", f"{what} by name, {flow.span}", columns, (Group(rows),))


# ---------------------------------------------------------------- addresses


def _list(one: Counted, may_list: bool) -> str:
    """The list of the children behind a count; none where there is no count, or none to see."""
    if not may_list or not one.count:
        return ""
    behind = one.behind
    is_team = behind.breakdown == "team"
    return addresses.children(
        behind.indicator,
        period=behind.period,
        measure=behind.measure,
        part=behind.part,
        by=None if is_team else behind.breakdown,
        category=None if is_team else behind.category,
        team=behind.category if is_team else None,
    )
