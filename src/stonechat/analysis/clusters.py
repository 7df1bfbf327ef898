"""Intervals for figures in which brothers and sisters come together.

Siblings are referred, assessed and planned for on one day, so forty children of fifteen families say less
than forty children of forty. Each interval is widened by the design effect: how many times the variance
is what it would be if all children were alone. Rows come by family: one row for each family that has any
child in the denominator, or any event. Source for effective sizes: Kish 1965; for the variance of a ratio
over clusters, the usual sandwich with k / (k - 1).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stonechat.analysis.intervals import Confidence, Interval, exact_poisson, wilson


@dataclass(frozen=True, slots=True)
class Family:
    """One family's children: so many counted, `count`, of so many asked about, `of`. No name, no key."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError("a family's count is neither below 0 nor above its children")


@dataclass(frozen=True, slots=True)
class Clustered:
    """A share (0 to 1) or a count, with an interval that allows for siblings.

    `design_effect` is at least 1; `effective` is how many children on their own would say as much as these
    `children` of so many `families`.
    """

    value: float
    interval: Interval
    design_effect: float
    effective: float
    children: int
    families: int


def clustered_share(
    families: Iterable[Family], confidence: Confidence = Confidence.USUAL
) -> Clustered | None:
    """The share of children counted, over families. None where there is no child.

    The design effect comes from how families differ. Where that cannot be seen (all children counted, or
    none, or one family) siblings are taken to be wholly alike, which is the widest. It is never below 1: a
    figure is not made surer by siblings who happen to differ.
    """
    rows = [family for family in families if family.of]
    children, counted = sum(family.of for family in rows), sum(family.count for family in rows)
    if not children:
        return None
    share = counted / children
    effect = _effect_of_share(rows, share, children)
    interval = wilson(counted / effect, children / effect, confidence)
    assert interval is not None  # noqa: S101  there are children
    return Clustered(share, interval, effect, children / effect, children, len(rows))


def clustered_count(
    events_of_families: Iterable[int], confidence: Confidence = Confidence.USUAL
) -> Clustered:
    """The number of events, given how many each family had; families without any need no row.

    Families come independently and bring all theirs: the variance is the sum of squares of their events, so
    the design effect is that sum over the count. The interval is the exact one of the effective count,
    scaled back; of no events, that of a count of 0, for lack of anything that tells how they would come.
    """
    sizes = [events for events in events_of_families if events]
    if any(events < 0 for events in sizes):
        raise ValueError("a family's events are not below 0")
    count = sum(sizes)
    effect = sum(events * events for events in sizes) / count if count else 1.0
    interval = exact_poisson(count / effect, confidence).times(effect)
    return Clustered(float(count), interval, effect, count / effect, count, len(sizes))


def _effect_of_share(rows: Sequence[Family], share: float, children: int) -> float:
    if share in (0.0, 1.0) or len(rows) == 1:
        return sum(family.of**2 for family in rows) / children
    k = len(rows)
    between = sum((family.count - share * family.of) ** 2 for family in rows)
    variance = k / (k - 1) * between / children**2
    return max(1.0, variance / (share * (1 - share) / children))
