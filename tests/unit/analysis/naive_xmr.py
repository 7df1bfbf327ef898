"""A second chart of individual values, written from the rules alone and sharing nothing with the first.

Slow and flat: one list of fractions in, for each place the set of rules that mark it. No gaps, one phase.
"""

from collections.abc import Iterable
from fractions import Fraction


def lines(values: list[Fraction]) -> tuple[Fraction, Fraction]:
    """The mean, and how far the limits are from it."""
    n = len(values)
    mean = sum(values) / n
    ranges = [abs(values[i] - values[i - 1]) for i in range(1, n)]
    average = sum(ranges) / len(ranges)
    small = [each for each in ranges if each * 1000 < average * 3267]
    if small and max(small) > 0:
        average = sum(small) / len(small)
    return mean, average * 266 / 100


def rules(values: list[Fraction]) -> list[set[str]]:
    """The rules that mark each place."""
    mean, reach = lines(values)
    n = len(values)
    marks: list[set[str]] = [set() for _ in values]
    for i in range(n):
        if abs(values[i] - mean) > reach:
            marks[i].add("outside")
    for i in range(n - 6):
        seven = values[i : i + 7]
        if min(seven) > mean or max(seven) < mean:
            mark(marks, range(i, i + 7), "shift")
        if len(set(seven)) == 7 and seven in (sorted(seven), sorted(seven, reverse=True)):
            mark(marks, range(i, i + 7), "trend")
    for i in range(n - 2):
        for sign in (1, -1):
            away = [sign * (values[j] - mean) for j in range(i, i + 3)]
            beyond = [3 * each > 2 * reach for each in away]
            if min(away) > 0 and sum(beyond) >= 2:
                mark(marks, [i + j for j in range(3) if beyond[j]], "two of three")
    return marks


def mark(marks: list[set[str]], places: Iterable[int], rule: str) -> None:
    for place in places:
        marks[place].add(rule)
