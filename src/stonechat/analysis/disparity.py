"""How many times as often something happens to children of one group as to those of another.

RR = (a / A) / (b / B), with the interval exp(ln RR +- z sqrt(1/a - 1/A + 1/b - 1/B)). A ratio says that
groups differ; not why. Not given where fewer than 10 children of either group are counted.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp, log, sqrt

from stonechat.analysis.intervals import Confidence, Interval

FEWEST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """So many children of a group, `count`, out of all children of that group, `of`."""

    name: str
    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError("a group's count is neither below 0 nor above its children")


class NotGiven(StrEnum):
    """Why there is no ratio."""

    TOO_FEW = "fewer than 10 children are counted in one of the two groups"


class Likelihood(StrEnum):
    """What the interval says of the two groups."""

    MORE = "more likely"
    LESS = "less likely"
    CANNOT_TELL = "the figures cannot tell"


@dataclass(frozen=True, slots=True)
class Disparity:
    """How many times as likely it is in the first group; ratio and interval None where `why_not` says why."""

    group: Group
    other: Group
    ratio: float | None
    interval: Interval | None
    why_not: NotGiven | None = None

    @property
    def likelihood(self) -> Likelihood | None:
        """More or less likely where the whole interval says so; None without a ratio."""
        if self.interval is None:
            return None
        if self.interval.lower > 1:
            return Likelihood.MORE
        return Likelihood.LESS if self.interval.upper < 1 else Likelihood.CANNOT_TELL


def disparity(
    group: Group, other: Group, design_effect: float = 1.0, confidence: Confidence = Confidence.USUAL
) -> Disparity:
    """The first group against the second; the two must not share children (see `all_others`).

    Brothers and sisters share their ethnicity and often what happens to them: `design_effect`, from
    `clusters.py`, widens for that. ValueError if it is below 1.
    """
    if design_effect < 1:
        raise ValueError("siblings never make a figure surer")
    if min(group.count, other.count) < FEWEST:
        return Disparity(group, other, None, None, NotGiven.TOO_FEW)
    ratio = (group.count / group.of) / (other.count / other.of)
    variance = 1 / group.count - 1 / group.of + 1 / other.count - 1 / other.of
    reach = confidence.z * sqrt(design_effect * variance)
    return Disparity(group, other, ratio, Interval(exp(log(ratio) - reach), exp(log(ratio) + reach)))


def all_others(group: Group, everyone: Group, name: str = "all other children") -> Group:
    """Everyone but the group, so that the two share no children. ValueError unless it is part of all."""
    return Group(name, everyone.count - group.count, everyone.of - group.of)
