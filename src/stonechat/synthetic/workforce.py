"""Teams' posts, the workers who hold them one after the other, and which child each worked with.

Every phase of a child's life needs a worker of one team. It goes to the post of that team with the fewest
children, brothers and sisters together; so posts are as many as the caseload asks for. When a worker
leaves, the post's children wait for the next one. Nothing here changes what happens to the children.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from random import Random

from stonechat.synthetic import rates
from stonechat.synthetic.chance import ONE_DAY, happens, stream, waiting_days, within
from stonechat.synthetic.lives import Episode, Life, Stay
from stonechat.synthetic.scale import LAST_DAY, Scale
from stonechat.synthetic.teams import ALL, FRONT_DOOR, LEAVING_CARE, Team

FIRST_CONTACT, LEFT = "FCONTA", "LEFTRL"
SOCIAL_WORKER, ADVISER = "Social worker", "Personal adviser"
_LEAVER_YEARS = 3


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker, in one post from the day of joining to the day of leaving (the true one)."""

    worker_id: str
    team: Team
    joined: date
    left: date
    is_agency: bool
    is_senior: bool
    full_time: str


@dataclass(frozen=True, slots=True)
class Involvement:
    """One worker's spell with one child; `reason`: why this worker took over."""

    person_id: str
    worker_id: str
    team: Team
    referred: date | None
    started: date
    ended: date
    reason: str

    @property
    def is_social_work(self) -> bool:
        """Whether the worker acted as the child's social worker."""
        return self.team is not LEAVING_CARE


@dataclass(frozen=True, slots=True)
class _Need:
    """A phase of a child's life in which one team works with the child."""

    started: date
    family_id: str
    person_id: str
    team: Team
    ended: date
    referred: date | None


@dataclass(frozen=True)
class Workforce:
    """All workers, and the involvements of each child in order."""

    workers: tuple[Worker, ...]
    by_child: Mapping[str, tuple[Involvement, ...]]

    def of(self, person_id: str) -> tuple[Involvement, ...]:
        """The involvements with that child, in order of start."""
        return self.by_child.get(person_id, ())

    def worker_on(self, person_id: str, day: date) -> str | None:
        """The worker who had the child on that day; the next one where the child was waiting."""
        for each in self.of(person_id):
            if each.ended >= day:
                return each.worker_id
        return None


def workforce(scale: Scale, lives: Iterable[Life]) -> Workforce:
    """The workers for these lives, from the day on which the files begin."""
    known_from = min(scale.first_day, scale.extract_first)
    needs = sorted(_needs(lives, known_from), key=lambda need: (need.started, need.person_id, need.ended))
    by_team: dict[Team, list[_Need]] = defaultdict(list)
    for need in needs:
        by_team[need.team].append(need)
    workers: list[Worker] = []
    involved: dict[str, list[Involvement]] = defaultdict(list)
    for team in ALL:
        posts = _posts(scale, team, by_team[team], known_from, len(workers))
        for post in posts:
            workers += post
        chance = stream(scale.seed, "changes", team.team_id)
        for need, number in _allocated(by_team[team], len(posts)):
            for involvement in _involvements(chance, need, posts[number]):
                involved[need.person_id].append(involvement)
    ordered = {
        person_id: tuple(sorted(some, key=lambda each: (each.started, each.ended)))
        for person_id, some in involved.items()
    }
    return Workforce(tuple(workers), ordered)


# ---------------------------------------------------------------- which team, and when


def _needs(lives: Iterable[Life], known_from: date) -> Iterator[_Need]:
    for life in lives:
        for need in _needs_of(life):
            if need.ended >= known_from and need.started <= LAST_DAY:
                yield need


def _needs_of(life: Life) -> Iterator[_Need]:
    child = life.child
    for episode in life.episodes:
        stays = [stay for stay in life.stays if stay.referred == episode.referred]
        for started, ended, team in _phases(episode, [s for s in stays if not s.period.is_short_breaks]):
            if started <= ended:
                yield _Need(started, child.family_id, child.person_id, team, ended, episode.referred)
    if life.leaver:
        left = life.stays[-1].period.ended
        until = max(life.leaver[-1].birthday, left + timedelta(days=365 * _LEAVER_YEARS))
        yield _Need(left, child.family_id, child.person_id, LEAVING_CARE, until, None)


