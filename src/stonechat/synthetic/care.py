"""A period of care: why it ends, its legal statuses, its placements, and the episodes that these make.

An episode is a spell in one placement under one legal status (SSDA903 guide). Here statuses and
placements are two timelines; each day on which either changes begins an episode.

Next: `in_care.py` for reviews, health and time away; `lives.py` for when a child comes into care.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from stonechat.synthetic import rates
from stonechat.synthetic.chance import Shares, days_after, happens, waiting_days, within
from stonechat.synthetic.families import Child, postcode

UNACCOMPANIED_NEED, DISABILITY_NEED = "N8", "N2"
FOSTER = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
WITH_CARER, WITH_OTHERS = "A5", "A6"
SHORT_BREAK = "V4"
DIED = "E2"
_ORDERED = ("C1", "C2", "E1")
_PROTECTED = {"L1": 3, "L2": 8}
"""Days for which police protection and an emergency order last."""
_LONGEST_FIRST_ORDER = 280


@dataclass(frozen=True, slots=True)
class Status:
    """A legal status, from that day on."""

    since: date
    code: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement, from that day on. `reason`: why the child came here from the one before."""

    since: date
    code: str
    provider: str
    where: str
    urn: str | None
    miles: int
    same_carer: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CareEpisode:
    """One episode of care; `ended_reason` X1 where another follows on the same day."""

    started: date
    ended: date
    start_reason: str
    status: str
    placement: Placement
    ended_reason: str
    change_reason: str | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """The stages of an adoption. `reversed`: the plan was given up on that day; what follows is blank."""

    decided: date
    matched: date | None
    placed: date | None
    ordered: date | None
    reversed: date | None
    carer_adopts: bool
    adopters: tuple[int, str, str] | None


@dataclass(frozen=True, slots=True)
class Period:
    """A period of care, or the spell of an agreement on short breaks."""

    child: Child
    started: date
    ended: date
    way_out: str
    ended_reason: str
    need: str
    statuses: tuple[Status, ...]
    placements: tuple[Placement, ...]
    episodes: tuple[CareEpisode, ...]
    adoption: Adoption | None

    @property
    def is_short_breaks(self) -> bool:
        """Whether it is an agreement on short breaks, which published figures leave out."""
        return self.statuses[0].code == SHORT_BREAK


@dataclass(frozen=True, slots=True)
class _Course:
    """What is settled of a period before its statuses and placements are drawn."""

    child: Child
    area: int
    started: date
    ended: date
    way_out: str
    adoption: Adoption | None


def by_age(shares: dict[int, Shares[str]], age: int) -> Shares[str]:
    """The shares that hold at that age: those with the highest first age not above it."""
    return shares[max(first for first in shares if first <= max(age, 0))]


def come_into_care(chance: Random, child: Child, started: date, need: str, area: int) -> Period:
    """A period of care that starts on that day, to its true end."""
    way_out = "stays" if child.is_unaccompanied else by_age(rates.WAY_OUT, child.age(started)).draw(chance)
    adoption = _adopt(chance, started) if way_out == "adopted" else None
    if adoption is not None and adoption.reversed is not None:
        way_out = "other"
    ended = _end(chance, child, started, way_out, adoption)
    if ended >= child.grown_up:
        ended, way_out, adoption = child.grown_up, "stays", None
    course = _Course(child, area, started, ended, way_out, adoption)
    statuses = tuple(_statuses(chance, course))
    placements = tuple(_placements(chance, course, statuses))
    return _period(course, need, statuses, placements, _ended_reason(chance, way_out))


def _period(
    course: _Course,
    need: str,
    statuses: tuple[Status, ...],
    placements: tuple[Placement, ...],
    ended_reason: str,
) -> Period:
    episodes = tuple(_episodes(course.started, course.ended, statuses, placements, ended_reason))
    return Period(
        course.child,
        course.started,
        course.ended,
        course.way_out,
        ended_reason,
        need,
        statuses,
        placements,
        episodes,
        course.adoption,
    )


def agree_short_breaks(chance: Random, child: Child, started: date, ended: date) -> Period:
    """An agreement on short breaks for a disabled child, from one day to another."""
    course = _Course(child, 0, started, ended, "other", None)
    placement = _place(chance, course, started, "K2" if happens(chance, 0.5) else "U6")
    return _period(course, DISABILITY_NEED, (Status(started, SHORT_BREAK),), (placement,), "E8")


