"""The answer key: what the indicators must say of the made-up files, counted from the lives themselves.

Plain loops over events (`answers_*.py`), sharing nothing with the engines or the catalogue, so that a test
can hold the one against the other. Keys are the catalogue's ids and measures and the periods as people
write them; a count of a rolling indicator is of the twelve months to the period's end, a stock's is of its
last day.

Beside the counts stand the planted truths, with what came of them (`planted.py`).
"""

import json
from collections.abc import Sequence
from pathlib import Path

from stonechat.synthetic.answers_care import CARED_FOR_IN_DATA_SET, FROM_CARE
from stonechat.synthetic.answers_flow import FROM_FLOW
from stonechat.synthetic.answers_front_door import FROM_WHOLE_LIVES, WholeLives
from stonechat.synthetic.answers_need import FROM_NEED
from stonechat.synthetic.answers_protection import FROM_PROTECTION, PROTECTED_IN_DATA_SET
from stonechat.synthetic.answers_referrals import FROM_REFERRALS, SEEN_IN_DATA_SET
from stonechat.synthetic.answers_visits import FROM_VISITS, Visited
from stonechat.synthetic.answers_workers import FROM_WORKERS, FROM_WORKERS_IN_CARE, WorkersInCare
from stonechat.synthetic.answers_yearly import FROM_YEARLY_OUTCOMES, OF_THE_LAST_DAY, YearlyOutcomes
from stonechat.synthetic.counting import Counts, answers
from stonechat.synthetic.events import Events
from stonechat.synthetic.lives import Life
from stonechat.synthetic.planted import planted
from stonechat.synthetic.scale import AUTHORITY, LAST_DAY, NAME, Scale
from stonechat.synthetic.workforce import Workforce

_FROM_RETURNS = FROM_REFERRALS | FROM_FLOW | FROM_PROTECTION | FROM_NEED | FROM_CARE
_FROM_DATA_SET = SEEN_IN_DATA_SET | PROTECTED_IN_DATA_SET | CARED_FOR_IN_DATA_SET


def write_answer_key(path: Path, scale: Scale, lives: Sequence[Life], workers: Workforce) -> None:
    """Write the key as JSON: who it is about, the figures, and the planted truths."""
    events = Events(scale, lives)
    key = {
        "synthetic": f"{NAME}: every child and every figure is made up",
        "authority": AUTHORITY,
        "children": scale.children,
        "years": scale.years,
        "seed": scale.seed,
        "first_day": scale.first_day.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "figures": figures(scale, lives, events, workers),
        "planted": planted(scale, events),
    }
    path.write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8", newline="\n")


def figures(
    scale: Scale, lives: Sequence[Life], events: Events, workers: Workforce
) -> dict[str, dict[str, Counts]]:
    """Counts by indicator, period and measure, for every year and some months that the files cover."""
    in_both = max(scale.first_day, scale.extract_first)
    found = answers(scale, in_both, WholeLives(lives), FROM_WHOLE_LIVES)
    found |= answers(scale, scale.first_day, events, _FROM_RETURNS)
    outcomes = YearlyOutcomes(lives)
    found |= answers(scale, scale.first_day, outcomes, FROM_YEARLY_OUTCOMES)
    found |= answers(scale, scale.extract_first, outcomes, OF_THE_LAST_DAY)
    found |= answers(scale, scale.extract_first, events, _FROM_DATA_SET)
    found |= answers(scale, scale.extract_first, Visited(lives), FROM_VISITS)
    found |= answers(scale, scale.extract_first, workers, FROM_WORKERS)
    in_care = WorkersInCare(workers, events)
    return found | answers(scale, scale.extract_first, in_care, FROM_WORKERS_IN_CARE)
