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
    held = [each for some in workers.by_child.values() for each in some if _is_open(each, span.last)]
    return {"value": (len({each.person_id for each in held}), len({each.worker_id for each in held}))}


def _is_open(involved: Involvement, day: date) -> bool:
    return involved.started <= day < involved.ended


def _three_workers(workers: Workforce, span: Period, _: Scale) -> Counts:
    with_a_worker = [
        some for some in workers.by_child.values() if any(_is_open(each, span.last) for each in some)
    ]
    return share(with_a_worker, lambda some: _has_had_three(some, span.last))


def _has_had_three(some: Sequence[Involvement], day: date) -> bool:
    """Whether three different workers had the child at any time in the twelve months to the day."""
    first = twelve_months_to(day).first
    return len({each.worker_id for each in some if each.started <= day and each.ended >= first}) >= _MANY


@dataclass(frozen=True)
class WorkersInCare:
    """The workers of children, and which children were in care."""

    workers: Workforce
    events: Events


def _three_in_care(known: WorkersInCare, span: Period, _: Scale) -> Counts:
    children = {period.child.person_id for period, _ in known.events.in_care_on(span.last)}
    return share(children, lambda child: _has_had_three(known.workers.by_child.get(child, ()), span.last))


FROM_WORKERS: dict[str, tuple[Timing, Counter[Workforce]]] = {
    "WF14": (as_asked, _children_for_each),
    "WF26": (day_looking_back(12), _three_workers),
}
FROM_WORKERS_IN_CARE: dict[str, tuple[Timing, Counter[WorkersInCare]]] = {
    "CL15": (day_looking_back(12), _three_in_care),
}
