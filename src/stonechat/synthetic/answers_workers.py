"""Answers about workers and the children they hold (WF14, WF26, CL15). Plain loops, as in `answer_key.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stonechat.basics.periods import Period, twelve_months_to
from stonechat.synthetic.counting import Counter, Counts, Timing, as_asked, day_looking_back, share
from stonechat.synthetic.events import Events
from stonechat.synthetic.scale import Scale
from stonechat.synthetic.workforce import Involvement, Workforce

_MANY = 3


def _children_for_each(workers: Workforce, span: Period, _: Scale) -> Counts:
    day = span.last
    held = [each for some in workers.by_child.values() for each in some if each.started <= day < each.ended]
    return {"value": (len({each.person_id for each in held}), len({each.worker_id for each in held}))}


def _three_workers(workers: Workforce, span: Period, _: Scale) -> Counts:
    """Children with a worker on the day, and those who had three different ones in the year to it."""
    day, first = span.last, twelve_months_to(span.last).first
    children = many = 0
    for some in workers.by_child.values():
        if any(each.started <= day < each.ended for each in some):
            children += 1
            many += _different(some, first, day) >= _MANY
    return {"value": (many, children)}


def _different(some: Sequence[Involvement], first: date, last: date) -> int:
    """How many workers had the child at any time from one day to another, both included."""
    return len({each.worker_id for each in some if each.started <= last and each.ended >= first})


@dataclass(frozen=True)
class WorkersInCare:
    """The workers of children, and which children were in care."""

    workers: Workforce
    events: Events


def _three_in_care(known: WorkersInCare, span: Period, _: Scale) -> Counts:
    day, first = span.last, twelve_months_to(span.last).first
    children = {period.child.person_id for period, _ in known.events.in_care_on(day)}
    return share(children, lambda child: _different(known.workers.of(child), first, day) >= _MANY)


FROM_WORKERS: dict[str, tuple[Timing, Counter[Workforce]]] = {
    "WF14": (as_asked, _children_for_each),
    "WF26": (day_looking_back(12), _three_workers),
}
FROM_WORKERS_IN_CARE: dict[str, tuple[Timing, Counter[WorkersInCare]]] = {
    "CL15": (day_looking_back(12), _three_in_care),
}
