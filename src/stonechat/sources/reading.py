"""What every reader gives back: typed rows, problems, and books that balance.

A reader streams. It yields `TypedRow`s; what it could not load, it books as rejected with a problem.
When it is done, for every table rows read = rows loaded + rows rejected. Problems of one rule beyond
`KEPT_PER_RULE` are counted, not kept, so that a 500 MB file of rubbish does not fill the memory.

Readers do not store, merge or judge: `store` keeps the rows, `pipeline` merges them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from stonechat.basics.problems import Problem, Severity
from stonechat.model.table import Values

KEPT_PER_RULE = 100
MOST_CHILDREN = 100_000
"""More children than any authority's return is about: so many are told apart, for each group of problems."""


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row, parsed and checked, of the canonical table `table`. `row` is its line in the file."""

    table: str
    values: Values
    row: int


@dataclass(slots=True)
class Account:
    """The books of one table: how many rows were read, and what became of them."""

    read: int = 0
    loaded: int = 0
    rejected: int = 0

    @property
    def balances(self) -> bool:
        """Whether every row read was either loaded or rejected."""
        return self.read == self.loaded + self.rejected


@dataclass(frozen=True, slots=True)
class Heading:
    """What a return says of itself, after overrides. The window is inclusive at both ends.

    `made_at` is when the authority's system produced the file, None when it does not say.
    """

    format: str
    authority: str
    year: int
    window_first: date
    window_last: date
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """What a file of published figures says of itself: whose table, and the first and last time in it.

    `first` and `last` are periods as we write them, days, or the year of a model ("" if nobody said).
    """

    format: str
    table: str
    title: str
    publication: str
    first: str
    last: str
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What of the model a problem touches: a column of a table, or with `column` None the whole row.

    `child` is whose row it is: held while the file is read, to count children and to find their team, and
    never kept. Each is None where it is not known, all of them for what is wrong with a whole file.
    """

    table: str | None = None
    column: str | None = None
    child: str | None = None


@dataclass(slots=True)
class Group:
    """The problems of one severity and rule about one column (or about rows) of the model.

    `children` are hashes of the children that they are about, up to `MOST_CHILDREN`; `count_unnamed` is how
    many problems do not say whose row it is. `first` is the first of them in the file.
    """

    first: Problem
    about: About
    count: int = 0
    count_unnamed: int = 0
    children: set[int] = field(default_factory=set)

    def note(self, child: str | None) -> None:
        """Count one more."""
        self.count += 1
        if child is None:
            self.count_unnamed += 1
        elif len(self.children) < MOST_CHILDREN:
            self.children.add(hash(child))


@dataclass(slots=True)
class Findings:
    """Problems found while reading, the first `KEPT_PER_RULE` of each rule, and how many there were.

    `groups` count them all by what they touch; `whose` has the child of each problem kept, None if unknown.
    """

    kept: list[Problem] = field(default_factory=list)
    whose: list[str | None] = field(default_factory=list)
    counts: Counter[tuple[Severity, str]] = field(default_factory=Counter)
    groups: dict[tuple[Severity, str, str | None, str | None], Group] = field(default_factory=dict)

    def add(self, problem: Problem, about: About | None = None) -> None:
        """Count the problem, and keep it unless its rule has already been shown often enough."""
        self.report(problem.severity, problem.rule, lambda: problem, about)

    def report(
        self, severity: Severity, rule: str, make: Callable[[], Problem], about: About | None = None
    ) -> None:
        """Like `add`, but the problem is made only if it will be kept: a bad file may have millions."""
        about = about or About()
        key = (severity, rule, about.table, about.column)
        if (group := self.groups.get(key)) is None:
            group = self.groups[key] = Group(make(), About(about.table, about.column))
        group.note(about.child)
        self.counts[severity, rule] += 1
        if self.counts[severity, rule] <= KEPT_PER_RULE:
            self.kept.append(make())
            self.whose.append(about.child)

    def has(self, *severities: Severity) -> bool:
        """Whether any problem of one of these severities was found."""
        return any(severity in severities for severity, _ in self.counts)

    def not_kept(self) -> dict[str, int]:
        """How many problems of each rule were counted but not kept, of all severities together."""
        beyond: Counter[str] = Counter()
        for (_, rule), number in self.counts.items():
            beyond[rule] += max(number - KEPT_PER_RULE, 0)
        return dict(+beyond)


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the person said that the file does not say, or says wrongly. None: believe the file.

    `folder_authority` is whose folder a return goes into: it counts only where a format's files do not
    say whose they are.
    """

    authority: str | None = None
    year: int | None = None
    made_at: datetime | None = None
    folder_authority: str | None = None


@dataclass(slots=True)
class Reading:
    """One file being read. Iterate `rows` to the end; only then are the other fields complete.

    `heading` is None when the file does not say who and when (a question is then in `findings`). A file
    of published figures has a `release` instead: it is no authority's return.
    """

    file: str
    rows: Iterator[TypedRow]
    findings: Findings = field(default_factory=Findings)
    accounts: dict[str, Account] = field(default_factory=dict)
    heading: Heading | None = None
    release: Release | None = None

    @property
    def is_acceptable(self) -> bool:
        """Whether it can be imported: who and when are known, and nothing refused the whole file."""
        known = self.heading is not None or self.release is not None
        return known and not self.findings.has(Severity.QUESTION)
