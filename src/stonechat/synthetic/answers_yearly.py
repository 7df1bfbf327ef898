"""Answers of what the return says once a year: health of looked-after children, and care leavers (LV).

Both are dated 31 March, so the twelve months to any day hold one return's. Plain loops, as
`answer_key.py` says.
"""

from collections.abc import Callable, Iterable
from datetime import date

from stonechat.basics.periods import Period
from stonechat.synthetic.counting import Counter, Counts, Dated, Timing, only_to, share, twelve_months
from stonechat.synthetic.in_care import HealthYear
from stonechat.synthetic.leaving_care import LeaverYear
from stonechat.synthetic.lives import Life
from stonechat.synthetic.scale import LAST_DAY, Scale

_QUESTIONNAIRE, _CONCERN, _CRIMINAL = range(5, 17), 17, 10
_OLDER, _YOUNGER = (19, 20, 21), (17, 18)
_NOT_ASKED = ("DIED", "RHOM")
_NO_LONGER_COUNTED = ("G1", "G2", "H1", "H2", "R1", "R2")
_NO_HOME = ("S1", "S2", "V1", "V2", "W1", "W2")


class YearlyOutcomes:
    """What the returns say of each year, by its 31 March."""

    def __init__(self, lives: Iterable[Life]) -> None:
        told = list(lives)
        self.left_care = [life.leaver for life in told if life.leaver]
        self.health = Dated((_end_of(each.year), each) for life in told for each in life.health)
        self.leavers = Dated(
            (_end_of(each.year), each)
            for life in told
            for each in life.leaver
            if each.in_touch not in _NOT_ASKED
        )

    def leavers_of(self, span: Period, ages: tuple[int, ...]) -> list[LeaverYear]:
        """Care leavers who were of these ages on the 31 March."""
        return [each for each in self.leavers.within(span) if each.child.age(_end_of(each.year)) in ages]


def _end_of(year: int) -> date:
    return date(year, 3, 31)


def _age(health: HealthYear) -> int:
    return health.child.age(_end_of(health.year))


def _of_health(
    is_so: Callable[[HealthYear], bool], asked_of: Callable[[HealthYear], bool] = lambda _: True
) -> Counter[YearlyOutcomes]:
    """The share for which something is so, of those of whom it is asked."""

    def count(outcomes: YearlyOutcomes, span: Period, _: Scale) -> Counts:
        return share([each for each in outcomes.health.within(span) if asked_of(each)], is_so)

    return count


def _of_leavers(is_so: Callable[[LeaverYear], bool], ages: tuple[int, ...]) -> Counter[YearlyOutcomes]:
    def count(outcomes: YearlyOutcomes, span: Period, _: Scale) -> Counts:
        return share(outcomes.leavers_of(span, ages), is_so)

    return count


def _suitable(ages: tuple[int, ...]) -> Counter[YearlyOutcomes]:
    def count(outcomes: YearlyOutcomes, span: Period, _: Scale) -> Counts:
        homes = [each.accommodation for each in outcomes.leavers_of(span, ages)]
        counted = [home for home in homes if home not in _NO_LONGER_COUNTED]
        return share(counted, lambda home: home.endswith("1"))

    return count


def _no_home(outcomes: YearlyOutcomes, span: Period, _: Scale) -> Counts:
    return {"value": (sum(each.accommodation in _NO_HOME for each in outcomes.leavers.within(span)), None)}


def _is_active(leaver: LeaverYear) -> bool:
    return leaver.activity[0] in "FP"


def _by_eligibility(outcomes: YearlyOutcomes, _: Period, scale: Scale) -> Counts:
    """Everyone with a birthday after care in the years of the data set; none of them is still in care."""
    children = [
        years[-1].child
        for years in outcomes.left_care
        if any(scale.extract_first <= each.birthday <= LAST_DAY for each in years)
    ]
    relevant = sum(child.grown_up > LAST_DAY for child in children)
    found = {"eligible": 0, "relevant": relevant, "former_relevant": len(children) - relevant}
    return {name: (found.get(name, 0), None) for name in (*found, "qualifying", "none_now", "not_recorded")}


OF_THE_LAST_DAY: dict[str, tuple[Timing, Counter[YearlyOutcomes]]] = {
    "LV01": (only_to(LAST_DAY), _by_eligibility)
}
FROM_YEARLY_OUTCOMES: dict[str, tuple[Timing, Counter[YearlyOutcomes]]] = {
    "CL19": (twelve_months, _of_health(lambda each: each.assessed is not None)),
    "CL20": (twelve_months, _of_health(lambda each: each.immunised)),
    "CL21": (twelve_months, _of_health(lambda each: each.dentist is not None)),
    "CL22": (twelve_months, _of_health(lambda each: each.developed is not None, lambda each: each.is_young)),
    "CL23": (
        twelve_months,
        _of_health(lambda each: each.score is not None, lambda each: _age(each) in _QUESTIONNAIRE),
    ),
    "CL25": (
        twelve_months,
        _of_health(
            lambda each: (each.score or 0) >= _CONCERN,
            lambda each: each.score is not None and _age(each) in _QUESTIONNAIRE,
        ),
    ),
    "CL27": (twelve_months, _of_health(lambda each: each.misused is not None)),
    "CL28": (
        twelve_months,
        _of_health(lambda each: each.convicted is not None, lambda each: _age(each) >= _CRIMINAL),
    ),
    "LV02": (twelve_months, _of_leavers(lambda each: each.in_touch == "YES", (*_YOUNGER, *_OLDER))),
    "LV03": (twelve_months, _suitable(_OLDER)),
    "LV04": (twelve_months, _suitable(_YOUNGER)),
    "LV05": (twelve_months, _of_leavers(_is_active, _OLDER)),
    "LV06": (twelve_months, _of_leavers(_is_active, _YOUNGER)),
    "LV08": (twelve_months, _of_leavers(lambda each: each.activity in ("F1", "P1"), _OLDER)),
    "LV12": (twelve_months, _no_home),
}
