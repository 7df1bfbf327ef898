"""When an indicator needs a decision: the one place that says so, for scorecard, home and packs.

The rule is Stonechat's own (docs/explanation/needs-a-decision.md). It asks for two things only, each of them
something that will not mend itself: a concern that is more than chance among all that is looked at, and a
target that will usually be missed unless something changes.
"""

from collections.abc import Iterator

from stonechat.analysis import words
from stonechat.analysis.judged import Assurance, Variation
from stonechat.app.reports import Judgement


def why_decide(said: Judgement, *, is_raised: bool) -> str | None:
    """Why the measure needs a decision, in words; None where it does not.

    `is_raised`: what its last point shows is among the signals raised (`raising.py`).
    """
    return "; ".join(_reasons(said, is_raised=is_raised)) or None


def _reasons(said: Judgement, *, is_raised: bool) -> Iterator[str]:
    judged = said.judged
    if is_raised and judged.variation is Variation.CONCERN:
        yield words.message(words.facts(judged))
    if judged.assurance is Assurance.WILL_MISS:
        yield (words.target_in_words(words.facts(judged)) or "").removesuffix(".")
