"""The planted truths (requirements D5), with what came of each: for tests, and for whoever looks for them.

Each says where it shows: `teams`, `since` (None: all the time), `indicators` with the side to which they
move, and its size as [part, whole] of those planted and of the others. Whatever else differs between teams
of one kind, or changes with time, is chance.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from stonechat.basics.dates import add_months, working_days
from stonechat.basics.periods import financial_year
from stonechat.synthetic.events import Assessed, Events
from stonechat.synthetic.scale import LAST_DAY, STEP_FALL, STEP_MONTH, Scale
from stonechat.synthetic.teams import ASSESSMENT, CLOSES_EARLY, CROWDED, HELP, Team

_YEAR = timedelta(days=365)

Part = list[int]
"""How many, and of how many."""


def planted(scale: Scale, events: Events) -> dict[str, Any]:
    """The truths that were planted, with what came of each in these lives."""
    return {
        "closes_early": _closes_early(scale, events),
        "crowded_at_the_limit": _crowded(scale, events),
        "new_front_door_rule": _step(scale, events),
        "faults": _faults(scale, events),
    }


# ---------------------------------------------------------------- a team that closes early


def _closes_early(scale: Scale, events: Events) -> dict[str, Any]:
    """The team whose cases mostly close within three months and come back."""
    return {
        "what": "One help team closes its cases early, and more of its children come back.",
        "teams": [CLOSES_EARLY.team_id],
        "others": [team.team_id for team in HELP if team is not CLOSES_EARLY],
        "since": None,
        "indicators": {"CN07": "higher", "CN08": "lower", "FD19": "higher"},
        "also": "T03 and T04 assess its families, so more of their assessments are repeated (AS09).",
        "closed_within_three_months": by_team(HELP, _early_closures(scale, events)),
        "referred_within_a_year_of_closure": by_team(HELP, _returns(scale, events)),
        "rereferred": by_team(HELP, _rereferrals(scale, events)),
    }


def _early_closures(scale: Scale, events: Events) -> Iterable[tuple[Team, bool]]:
    for each in (each.episode for each in events.closed.between(scale.first_day, LAST_DAY)):
        if each.is_in_need:
            yield each.team, each.closed <= add_months(each.referred, 3)


def _returns(scale: Scale, events: Events) -> Iterable[tuple[Team, bool]]:
    """Closures of those in need that can be followed for a year."""
    for each in events.closed.between(scale.first_day, LAST_DAY - _YEAR):
        if each.episode.is_in_need:
            yield each.episode.team, each.after is not None and each.after - each.episode.closed <= _YEAR


def _rereferrals(scale: Scale, events: Events) -> Iterable[tuple[Team, bool]]:
    """Referrals of children of its area, whoever helped them before."""
    for each in events.referred.between(scale.first_day, LAST_DAY):
        yield each.episode.team, each.is_repeated


# ---------------------------------------------------------------- two teams at the limit


def _crowded(scale: Scale, events: Events) -> dict[str, Any]:
    """Two assessment teams, with their assessments on working days 41 to 45 from the start."""
    done = events.authorised.between(scale.first_day, LAST_DAY)
    return {
        "what": "Two assessment teams finish much of their work on the last days before the limit.",
        "teams": sorted(team.team_id for team in CROWDED),
        "others": [team.team_id for team in ASSESSMENT if team not in CROWDED],
        "since": None,
        "indicators": {"AS04": "higher", "AS03": "higher"},
        "also": "An assessment that begins late ends after the limit, so AS02 is a little lower.",
        "on_days_41_to_45": by_team(
            ASSESSMENT, ((each.assessment.team, _is_at_limit(each)) for each in done)
        ),
    }


def _is_at_limit(each: Assessed) -> bool:
    return 41 <= working_days(each.assessment.started, each.assessment.authorised) <= 45


# ---------------------------------------------------------------- a step in demand


def _step(scale: Scale, events: Events) -> dict[str, Any]:
    """The day of the step, how far demand was made to fall, and the referrals of each month."""
    every = [each for year in scale.collection_years for each in financial_year(year - 1).months()]
    is_in_data = scale.step_day <= LAST_DAY
    return {
        "what": "A new rule at the front door: fewer contacts become referrals.",
        "teams": [],
        "since": scale.step_day.isoformat() if is_in_data else None,
        "month": f"{scale.step_day:%Y-%m}" if is_in_data else None,
        "month_number": STEP_MONTH,
        "indicators": {"FD15": "lower", "FD16": "lower", "AS01": "lower", "CP04": "lower"},
        "falls_to": STEP_FALL,
        "referrals_by_month": {each.label: len(events.referred.within(each)) for each in every},
    }


# ---------------------------------------------------------------- faults of recording


def _faults(scale: Scale, events: Events) -> dict[str, Any]:
    """What is wrong or odd in the records of referrals of the years and their children, as in real ones."""
    referred = [each.episode for each in events.referred.between(scale.first_day, LAST_DAY)]
    born = {episode.child.person_id: episode.child for episode in referred}.values()
    return {
        "referrals": len(referred),
        "with_no_source": sum(episode.source is None for episode in referred),
        "before_the_birth": sum(episode.child.born > episode.referred for episode in referred),
        "moved_here_on_a_plan": sum(episode.transfer is not None for episode in referred),
        "children": len(born),
        "ethnicity_not_obtained": sum(child.ethnicity == "NOBT" for child in born),
        "open_after_the_18th_birthday": sum(
            episode.child.grown_up < episode.closed and episode.child.grown_up <= LAST_DAY
            for episode in (each.episode for each in events.referrals)
        ),
    }


# ---------------------------------------------------------------- counting


def by_team(teams: Sequence[Team], told: Iterable[tuple[Team, bool]]) -> dict[str, Part]:
    """For each of the teams how many are so, and how many there are."""
    found = {team.team_id: [0, 0] for team in teams}
    for team, is_so in told:
        if team.team_id in found:
            found[team.team_id][0] += is_so
            found[team.team_id][1] += 1
    return found