def _phases(episode: Episode, stays: Sequence[Stay]) -> Iterator[tuple[date, date, Team]]:
    """Assessment, help, and the team for looked-after children from the start of care on.

    What is not taken on stays with the front door.
    """
    if not episode.assessments:
        yield episode.referred, episode.closed, FRONT_DOOR
        return
    first = episode.assessments[0]
    care = min((stay.period.started for stay in stays), default=None)
    handed_over = min(first.authorised, care) if care else first.authorised
    yield episode.referred, handed_over, first.team
    if not episode.is_in_need:
        return
    yield handed_over + ONE_DAY, min(episode.closed, care) if care else episode.closed, episode.team
    if care is not None:
        yield care + ONE_DAY, episode.closed, stays[0].team


# ---------------------------------------------------------------- posts and workers


def _posts(
    scale: Scale, team: Team, needs: Sequence[_Need], first: date, numbered: int
) -> list[list[Worker]]:
    """The team's posts, each with its workers one after the other; enough for the usual caseload."""
    child_days = sum((min(need.ended, LAST_DAY) - max(need.started, first)).days + 1 for need in needs)
    cases = child_days / ((LAST_DAY - first).days + 1)
    number = max(1, round(cases / rates.CASES_A_WORKER))
    chance = stream(scale.seed, "workers", team.team_id)
    posts: list[list[Worker]] = []
    for _ in range(number):
        posts.append(list(_holders(chance, team, first, numbered)))
        numbered += len(posts[-1])
    return posts


def _holders(chance: Random, team: Team, first: date, numbered: int) -> Iterator[Worker]:
    """Who holds a post, one after the other; the first was there before the files begin."""
    joined = first - timedelta(days=within(chance, (1, 1_500)))
    while joined <= LAST_DAY:
        numbered += 1
        agency = happens(chance, rates.AGENCY)
        left = max(joined, first) + timedelta(days=waiting_days(chance, 1 / rates.LEAVES_A_DAY[agency]))
        full_time = "1" if happens(chance, 0.8) else "0.6"
        yield Worker(f"W{numbered:05d}", team, joined, left, agency, happens(chance, 0.183), full_time)
        joined = left + timedelta(days=7 * within(chance, rates.WEEKS_TO_FILL) // (4 if agency else 1) + 1)


def _allocated(needs: Sequence[_Need], posts: int) -> Iterator[tuple[_Need, int]]:
    """Each need with the number of its post: a brother's or sister's, else that with fewest children."""
    idle = [(0, post) for post in range(posts)]
    heapify(idle)
    load = [0] * posts
    ending: list[tuple[date, int]] = []
    families: dict[str, tuple[date, int]] = {}
    for need in needs:
        while ending and ending[0][0] < need.started:
            _, post = heappop(ending)
            load[post] -= 1
            heappush(idle, (load[post], post))
        with_family = families.get(need.family_id)
        if with_family is not None and with_family[0] >= need.started:
            post = with_family[1]
        else:
            post = _least(idle, load)
        load[post] += 1
        heappush(idle, (load[post], post))
        heappush(ending, (need.ended, post))
        families[need.family_id] = (need.ended, post)
        yield need, post


def _least(idle: list[tuple[int, int]], load: Sequence[int]) -> int:
    """The post with the fewest children. Entries of the heap that a later one has overtaken are dropped."""
    while idle[0][0] != load[idle[0][1]]:
        heappop(idle)
    return idle[0][1]


def _involvements(chance: Random, need: _Need, post: Sequence[Worker]) -> Iterator[Involvement]:
    """The workers of the post while the need lasts, each from the day on which the child has them."""
    place = max(0, bisect_right([worker.joined for worker in post], need.started) - 1)
    if post[place].left < need.started and place + 1 < len(post):
        place += 1
    is_first = True
    for worker in post[place:]:
        started, ended = max(worker.joined, need.started), min(worker.left, need.ended)
        if started > ended:
            return
        reason = (
            FIRST_CONTACT
            if is_first
            else LEFT
            if happens(chance, 0.85)
            else rates.CHANGE_REASONS.draw(chance)
        )
        yield Involvement(need.person_id, worker.worker_id, need.team, need.referred, started, ended, reason)
        is_first = False