# ---------------------------------------------------------------- the way out


def _end(chance: Random, child: Child, started: date, way_out: str, adoption: Adoption | None) -> date:
    if way_out == "stays":
        return child.grown_up
    if adoption is None:
        return days_after(started, within(chance, rates.CARE_DAYS[way_out].draw(chance)))
    return adoption.ordered or days_after(adoption.reversed or started, within(chance, (60, 900)))


def _adopt(chance: Random, started: date) -> Adoption:
    """The stages one after the other; for some the plan is given up after the decision."""
    days = {stage: within(chance, band) for stage, band in rates.ADOPTION_DAYS.items()}
    decided = days_after(started, days["decided"])
    if happens(chance, rates.DECISION_REVERSED):
        given_up = days_after(decided, within(chance, (60, 400)))
        return Adoption(decided, None, None, None, given_up, False, None)
    matched = days_after(decided, days["matched"])
    placed = days_after(matched, days["placed"])
    ordered = days_after(placed, days["ordered"])
    carer = happens(chance, rates.CARER_ADOPTS)
    return Adoption(decided, matched, placed, ordered, None, carer, rates.ADOPTERS.draw(chance))


def _ended_reason(chance: Random, way_out: str) -> str:
    match way_out:
        case "adopted":
            return "E12" if happens(chance, 0.8) else "E11"
        case "home":
            return "E4B" if happens(chance, rates.HOME_UNPLANNED) else "E4A"
        case "guardian":
            return rates.GUARDIANS.draw(chance)
        case "arrangements":
            return "E41"
        case "stays":
            return rates.ADULT_ENDS.draw(chance)
        case _:
            return rates.OTHER_ENDS.draw(chance)


# ---------------------------------------------------------------- legal statuses


def _statuses(chance: Random, course: _Course) -> Iterator[Status]:
    """Statuses in order, each on a later day than the one before, all before the end."""
    child, adoption = course.child, course.adoption
    if child.is_unaccompanied:
        planned = [(course.started, "V2")]
    else:
        planned = _ordinary(chance, child, course.started, course.way_out)
    if adoption is not None and adoption.placed is not None:
        order = days_after(adoption.decided, within(chance, (20, 60)))
        planned = [each for each in planned if each[0] < order] + [(order, "E1")]
    for since, code in planned:
        if since < course.ended:
            yield Status(since, code)


def _ordinary(chance: Random, child: Child, started: date, way_out: str) -> list[tuple[date, str]]:
    first = rates.FIRST_STATUS.draw(chance)
    if child.age(started) >= 16:
        first = "V2"
    found, day = [(started, first)], started
    if first in _PROTECTED:
        day += timedelta(days=_PROTECTED[first])
        first = "V2" if happens(chance, 0.35) else "C1"
        found.append((day, first))
    lasting = way_out in ("stays", "adopted", "guardian")
    if first == "V2" and child.age(started) < 14 and (lasting or happens(chance, 0.3)):
        day += timedelta(days=within(chance, (30, 120)))
        first = "C1"
        found.append((day, first))
    if first == "C1" and lasting:
        found.append((day + timedelta(days=within(chance, (150, _LONGEST_FIRST_ORDER))), "C2"))
    return found


# ---------------------------------------------------------------- placements


def _placements(chance: Random, course: _Course, statuses: tuple[Status, ...]) -> Iterator[Placement]:
    """Placements in order, each on a later day than the one before, all before the end."""
    child, adoption = course.child, course.adoption
    placed = adoption.placed if adoption else None
    here = _place(chance, course, course.started, _kind(chance, child, course.started, statuses))
    yield here
    for since in _moves(chance, child, course.started, placed or course.ended):
        here = _move(chance, course, since, here, statuses)
        yield here
    if placed is not None and adoption is not None and placed < course.ended:
        yield _adoptive(chance, placed, here, adoption)


