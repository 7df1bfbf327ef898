"""The one description of what an author may write: definitions, theme defaults, parameters, scorecards.

Closed: any other key is a problem that names the nearest known one. There is no SQL and no expression
here. What this vocabulary cannot say becomes a new query node (`query.py`) or a new derived column
(`model/derived.py`), with its tests.

The schema checks shapes only. Whether tables, columns, codes and parameters exist is for `validate.py`.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
    ValidationError,
    model_validator,
)

from stonechat.basics.problems import Problem, Refused, Severity
from stonechat.indicators.definition import Kind, Status
from stonechat.indicators.measure import Reason, Unit
from stonechat.indicators.yaml_file import Document

Text = Annotated[StrictStr, Field(min_length=1)]
Day = Annotated[date, Field(strict=True)]
PeriodText = Annotated[
    Text, BeforeValidator(lambda said: said.isoformat() if isinstance(said, date) else said)
]
"""A period as written; YAML reads 2025-03-31 as a date, and it is meant as text here."""

Quadrant = Literal["effort-quantity", "effort-quality", "effect-quantity", "effect-quality"]
Perspective = Literal[
    "customer outcomes", "internal process", "learning and growth", "finance", "partnership"
]


class Strict(BaseModel):
    """No unknown keys, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ParameterRef(Strict):
    """A number by the name of a parameter: `{parameter: assessment_limit}`."""

    parameter: Text


def _limit_tag(value: Any) -> str:
    if isinstance(value, dict | ParameterRef):
        return "named"
    return "day" if isinstance(value, date) else "number"


Limit = Annotated[
    Annotated[StrictInt, Tag("number")] | Annotated[Day, Tag("day")] | Annotated[ParameterRef, Tag("named")],
    Discriminator(_limit_tag),
]

Number = Annotated[
    Annotated[StrictInt, Field(ge=0), Tag("number")] | Annotated[ParameterRef, Tag("named")],
    Discriminator(_limit_tag),
]


class FilterSpec(Strict):
    """One test of a row: `column` with exactly one of the comparisons, or `not`, or `any_of`."""

    column: Text | None = None
    is_: StrictBool | StrictInt | StrictStr | Day | None = Field(None, alias="is")
    is_one_of: Annotated[list[StrictInt | StrictStr | Day], Field(min_length=1)] | None = None
    at_most: Limit | None = None
    at_least: Limit | None = None
    is_missing: Literal[True] | None = None
    is_present: Literal[True] | None = None
    not_: "FilterSpec | None" = Field(None, alias="not")
    any_of: Annotated[list["FilterSpec"], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        said = self.model_fields_set - {"column"}
        if len(said) != 1:
            raise ValueError(
                "a filter says exactly one thing: is, is_one_of, at_most, at_least, is_missing, is_present, "
                "not or any_of"
            )
        if any(getattr(self, name) is None for name in said):
            raise ValueError("a comparison has no value; use is_missing for blank")
        whole = said & {"not_", "any_of"}
        if whole and self.column is not None:
            raise ValueError("not and any_of hold whole filters and take no column beside them")
        if not whole and self.column is None:
            raise ValueError("the filter does not say which column it reads")
        return self


class LengthSpec(Strict):
    """A length of time: one of the two. Months are calendar months."""

    days: Number | None = None
    months: Number | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("say either days or months")
        return self


class SinceSpec(Strict):
    """How long ago a date is on the day asked about: at least, and at most or less than, so long."""

    column: Text
    at_least: LengthSpec | None = None
    at_most: LengthSpec | None = None
    less_than: LengthSpec | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.at_most is not None and self.less_than is not None:
            raise ValueError("say either at_most or less_than")
        if self.at_least is None and self.at_most is None and self.less_than is None:
            raise ValueError("say how long ago: at_least, at_most or less_than")
        return self


class BesideSpec(Strict):
    """Rows of another table (or the same) with the same value in `same`, open on the day asked about."""

    of: Text
    same: Text
    start: Text
    until: Text = "counted_until"
    where: list[FilterSpec] = []


class OpenSpec(Strict):
    """What is open on a day: from `start`, until the day before `until`; these dates so long ago.

    And only while at least one row of each of `while` is open too, and none of `unless`.
    """

    start: Text
    until: Text = "counted_until"
    since: list[SinceSpec] = []
    while_: list[BesideSpec] = Field([], alias="while")
    unless: list[BesideSpec] = []


class OtherTable(Strict):
    """A denominator counted in another table: rows by its own date, or what is open there."""

    of: Text
    dated: Text | None = None
    open: OpenSpec | None = None
    where: list[FilterSpec] = []
    distinct: Text | None = None
    sum: Text | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.dated is None) == (self.open is None):
            raise ValueError("say either dated or open")
        if self.distinct is not None and self.sum is not None:
            raise ValueError("say either distinct or sum")
        return self


class QuantileSpec(Strict):
    """A quantile: `share` 0.5 is the median. `of` is a column of whole numbers."""

    share: Annotated[Decimal, Field(gt=0, lt=1)]
    of: Text


