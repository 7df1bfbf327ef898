"""What the command line says of the way from contact to outcome."""

import textwrap
from collections.abc import Iterator

from stonechat.app.flows import Flow, cells, flow_json, headings, row_cells, row_headings
from stonechat.cli.show import WIDTH, table, tell, tell_json


def show_flow(flow: Flow, as_json: bool) -> None:
    """The steps, where children left after each, the agencies or teams, the neighbours, and what is said."""
    if as_json:
        tell_json(flow_json(flow))
        return
    tell(f"From contact to plan: {flow.span}. {flow.scope}.\n")
    for sentence in flow.said:
        tell(textwrap.fill(sentence, WIDTH))
    if flow.maturing:
        tell(textwrap.fill(flow.maturing, WIDTH))
    tell()
    tell(table(headings(flow), [cells(flow, step) for step in flow.steps], right=(1, 3)))
    for line in (*_faults(flow), *_left(flow), *_gaps(flow)):
        tell(line)
    if flow.rows:
        right = tuple(range(1, 1 + len(flow.steps)))
        tell("\n" + table(row_headings(flow), [row_cells(row) for row in flow.rows], right=right))
    for line in _published(flow):
        tell(line)
    tell(f"\nData to {flow.data_to}. Snapshot {flow.snapshot}, catalogue {flow.catalogue}.")


def _faults(flow: Flow) -> Iterator[str]:
    for step in flow.steps:
        if step.fault:
            yield f"\n{step.fault}"


def _left(flow: Flow) -> Iterator[str]:
    """Where children left, step by step."""
    for step in flow.steps:
        if step.left:
            yield f"\nWhere they left after: {step.counted.name}"
            yield table(("", ""), [(each.name, each.words) for each in step.left], right=(1,))


def _gaps(flow: Flow) -> Iterator[str]:
    for gap in flow.gaps:
        behind = gap.behind
        yield f"{gap.name}: {gap.words} (indicators children {behind.indicator} --measure {behind.measure})"


def _published(flow: Flow) -> Iterator[str]:
    """Our conversions of a year beside the neighbours'."""
    for each in flow.conversions:
        yield f"\n{each.name}, {each.span}"
        yield textwrap.fill(" ".join(each.words), WIDTH)
