"""Checks of a child's episodes against each other: what overlaps, what is missing between two of them.

They see the episodes of one return, and speak when all have been read. What the returns of two years say of
each other is `pipeline/histories.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from stonechat.sources.ssda903.rules.rule import CHECK_DATES, CHECK_RECORD

STARTED = "S"
GOES_ON = "X1"


class Step(NamedTuple):
    """An episode as its child's history needs it. `line` is where it stands in its file."""

    line: int
    started: date
    ended: date | None
    start_reason: str | None
    end_reason: str | None


PairTest = Callable[[Step, Step | None], bool]


@dataclass(frozen=True, slots=True)
class PairRule:
    """One check of an episode and the child's next, None after the last. `of_next`: it is about the next."""

    code: str
    column: str
    what: str
    fix: str
    of_next: bool
    is_broken_by: PairTest


PAIR_RULES: list[PairRule] = []


def _rule(
    code: str, column: str, what: str, fix: str = CHECK_DATES, *, of_next: bool
) -> Callable[[PairTest], PairTest]:
    def register(test: PairTest) -> PairTest:
        PAIR_RULES.append(PairRule(code, column, what, fix, of_next, test))
        return test

    return register


@_rule("142", "DEC", "The episode has no end, and the child's next one has begun.", of_next=False)
def open_though_another_began(one: Step, following: Step | None) -> bool:
    return following is not None and one.ended is None


@_rule("501", "DECOM", "The episode begins before the child's previous one has ended.", of_next=True)
def overlaps(one: Step, following: Step | None) -> bool:
    return following is not None and one.ended is not None and following.started < one.ended


@_rule("388", "REC", "A new episode should begin on the day on which this one ended.", of_next=False)
def leads_nowhere(one: Step, following: Step | None) -> bool:
    goes_on = one.end_reason == GOES_ON and one.ended is not None
    return goes_on and (following is None or following.started > one.ended)  # type: ignore[operator]


@_rule("433", "DECOM", "The episode goes on from one that ended on an earlier day.", of_next=True)
def goes_on_after_a_gap(one: Step, following: Step | None) -> bool:
    if following is None or one.ended is None:
        return False
    return _goes_on(following) and one.ended < following.started


@_rule("431", "RNE", "Care starts on the day on which an episode ended.", CHECK_RECORD, of_next=True)
def starts_without_a_break(one: Step, following: Step | None) -> bool:
    return following is not None and following.start_reason == STARTED and following.started == one.ended


@_rule(
    "432", "RNE", "The episode goes on, but care had ceased with the one before.", CHECK_RECORD, of_next=True
)
def goes_on_after_care(one: Step, following: Step | None) -> bool:
    ceased = one.ended is not None and one.end_reason not in (GOES_ON, None)
    return ceased and following is not None and _goes_on(following)


def _goes_on(episode: Step) -> bool:
    return episode.start_reason not in (STARTED, None)


def _is_in_order(one: Step, following: Step | None) -> bool:
    """Whether no check can be broken: so of nearly all, and quicker than to ask each check."""
    if following is None:
        return one.ended is None or one.end_reason != GOES_ON
    return one.ended == following.started and one.end_reason == GOES_ON and following.start_reason != STARTED


@dataclass(slots=True)
class Histories:
    """The episodes of every child of a return."""

    _steps: dict[str, list[Step]] = field(default_factory=dict)

    def add(self, person_id: str, step: Step) -> None:
        """One more episode of the child."""
        self._steps.setdefault(person_id, []).append(step)

    def broken(self) -> Iterator[tuple[PairRule, Step, str]]:
        """Each check that is broken, with the episode and the child that it is about, child after child."""
        for person_id, steps in self._steps.items():
            ordered = sorted(steps, key=lambda one: (one.started, one.ended or date.max, one.line))
            for one, following in zip_longest(ordered, ordered[1:]):
                if _is_in_order(one, following):
                    continue
                for rule in PAIR_RULES:
                    if rule.is_broken_by(one, following):
                        yield rule, (following if rule.of_next and following else one), person_id
