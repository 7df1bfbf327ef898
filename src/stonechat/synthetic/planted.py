"""The planted truths (requirements D5), with what came of each: for tests, and for whoever looks for them."""

from collections.abc import Sequence
from typing import Any

from stonechat.basics.dates import add_months, working_days
from stonechat.basics.periods import financial_year
from stonechat.synthetic.events import Events, Referral
from stonechat.synthetic.scale import LAST_DAY, STEP_FALL, STEP_MONTH, Scale
from stonechat.synthetic.teams import ASSESSMENT, CLOSES_EARLY, CROWDED


def planted(scale: Scale, events: Events) -> dict[str, Any]:
    """The truths that were planted, with what came of each in these lives."""
    whole = [each for each in events.referrals if scale.first_day <= each.episode.referred <= LAST_DAY]
    return {
        "closes_early": _closes_early(scale, whole, events),
        "crowded_at_the_limit": _crowded(scale, events),
        "new_front_door_rule": _step(scale, whole),
    }


def _closes_early(scale: Scale, referred: Sequence[Referral], events: Events) -> dict[str, Any]:
    """The team whose cases mostly close within three months and come back; shares as [part, whole]."""
    found: dict[str, Any] = {"team": CLOSES_EARLY.team_id, "name": CLOSES_EARLY.name}
    closed = [
        each.episode
        for each in events.referrals
        if each.episode.is_in_need and scale.first_day <= each.episode.closed <= LAST_DAY
    ]
    for whose, is_ours in (("its", True), ("others", False)):
        came = [each for each in referred if (each.episode.team is CLOSES_EARLY) is is_ours]
        ended = [each for each in closed if (each.team is CLOSES_EARLY) is is_ours]
        early = sum(each.closed <= add_months(each.referred, 3) for each in ended)
        found[f"{whose}_closed_within_three_months"] = [early, len(ended)]
        found[f"{whose}_rereferred"] = [sum(each.is_repeated for each in came), len(came)]
    return found


def _crowded(scale: Scale, events: Events) -> dict[str, Any]:
    """By assessment team: first assessments on working days 41 to 45 from their start, and all of them."""
    found: dict[str, Any] = {"teams": sorted(team.team_id for team in CROWDED)}
    for team in ASSESSMENT:
        days = [
            working_days(each.assessment.started, each.assessment.authorised)
            for each in events.assessments
            if each.assessment.team is team
            if scale.first_day <= each.assessment.authorised <= LAST_DAY
        ]
        found[team.team_id] = [sum(41 <= number <= 45 for number in days), len(days)]
    return found


def _step(scale: Scale, referred: Sequence[Referral]) -> dict[str, Any]:
    """The day of the step, how far demand was made to fall, and the referrals of each month."""
    every = [each for year in scale.collection_years for each in financial_year(year - 1).months()]
    return {
        "what": "A new rule at the front door: fewer contacts become referrals.",
        "month_number": STEP_MONTH,
        "first_day": scale.step_day.isoformat() if scale.step_day <= LAST_DAY else None,
        "falls_to": STEP_FALL,
        "referrals_by_month": {
            each.label: sum(one.episode.referred in each for one in referred) for each in every
        },
    }
