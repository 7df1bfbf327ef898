"""What a point says once its signals are known, and what the limits say of a target. Kept apart: variation
asks whether something changed, assurance whether what is usual would reach the target."""

from collections.abc import Iterable, Sequence

from stonechat.analysis.judged import Assurance, JudgedPoint, Side, Signal, Target, Variation
from stonechat.analysis.rules import RULES
from stonechat.analysis.series import Better, Point

_GOOD_SIDE = {Better.HIGHER: Side.HIGH, Better.LOWER: Side.LOW}


def variation(better: Better, side: Side) -> Variation:
    """What a signal on that side is: improving, concern, or merely changed where neither way is better."""
    if better is Better.CONTEXTUAL:
        return Variation.CHANGED
    return Variation.IMPROVING if side is _GOOD_SIDE[better] else Variation.CONCERN


def speaking(better: Better, signals: Iterable[Signal]) -> Signal | None:
    """The one of a point's signals that is shown; None without any.

    The one that began last: it is the news. Of two that began at one point a concern, since hiding it is
    the worse mistake (the official tool shows the improvement); else in the order of `RULES`.
    """
    order = list(RULES)

    def weight(signal: Signal) -> tuple[int, bool, int]:
        is_concern = variation(better, signal.side) is Variation.CONCERN
        return signal.first, is_concern, -order.index(signal.rule)

    return max(signals, key=weight, default=None)


def in_force(targets: Sequence[Target], point: Point) -> Target | None:
    """The target that holds on the last day of the point's period: the one that began last by then."""
    begun = [target for target in targets if target.from_day <= point.period.last]
    return max(begun, key=lambda target: target.from_day, default=None)


def assurance(better: Better, target: Target | None, point: JudgedPoint) -> Assurance | None:
    """Whether what is usual at that point reaches the target; None without a target, limits or a better way.

    A target on a limit is met where the limit is on the worse side (nothing usual falls short of it).
    """
    if target is None or point.lower is None or point.upper is None or better is Better.CONTEXTUAL:
        return None
    is_higher = better is Better.HIGHER
    worst, best = (point.lower, point.upper) if is_higher else (-point.upper, -point.lower)
    needed = target.value if is_higher else -target.value
    if worst >= needed:
        return Assurance.WILL_MEET
    return Assurance.WILL_MISS if best < needed else Assurance.MAY_OR_MAY_NOT