def _moves(chance: Random, child: Child, started: date, stop: date) -> list[date]:
    """Days of moves, each before `stop`: soon after the start, at any time, and for some at 16."""
    days = set(_moves_at_any_age(chance, started, stop))
    at_16 = child.birthday(16) + timedelta(days=within(chance, (10, 300)))
    if started < at_16 < stop and happens(chance, rates.MOVES_AT_16):
        days.add(at_16)
    return sorted(days)


def _moves_at_any_age(chance: Random, started: date, stop: date) -> Iterator[date]:
    day = started
    if happens(chance, rates.MOVES_EARLY):
        day += timedelta(days=within(chance, (3, 90)))
        if day < stop:
            yield day
    between = rates.DAYS_BETWEEN_MOVES.draw(chance)
    while True:
        day += timedelta(days=4 + waiting_days(chance, between))
        if day >= stop:
            return
        yield day


def _move(
    chance: Random, course: _Course, since: date, here: Placement, statuses: tuple[Status, ...]
) -> Placement:
    """To another placement; or for some in foster care to a lasting one with the same carer."""
    if here.code == "U6" and happens(chance, 0.12):
        return Placement(since, "U4", here.provider, here.where, here.urn, here.miles, True, "PLACE")
    reason = rates.MOVE_REASONS.draw(chance)
    return _place(chance, course, since, _kind(chance, course.child, since, statuses), reason)


def _kind(chance: Random, child: Child, since: date, statuses: tuple[Status, ...]) -> str:
    """A kind of placement for that age; with parents only under an order (guide, check 378)."""
    kind = by_age(rates.PLACES, child.age(since)).draw(chance)
    under = [status.code for status in statuses if status.since <= since]
    if kind != "P1":
        return kind
    later_agreed = any(status.code == "V2" and status.since > since for status in statuses)
    return "P1" if under and under[-1] in _ORDERED and not later_agreed else "U6"


def _place(chance: Random, course: _Course, since: date, kind: str, reason: str | None = None) -> Placement:
    if kind == "P1":
        return Placement(since, kind, "PR0", course.child.home, None, 0, reason=reason)
    provider = (rates.FOSTER_PROVIDERS if kind in FOSTER else rates.HOME_PROVIDERS).draw(chance)
    miles = within(chance, rates.MILES.draw(chance))
    where = postcode(chance, (course.area + miles) % 12)
    urn = f"SC{within(chance, (900_000, 900_400))}"
    return Placement(since, kind, provider, where, urn, miles, reason=reason)


def _adoptive(chance: Random, placed: date, here: Placement, adoption: Adoption) -> Placement:
    if adoption.carer_adopts and here.code in FOSTER:
        return Placement(placed, WITH_CARER, here.provider, here.where, here.urn, here.miles, True, "PLACE")
    where = postcode(chance, within(chance, (0, 11)))
    return Placement(placed, WITH_OTHERS, "PR1", where, None, within(chance, (10, 60)), reason="CARPL")


# ---------------------------------------------------------------- episodes


def _episodes(
    started: date,
    ended: date,
    statuses: tuple[Status, ...],
    placements: tuple[Placement, ...],
    ended_reason: str,
) -> Iterator[CareEpisode]:
    days = sorted({status.since for status in statuses} | {each.since for each in placements})
    for day, until in zip(days, [*days[1:], ended], strict=True):
        status = next(each for each in reversed(statuses) if each.since <= day)
        here = next(each for each in reversed(placements) if each.since <= day)
        after = next((each for each in placements if each.since == until), None)
        is_last = day == days[-1]
        yield CareEpisode(
            day,
            until,
            "S" if day == started else _start_reason(day, status, here),
            status.code,
            here,
            ended_reason if is_last else "X1",
            after.reason if after and not is_last else None,
        )


def _start_reason(day: date, status: Status, here: Placement) -> str:
    """The guide's code for what changed on the day: L, P, T, B or U."""
    if here.since != day:
        return "L"
    if status.since != day:
        return "T" if here.same_carer else "P"
    return "U" if here.same_carer else "B"


SUPPORTED_SINCE, SUPPORTED, SEMI_INDEPENDENT = date(2024, 4, 1), "K3", "H5"


def placement_code(code: str, last: date) -> str:
    """The code in use on the last day that is told of: supported accommodation had another before 2024-25."""
    return SEMI_INDEPENDENT if code == SUPPORTED and last < SUPPORTED_SINCE else code
