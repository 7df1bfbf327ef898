"""What the help pages say of this authority's numbers, and what stands where there is no number."""

from collections import Counter
from dataclasses import dataclass

from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.app.manual import CHECKED
from stonechat.app.shown import shown
from stonechat.basics.published_numbers import SYMBOLS
from stonechat.indicators.measure import Reason

REASONS_IN_WORDS = {
    Reason.NOT_HELD: "The returns do not cover every day that the number needs. It is not zero.",
    Reason.MATURING: "What happened is followed for some time, and that time has not passed.",
    Reason.NO_DENOMINATOR: "There is nothing to divide by: none was counted, or no population is known.",
    Reason.NOT_TOLD: "Nothing that is counted names a team or worker.",
    Reason.UNRESOLVED: "Two returns contradict each other, and a person must decide.",
    Reason.SUPPRESSED: "Few children: hidden from whoever has no right to exact figures.",
}
"""Why there is no value, for people who read it in place of one."""


@dataclass(frozen=True, slots=True)
class HowMade:
    """What is true of this authority's numbers now.

    `smallest_shown` is the least count, beside 0, that everybody sees; None if none is hidden. `snapshot` is
    None before anything was imported. `checked` are pairs: how far definitions were checked, and how many.
    """

    smallest_shown: int | None
    snapshot: str | None
    catalogue: str
    definitions: int
    checked: tuple[tuple[str, int], ...]


def how_made(council: Council) -> HowMade:
    """What pages quote, and what stands in stonechat.toml. Needs no data."""
    catalogue = catalogue_of(council)
    threshold = council.settings.disclosure.threshold
    counted = Counter(indicator.source.status for indicator in catalogue)
    return HowMade(
        smallest_shown=threshold + 1 if threshold else None,
        snapshot=shown(council.folder),
        catalogue=catalogue.version,
        definitions=len(catalogue),
        checked=tuple((words, counted[status]) for status, words in CHECKED.items()),
    )


def signs() -> tuple[tuple[str, str], ...]:
    """What stands in place of a number in published figures, and what it means."""
    return tuple((sign, f"{words[:1].upper()}{words[1:]}.") for sign, words in SYMBOLS.items())


def reasons() -> tuple[tuple[str, str], ...]:
    """What stands in place of a number of our own, and what it means."""
    return tuple((str(reason), words) for reason, words in REASONS_IN_WORDS.items())
