"""What the use cases hand to commands and pages: frozen, and free of everything below `app`.

Nothing is decided here. `contract.py` gives these their JSON, `cli/show_*.py` their words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from stonechat.analysis.judged import Judged
from stonechat.analysis.neighbours import AgainstNeighbours
from stonechat.analysis.signals import Raised
from stonechat.basics.periods import Period
from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.definition import Indicator, Parameter
from stonechat.indicators.measure import Unit, Value
from stonechat.model.table import Value as Cell
from stonechat.pipeline.reconciliation import Compared
from stonechat.sources.reading import Account, Heading, Release
from stonechat.store.chain import Verdict

__all__ = ["Release", "Verdict"]  # what else is here is public by its definition


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All problems of one severity and rule about one column of the model, or about whole rows of a table.

    `table` and `column` are None where the file as a whole is meant, or no column. `children` counts the
    different children in those problems that say whose row it is, `unnamed` the problems that do not say.
    """

    first: Problem
    table: str | None
    column: str | None
    count: int
    children: int
    unnamed: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file. `return_id` is set once the file is kept as a return.

    A file of published figures has a `release` instead of a heading, and a `release_id` once it is kept.

    `not_listed` counts, by rule, the problems found beyond those in `problems`; `groups` count them all.
    `teams` has, for each of `problems`, the number of the team that the child is with, None if not known.
    """

    file: str
    format: str | None
    heading: Heading | None
    accounts: Mapping[str, Account]
    problems: tuple[Problem, ...]
    not_listed: Mapping[str, int]
    is_accepted: bool
    return_id: str | None = None
    was_held: bool = False
    release: Release | None = None
    release_id: str | None = None
    groups: tuple[ProblemGroup, ...] = ()
    teams: tuple[str | None, ...] = ()

    @property
    def has_problems(self) -> bool:
        """Whether there is anything for a person to mend: more than notes."""
        return any(problem.severity is not Severity.NOTE for problem in self.problems)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of the files, and the snapshot that is now current (None if there is none)."""

    files: tuple[FileReport, ...]
    snapshot: str | None
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The snapshot that is now current (None if there is none), and the returns that it was made from."""

    snapshot: str | None
    returns: tuple[str, ...]
    notices: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Valued:
    """The values of one indicator in one period: totals first, then the categories of the breakdown.

    `names` are what the returns call those categories, where they have names beside their codes.
    """

    indicator: Indicator
    period: Period
    snapshot: str
    catalogue: str
    engine: str
    values: tuple[Value, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a scorecard: an indicator's measure now, a year before, and month by month."""

    indicator: Indicator
    measure: str
    title: str
    now: Value
    before: Value
    history: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a scorecard."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A scorecard for the twelve months to the end of `period`."""

    title: str
    authority: str
    period: Period
    before: Period
    snapshot: str
    catalogue: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one measure says over time, for all teams or for the team of this number, and that in words.

    `outlook` is what to expect if nothing changes, None where there are no limits to go by; `noted` are the
    events and steps that the authority noted of it, in order of time. `why_so_coarse` says why the series is
    not by month, where months are hidden from whoever asked.
    """

    measure: str
    team: str | None
    judged: Judged
    sentence: str
    description: str
    outlook: str | None
    noted: tuple[str, ...]
    why_so_coarse: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that was written: the file, what it says, and whether a file of that name was there before."""

    file: str
    title: str
    description: str
    was_there: bool


@dataclass(frozen=True, slots=True)
class RaisedSignal:
    """A signal that is worth reading among all of a page: of which measure and scope, and since when."""

    indicator: Indicator
    judgement: Judgement
    raised: Raised
    since: Period


@dataclass(frozen=True, slots=True)
class Signals:
    """What a page raises. `looked_at` series have a reading; `with_signal` of them show one at their end."""

    snapshot: str
    catalogue: str
    looked_at: int
    with_signal: int
    raised: tuple[RaisedSignal, ...]


@dataclass(frozen=True, slots=True)
class History:
    """An indicator with its recent years and months, and what each measure says over time.

    No values and no judgement where no folder was named.
    """

    indicator: Indicator
    definition: tuple[str, ...]
    values: tuple[tuple[Period, tuple[Value, ...]], ...]
    snapshot: str | None
    catalogue: str
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Children:
    """The rows behind one number: as many as were counted, each with the columns of the drill list.

    `breakdown` and `category` are as they were asked for, None where they were not.
    """

    indicator: str
    period: str
    measure: str
    part: str
    breakdown: str | None
    category: str | None
    snapshot: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """Standard data that was written: rows of each table of SSD, 0 for an empty one.

    `left_out` counts the facts, by table, that SSD has no table for; `cells_left_out`, by `table.column`,
    the values of its own tables that it has no place for.
    """

    folder: str
    form: str
    snapshot: str
    tables: Mapping[str, int]
    left_out: Mapping[str, int]
    cells_left_out: Mapping[str, int]