def _denominator_tag(value: Any) -> str:
    if isinstance(value, str):
        return "population"
    return "other" if isinstance(value, dict | OtherTable) else "filters"


Denominator = Annotated[
    Annotated[list[FilterSpec], Tag("filters")]
    | Annotated[Literal["population"], Tag("population")]
    | Annotated[OtherTable, Tag("other")],
    Discriminator(_denominator_tag),
]


class CountingSpec(Strict):
    """What is counted. Rows by default; or one of: different values of a column, its sum, a quantile.

    The denominator is absent (a plain number), a list of filters (a share of the rows that satisfy
    them; an empty list: of all), `population`, or another table. For what is open, above the line a row
    counts until the day before `numerator_until` too, while the dates of `numerator_since` are so long
    ago, and as `numerator_while` and `numerator_unless` say of rows beside it.
    """

    numerator: list[FilterSpec] = []
    numerator_until: Text | None = None
    numerator_since: list[SinceSpec] = []
    numerator_while: list[BesideSpec] = []
    numerator_unless: list[BesideSpec] = []
    denominator: Denominator | None = None
    distinct: Text | None = None
    sum: Text | None = None
    quantile: QuantileSpec | None = None

    @model_validator(mode="after")
    def _counts_one_thing(self) -> Self:
        if sum(each is not None for each in (self.distinct, self.sum, self.quantile)) > 1:
            raise ValueError("say only one of distinct, sum and quantile")
        return self


class MeasureSpec(CountingSpec):
    """One of several numbers of an indicator."""

    name: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    unit: Unit | None = None


class LookBackSpec(Strict):
    """How many months before the period must be held too, unless every row below the line satisfies these."""

    months: Number
    unless_told: list[FilterSpec] = []


class FollowUpSpec(Strict):
    """How long each event of a cohort is followed: one of the two."""

    days: Number | None = None
    working_days: Number | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.days is None) == (self.working_days is None):
            raise ValueError("say either days or working_days")
        return self


class SourceSpec(Strict):
    """Where the definition comes from and how far it was checked."""

    status: Status
    measure: Text | None = None
    law: Text | None = None
    note: Text | None = None


def _exact_number(said: Any) -> Any:
    if said is not None and (isinstance(said, bool) or not isinstance(said, int | float | Decimal)):
        raise ValueError("write a number, without quotes")
    return said


def _question(said: str) -> str:
    if not said[:1].isupper() or not said.endswith("?"):
        raise ValueError("a question begins with a capital and ends with a question mark")
    return said


Question = Annotated[Text, AfterValidator(_question)]
"""What somebody who reads a figure should ask."""

Amount = Annotated[Decimal, BeforeValidator(_exact_number)]
"""A number as written, decimals included: 7.5 is exactly that."""


class ExpectedSpec(Strict):
    """The worked-out answer. Only what is written is compared."""

    numerator: Amount | None = None
    denominator: Amount | None = None
    value: Decimal | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("the answer is empty")
        return self


def _answer_tag(value: Any) -> str:
    """One answer, or one for each measure: then every value under it is itself an answer."""
    if not isinstance(value, dict) or not value:
        return "one"
    return "each" if all(isinstance(item, dict | ExpectedSpec) for item in value.values()) else "one"


AnswerSpec = Annotated[
    Annotated[ExpectedSpec, Tag("one")] | Annotated[dict[StrictStr, ExpectedSpec], Tag("each")],
    Discriminator(_answer_tag),
]


class ExampleSpec(Strict):
    """A worked example: a few rows, and the answer for one period."""

    name: Text
    period: PeriodText
    rows: dict[StrictStr, StrictStr]
    answer: AnswerSpec
    by: dict[StrictStr, dict[StrictStr, AnswerSpec]] = {}
    held: tuple[Day, Day] | None = None
    population: Annotated[StrictInt, Field(ge=0)] | None = None


