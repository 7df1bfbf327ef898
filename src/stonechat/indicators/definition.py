"""What an indicator is once its file has been read, checked and resolved: frozen, and free of YAML.

Every filter is a query node, every parameter a number. Because a parameter may change its value on a
date (a time limit is changed by law), an indicator has one `Edition` for each stretch of time.

Nothing here reads a file (`catalogue.py`), counts (`engines`) or divides (`measure.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stonechat.basics.problems import Where, refusal
from stonechat.indicators.measure import Unit
from stonechat.indicators.query import Aggregate, Filter, InPeriod, OpenOn


class Kind(StrEnum):
    """When an indicator counts: `plan.py` holds the rule of each."""

    FLOW = "flow"  # events dated in the period
    STOCK = "stock"  # what is open on the period's last day
    ROLLING = "rolling"  # events dated in the twelve months to the period's last day
    DURATION = "duration"  # how long: of events dated in the period, or of what is open on its last day
    COHORT = "cohort"  # events dated in the period, each followed for the same time


class Status(StrEnum):
    """How far a definition was checked against its official source."""

    VERIFIED = "verified"  # the text, or the arithmetic of published figures, was checked
    PARTLY = "partly verified"  # the source, title or list was checked, not every detail
    RECALL = "recall"  # from memory of the sector's practice; check before relying on it
    LOCAL = "local"  # there is no national definition


@dataclass(frozen=True, slots=True)
class Source:
    """Where a definition comes from. `measure` is the official measure or table, `law` the rule behind it."""

    status: Status
    measure: str | None = None
    law: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number in force from a day on, that a definition uses by name."""

    name: str
    title: str
    value: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something to count: rows of one table chosen by `when` and `where`, and how to count them."""

    table: str
    when: InPeriod | OpenOn
    aggregate: Aggregate
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of an indicator. With `per_population` it is divided by the children in the area."""

    name: str
    title: str
    unit: Unit
    numerator: Ask
    denominator: Ask | None = None
    per_population: bool = False


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How long each event of a cohort is followed: this many days, or working days."""

    number: int
    working: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """What an indicator means from the day `valid_from` until the next edition.

    `looks_back_months` is how many months before the period it also needs, unless every row below the line
    satisfies `told_by`; without any such filter, always.
    """

    valid_from: date
    measures: tuple[Measure, ...]
    parameters: tuple[Parameter, ...] = ()
    looks_back_months: int = 0
    told_by: tuple[Filter, ...] = ()
    followed_for: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a worked example must give. Only the named parts are compared."""

    parts: Mapping[str, int | Decimal | str | None]
    where: Where


@dataclass(frozen=True, slots=True)
class Example:
    """A few rows of the model's tables, and the answer worked out by hand.

    `tables` are the written tables as text; `examples.py` reads them. `held` is the window that the
    rows cover, None for all that the question needs. `population` is the number of children to divide
    by. `answers` has the totals by measure; `by` the same by breakdown, category and measure.
    """

    name: str
    period: str
    tables: Mapping[str, str]
    answers: Mapping[str, Expected]
    by: Mapping[tuple[str, str, str], Expected]
    where: Where
    table_lines: Mapping[str, int] = field(default_factory=dict)
    held: tuple[date, date] | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the catalogue, resolved. `editions` are in order of time and never empty."""

    id: str
    title: str
    question: str
    theme: str
    kind: Kind
    role: str
    quadrant: str
    perspective: str
    better: str
    unit: Unit
    source: Source
    editions: tuple[Edition, ...]
    breakdowns: tuple[str, ...]
    moves: tuple[str, ...]
    cautions: tuple[str, ...]
    examples: tuple[Example, ...]
    drill: tuple[str, ...]
    owner: str
    file: str
    is_local: bool = False
    matters: str | None = None
    questions: tuple[str, ...] = ()
    purpose: str | None = None
    review_by: date | None = None

    def on(self, day: date) -> Edition:
        """The edition in force on that day; `Refused` for a day before the first."""
        for edition in reversed(self.editions):
            if edition.valid_from <= day:
                return edition
        raise refusal(
            f"{self.id} has no definition for {day.isoformat()}: its parameters begin on "
            f"{self.editions[0].valid_from.isoformat()}.",
            "Ask for a later period, or add an earlier value to the parameter's file.",
            rule="before_definition",
        )

    @property
    def latest(self) -> Edition:
        """The edition in force now and from now on."""
        return self.editions[-1]