class Role(StrEnum):
    """What a place is to the authority that looks."""

    AUTHORITY = "authority"  # itself, as it was published
    NEIGHBOUR = "neighbour"
    REGION = "region"
    ENGLAND = "England"


@dataclass(frozen=True, slots=True)
class BenchmarkCell:
    """What is published of one place and time. Without a value, `note` says why; `symbol` is as printed."""

    period: str
    value: Decimal | None
    symbol: str | None
    note: str | None
    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None


@dataclass(frozen=True, slots=True)
class BenchmarkPlace:
    """One place by time. A neighbour has a position in the published order, from 1, and a closeness."""

    role: Role
    code: str
    name: str
    position: int | None
    closeness: str
    cells: tuple[BenchmarkCell, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkMeasure:
    """One measure: our value and each place's for each of `periods`, the last of which is judged.

    `is_worked_out`: the published numbers are divided by us, as ours are. `differs` says in what the
    published definition differs. `ours` has None where there is no value of ours for such a time.
    """

    measure: str
    title: str
    unit: Unit
    release_id: str
    release: Release
    is_worked_out: bool
    differs: str | None
    periods: tuple[str, ...]
    ours: tuple[Value | None, ...]
    places: tuple[BenchmarkPlace, ...]
    against: AgainstNeighbours | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """An indicator beside what is published of it. `neighbours_of` is whose neighbours they are.

    It is another authority's code where a stand-in was named. `model_year` is the neighbours model's.
    """

    indicator: Indicator
    authority: str
    neighbours_of: str
    model_year: int | None
    snapshot: str | None
    catalogue: str
    measures: tuple[BenchmarkMeasure, ...]
    notices: tuple[Problem, ...]

    @property
    def has_stand_in(self) -> bool:
        """Whether the neighbours are another authority's."""
        return self.neighbours_of != self.authority


@dataclass(frozen=True, slots=True)
class Count:
    """How one count was made: words and rows left at each filter step, and the SQL."""

    measure: str
    part: str
    steps: tuple[tuple[str, int], ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Explained:
    """How a value was made. `population` says which mid-year it was divided by, if it was."""

    valued: Valued
    definition: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    population: str | None
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class CatalogueCheck:
    """What is wrong with the catalogue, and how many worked examples ran on which engines."""

    indicators: int
    examples: int
    engines: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong, and not only worth a warning."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Held:
    """One return of the snapshot served. `stands` is False where another of its year supersedes it."""

    id: str
    format: str
    authority: str
    year: int
    first: str
    last: str
    made_at: str | None
    stands: bool


@dataclass(frozen=True, slots=True)
class HeldRelease:
    """One file of published figures that is kept. `is_latest`: it is the one shown of its table."""

    id: str
    table: str
    title: str
    publication: str
    first: str
    last: str
    made_at: str | None
    rows: int
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What a folder holds and covers, and what is wrong with it."""

    authority: str
    snapshot: str | None
    catalogue: str
    returns: tuple[Held, ...]
    windows: Mapping[str, tuple[tuple[date, date], ...]]
    years: tuple[str, ...]
    months: tuple[str, ...]
    rows: Mapping[str, int]
    population_years: tuple[int, ...]
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = field(default=())
    published: tuple[HeldRelease, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the sources of a snapshot hold, by table and year; the snapshot is None if nothing is served."""

    snapshot: str | None
    compared: tuple[Compared, ...]
    questions: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo did: what it imported (no file, if it was there already), and every indicator."""

    imported: ImportOutcome
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the address says, and words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Who may sign in, and as what."""

    username: str
    name: str
    role: str
    title: str
    team: str = ""
    worker: str = ""


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """Everybody of the demo, and the password of them all."""

    people: tuple[DemoPerson, ...]
    password: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody as lists show them: each role with how far it reaches, in words.

    `is_idle`: has not signed in for so long that they must be let back in.
    """

    username: str
    name: str
    is_active: bool
    roles: tuple[str, ...]
    last_sign_in: datetime | None
    is_idle: bool


@dataclass(frozen=True, slots=True)
class Served:
    """Where the pages are, and what whoever starts them must know.

    `asked` is the port that was asked for, other than the address's where that one was busy. `set_up_code`
    makes the first administrator; None where there is one.
    """

    address: str
    asked: int
    set_up_code: str | None

    @property
    def port(self) -> int:
        """The port that is used."""
        return int(self.address.rsplit(":", 1)[1].strip("/"))