class DefinitionSpec(CountingSpec):
    """One indicator."""

    id: Annotated[StrictStr, Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    title: Text
    question: Text
    kind: Kind
    role: Literal["lead", "lag"]
    quadrant: Quadrant
    perspective: Perspective
    better: Literal["higher", "lower", "contextual"]
    unit: Unit
    source: SourceSpec
    of: Text
    owner: Text
    dated: Text | None = None
    open: OpenSpec | None = None
    where: list[FilterSpec] = []
    measures: Annotated[list[MeasureSpec], Field(min_length=1)] | None = None
    looks_back: LookBackSpec | None = None
    followed_for: FollowUpSpec | None = None
    breakdowns: list[StrictStr] = []
    moves: list[StrictStr] = []
    cautions: list[Text] = []
    matters: Text | None = None
    questions: list[Question] = []
    drill: list[StrictStr] = []
    theme: Text | None = None
    purpose: Text | None = None
    review_by: Day | None = None
    examples: list[ExampleSpec] = []


class DefaultsSpec(Strict):
    """What the definitions of one theme share. `title` and `about` head its page of the manual.

    `place` puts the themes in order: the child's path, from the front door on. `matters` is said of an
    indicator that does not say itself why it matters; `questions` are asked of each, after its own.
    """

    title: Text
    about: Text
    place: StrictInt = 99
    matters: Text | None = None
    questions: list[Question] = []
    owner: Text | None = None
    perspective: Perspective | None = None
    breakdowns: list[StrictStr] | None = None
    cautions: list[Text] | None = None

    def shared(self) -> dict[str, Any]:
        """The keys that each definition takes unless it has its own."""
        return self.model_dump(exclude=_OF_THE_THEME, exclude_none=True)


_OF_THE_THEME = {"title", "about", "place", "matters", "questions"}


class DatedValueSpec(Strict):
    """A parameter's value from a day on."""

    from_: Day = Field(alias="from")
    value: Annotated[StrictInt, Field(ge=0)]


class ParameterSpec(Strict):
    """A number that law or policy sets, with its unit and where it comes from."""

    title: Text
    unit: Literal["working days", "days", "months", "years", "miles", "points", "reviews", "plans"]
    source: Text
    values: Annotated[list[DatedValueSpec], Field(min_length=1)]


class SectionSpec(Strict):
    """One block of a scorecard."""

    title: Text
    indicators: Annotated[list[StrictStr], Field(min_length=1)]


class ScorecardSpec(Strict):
    """A scorecard: which indicators, in which order."""

    title: Text
    sections: Annotated[list[SectionSpec], Field(min_length=1)]


_BELOW: dict[str, tuple[type[BaseModel], ...]] = {
    "source": (SourceSpec,),
    "open": (OpenSpec,),
    "since": (SinceSpec,),
    "numerator_since": (SinceSpec,),
    "while": (BesideSpec,),
    "unless": (BesideSpec,),
    "numerator_while": (BesideSpec,),
    "numerator_unless": (BesideSpec,),
    "where": (FilterSpec,),
    "numerator": (FilterSpec,),
    "denominator": (FilterSpec, OtherTable),
    "not": (FilterSpec,),
    "any_of": (FilterSpec,),
    "at_most": (ParameterRef, LengthSpec),
    "at_least": (ParameterRef, LengthSpec),
    "less_than": (LengthSpec,),
    "quantile": (QuantileSpec,),
    "measures": (MeasureSpec,),
    "looks_back": (LookBackSpec,),
    "followed_for": (FollowUpSpec,),
    "examples": (ExampleSpec,),
    "answer": (ExpectedSpec,),
    "values": (DatedValueSpec,),
    "sections": (SectionSpec,),
}
"""Which keys are known below a key, for the nearest known name."""

Spec = TypeVar("Spec", bound=BaseModel)


def check(spec: type[Spec], data: Any, document: Document, *above: str | int) -> Spec:
    """The data, typed. `Refused` with every problem of shape. `above` is where it stands in the file."""
    try:
        return spec.model_validate(data)
    except ValidationError as error:
        raise Refused(*_problems(error, spec, document, above)) from None


def _problems(
    error: ValidationError, spec: type[BaseModel], document: Document, above: tuple[str | int, ...]
) -> Iterator[Problem]:
    for found in error.errors(include_url=False, include_context=True):
        path = _path_in_file(above, found["loc"], document)
        where = document.where(*path)
        what, fix = _in_words(found, spec, path[len(above) :])
        yield Problem(what, fix, Severity.ERROR, "definition_shape", where)


def _path_in_file(
    above: tuple[str | int, ...], loc: tuple[str | int, ...], document: Document
) -> tuple[str | int, ...]:
    """pydantic's location without the names that it adds for the branches of a choice."""
    path = above
    for part in loc:
        if (*path, part) in document.lines:
            path = (*path, part)
    return path


def _in_words(found: Any, spec: type[BaseModel], path: tuple[str | int, ...]) -> tuple[str, str]:
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    kind, said = found["type"], found["input"]
    if kind == "extra_forbidden":
        return f"There is no key {found['loc'][-1]} here.", _keys_fix(str(found["loc"][-1]), spec, path[:-1])
    if kind == "missing":
        return f"The key {found['loc'][-1]} is missing.", "Add it; the README of indicators lists the keys."
    if kind in ("enum", "literal_error"):
        choices = found["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return f"{key} cannot be {said!r}.", nearest(str(said), choices)
    if kind == "value_error":
        return f"{str(found['ctx']['error']).capitalize()}.", "Correct the definition."
    return f"{key or 'The value'} is not right: {found['msg'].lower()}.", "Correct the value."


def _keys_fix(unknown: str, spec: type[BaseModel], parents: tuple[str | int, ...]) -> str:
    parent = next((part for part in reversed(parents) if isinstance(part, str)), None)
    models = _BELOW.get(parent or "", (spec,))
    return nearest(unknown, [name for model in models for name in keys_of(model)])


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys that an author may write, as written in YAML."""
    return [field.alias or name for name, field in model.model_fields.items()]


def nearest(unknown: str, known: list[str]) -> str:
    """The fix for an unknown name: the nearest known one, or all of them where they are few."""
    close = get_close_matches(unknown, known, n=1, cutoff=0.6)
    if close:
        return f"Did you mean {close[0]}?"
    return f"Known here: {', '.join(sorted(known))}." if known else "There are none to choose from."
