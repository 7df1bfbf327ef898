"""Turns checked definitions into frozen indicators: filters into nodes, parameters into numbers.

Expects everything to exist: `validate.py` has passed before anything comes here. Errors raised here are
mistakes of the program.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from stonechat.indicators.breakdowns import BREAKDOWNS, is_possible
from stonechat.indicators.definition import (
    Ask,
    Edition,
    Example,
    Expected,
    FollowUp,
    Indicator,
    Measure,
    Parameter,
    Source,
)
from stonechat.indicators.query import (
    Aggregate,
    AnyOf,
    AtLeast,
    AtMost,
    Beside,
    Count,
    CountDistinct,
    Filter,
    InPeriod,
    Is,
    IsMissing,
    IsOneOf,
    Length,
    Not,
    OpenOn,
    Quantile,
    Since,
    Sum,
    When,
)
from stonechat.indicators.schema import (
    BesideSpec,
    CountingSpec,
    DefinitionSpec,
    ExampleSpec,
    ExpectedSpec,
    FilterSpec,
    FollowUpSpec,
    LengthSpec,
    MeasureSpec,
    OpenSpec,
    OtherTable,
    ParameterRef,
    ParameterSpec,
    SinceSpec,
)
from stonechat.indicators.yaml_file import Document
from stonechat.model.tables import TABLES

ONLY_MEASURE = "value"
"""What the measure of an indicator with one number is called."""


@dataclass(frozen=True)
class Loaded:
    """One definition, checked in shape, with its file."""

    spec: DefinitionSpec
    document: Document
    theme: str
    is_local: bool


def indicator(loaded: Loaded, parameters: Mapping[str, ParameterSpec]) -> Indicator:
    """The definition with its parameters filled in, one edition for each stretch between their changes."""
    spec = loaded.spec
    used = {name: parameters[name] for _, name in used_parameters(loaded.document.data)}
    editions = tuple(_edition(spec, day, _in_force(used, day)) for day in _changes(used))
    return Indicator(
        id=spec.id,
        title=spec.title,
        question=spec.question,
        theme=loaded.theme,
        kind=spec.kind,
        role=spec.role,
        quadrant=spec.quadrant,
        perspective=spec.perspective,
        better=spec.better,
        unit=spec.unit,
        source=Source(spec.source.status, spec.source.measure, spec.source.law, spec.source.note),
        editions=editions,
        breakdowns=_breakdowns(spec, editions),
        moves=tuple(spec.moves),
        cautions=tuple(spec.cautions),
        examples=tuple(_examples(spec, loaded.document)),
        drill=tuple(spec.drill) or _default_drill(spec),
        owner=spec.owner,
        file=loaded.document.file,
        is_local=loaded.is_local,
        matters=spec.matters,
        questions=tuple(spec.questions),
        purpose=spec.purpose,
        review_by=spec.review_by,
    )


def _breakdowns(spec: DefinitionSpec, editions: tuple[Edition, ...]) -> tuple[str, ...]:
    """Those of the definition; and by team, without a word there, wherever its tables can tell the team."""
    by_team = ["team"] if all(_tells_team(measure) for measure in editions[-1].measures) else []
    return tuple(dict.fromkeys((*spec.breakdowns, *by_team)))


def _tells_team(measure: Measure) -> bool:
    """Whether what stands above and below the line has a team, and by the same column of one table.

    A visit has the team that made it and a plan the team that holds it: a share of one over the other would
    be of no team.
    """
    asks = [ask for ask in (measure.numerator, measure.denominator) if ask]
    columns = {(ask.table, BREAKDOWNS["team"].column_for(ask.table, ask.when)) for ask in asks}
    return len(columns) == 1 and all(is_possible("team", ask.table, ask.when) for ask in asks)


def used_parameters(
    data: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every `{parameter: name}` in a definition's data, with where it stands."""
    if isinstance(data, dict):
        if set(data) == {"parameter"} and isinstance(data["parameter"], str):
            yield (*path, "parameter"), data["parameter"]
        for key, value in data.items():
            yield from used_parameters(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from used_parameters(value, (*path, position))


def when_of(spec: DefinitionSpec) -> When:
    """How the definition chooses its rows in time."""
    if spec.open is not None:
        return OpenOn(spec.open.start, spec.open.until)
    assert spec.dated is not None  # noqa: S101  `validate.py` refuses a definition with neither
    return InPeriod(spec.dated)


def _when(spec: DefinitionSpec, parameters: Mapping[str, Parameter]) -> When:
    if spec.open is not None:
        return _open(spec.open, parameters)
    return when_of(spec)


def _open(spec: OpenSpec, parameters: Mapping[str, Parameter]) -> OpenOn:
    beside = (*_beside(spec.while_, parameters, True), *_beside(spec.unless, parameters, False))
    return OpenOn(spec.start, spec.until, _since(spec.since, parameters), beside)


def _beside(specs: list[BesideSpec], parameters: Mapping[str, Parameter], is_there: bool) -> Iterator[Beside]:
    for one in specs:
        where = filters(one.where, parameters)
        yield Beside(one.of, one.same, one.start, one.until, is_there, where)


def _since(specs: list[SinceSpec], parameters: Mapping[str, Parameter]) -> tuple[Since, ...]:
    return tuple(_one_since(spec, parameters) for spec in specs)


def _one_since(spec: SinceSpec, parameters: Mapping[str, Parameter]) -> Since:
    at_most = _length(spec.at_most, parameters)
    beyond = replace(at_most, days=at_most.days + 1) if at_most else None
    return Since(
        spec.column, _length(spec.at_least, parameters), beyond or _length(spec.less_than, parameters)
    )


def _length(spec: LengthSpec | None, parameters: Mapping[str, Parameter]) -> Length | None:
    if spec is None:
        return None
    if spec.months is not None:
        return Length(months=_number(spec.months, parameters))
    return Length(days=_number(spec.days or 0, parameters))


def counted(spec: DefinitionSpec) -> tuple[tuple[str, CountingSpec], ...]:
    """Each measure's name with what it counts; an indicator with one number has one."""
    if spec.measures is None:
        return ((ONLY_MEASURE, spec),)
    return tuple((measure.name, measure) for measure in spec.measures)


def _changes(used: Mapping[str, ParameterSpec]) -> list[date]:
    """The days on which an edition begins: first when all parameters have a value, then each change."""
    if not used:
        return [date.min]
    begin = max(min(value.from_ for value in parameter.values) for parameter in used.values())
    days = {value.from_ for parameter in used.values() for value in parameter.values}
    return sorted({begin} | {day for day in days if day > begin})


def _in_force(used: Mapping[str, ParameterSpec], day: date) -> dict[str, Parameter]:
    return {name: _parameter_on(name, spec, day) for name, spec in used.items()}


def _parameter_on(name: str, spec: ParameterSpec, day: date) -> Parameter:
    latest = max((value for value in spec.values if value.from_ <= day), key=lambda value: value.from_)
    return Parameter(name, spec.title, latest.value, spec.unit, spec.source)


def _edition(spec: DefinitionSpec, day: date, parameters: Mapping[str, Parameter]) -> Edition:
    measures = tuple(_measure(spec, name, counting, parameters) for name, counting in counted(spec))
    return Edition(
        day,
        measures,
        tuple(parameters.values()),
        _number(spec.looks_back.months, parameters) if spec.looks_back else 0,
        filters(spec.looks_back.unless_told, parameters) if spec.looks_back else (),
        _follow_up(spec.followed_for, parameters) if spec.followed_for else None,
    )


def _measure(
    spec: DefinitionSpec, name: str, counting: CountingSpec, parameters: Mapping[str, Parameter]
) -> Measure:
    shared = filters(counting.denominator, parameters) if isinstance(counting.denominator, list) else ()
    # A share counts its numerator among its denominator's rows, so it can never exceed 100%.
    chosen = (*shared, *filters(counting.numerator, parameters))
    where = filters(spec.where, parameters)
    when = _when(spec, parameters)
    return Measure(
        name,
        counting.title if isinstance(counting, MeasureSpec) else spec.title,
        (counting.unit if isinstance(counting, MeasureSpec) else None) or spec.unit,
        Ask(spec.of, _numerator_when(counting, when, parameters), _aggregate(counting, chosen), where),
        _denominator(spec, counting, parameters),
        counting.denominator == "population",
    )


def _numerator_when(counting: CountingSpec, when: When, parameters: Mapping[str, Parameter]) -> When:
    if isinstance(when, InPeriod):
        return when
    since = (*when.since, *_since(counting.numerator_since, parameters))
    there = _beside(counting.numerator_while, parameters, True)
    not_there = _beside(counting.numerator_unless, parameters, False)
    beside = (*when.beside, *there, *not_there)
    return OpenOn(when.start, counting.numerator_until or when.until, since, beside)


def _denominator(
    spec: DefinitionSpec, counting: CountingSpec, parameters: Mapping[str, Parameter]
) -> Ask | None:
    said = counting.denominator
    if isinstance(said, OtherTable):
        return _other_table(said, parameters)
    if isinstance(said, list):
        aggregate = _aggregate(counting, filters(said, parameters))
        return Ask(spec.of, _when(spec, parameters), aggregate, filters(spec.where, parameters))
    return None


def _other_table(spec: OtherTable, parameters: Mapping[str, Parameter]) -> Ask:
    when = _open(spec.open, parameters) if spec.open is not None else InPeriod(spec.dated or "")
    return Ask(spec.of, when, _counted_or_summed(spec), filters(spec.where, parameters))


def _aggregate(counting: CountingSpec, where: tuple[Filter, ...]) -> Aggregate:
    if counting.quantile is not None:
        return Quantile(counting.quantile.of, Fraction(counting.quantile.share), where)
    return _counted_or_summed(counting, where)


def _counted_or_summed(said: CountingSpec | OtherTable, where: tuple[Filter, ...] = ()) -> Aggregate:
    if said.sum is not None:
        return Sum(said.sum, where)
    return CountDistinct(said.distinct, where) if said.distinct else Count(where)


def filters(specs: list[FilterSpec], parameters: Mapping[str, Parameter]) -> tuple[Filter, ...]:
    """The filters as nodes, all of which must hold."""
    return tuple(_filter(spec, parameters) for spec in specs)


def _filter(spec: FilterSpec, parameters: Mapping[str, Parameter]) -> Filter:
    if spec.not_ is not None:
        return Not(_filter(spec.not_, parameters))
    if spec.any_of is not None:
        return AnyOf(filters(spec.any_of, parameters))
    return _comparison(spec, spec.column or "", parameters)


def _comparison(spec: FilterSpec, column: str, parameters: Mapping[str, Parameter]) -> Filter:
    if spec.is_ is not None:
        return Is(column, spec.is_)
    if spec.is_one_of is not None:
        return IsOneOf(column, tuple(spec.is_one_of))
    if spec.at_most is not None:
        return AtMost(column, _limit(spec.at_most, parameters))
    if spec.at_least is not None:
        return AtLeast(column, _limit(spec.at_least, parameters))
    return IsMissing(column) if spec.is_missing else Not(IsMissing(column))


def _limit(said: int | date | ParameterRef, parameters: Mapping[str, Parameter]) -> int | date:
    return parameters[said.parameter].value if isinstance(said, ParameterRef) else said


def _number(said: int | ParameterRef, parameters: Mapping[str, Parameter]) -> int:
    return parameters[said.parameter].value if isinstance(said, ParameterRef) else said


def _follow_up(spec: FollowUpSpec, parameters: Mapping[str, Parameter]) -> FollowUp:
    if spec.days is not None:
        return FollowUp(_number(spec.days, parameters), working=False)
    assert spec.working_days is not None  # noqa: S101  the schema has seen to it
    return FollowUp(_number(spec.working_days, parameters), working=True)


def _default_drill(spec: DefinitionSpec) -> tuple[str, ...]:
    """What identifies a row and dates it; enough to find the child in the authority's own system."""
    table = TABLES[spec.of]
    when = when_of(spec)
    dated = (when.column,) if isinstance(when, InPeriod) else (when.start, when.until)
    wanted = (*(("person_id",) if "person_id" in table.positions else ()), *table.key, *dated)
    return tuple(dict.fromkeys(column for column in wanted if column != "authority"))


def _examples(spec: DefinitionSpec, document: Document) -> Iterator[Example]:
    for position, example in enumerate(spec.examples):
        yield _example(example, document, ("examples", position))


def _example(spec: ExampleSpec, document: Document, path: tuple[str | int, ...]) -> Example:
    return Example(
        name=spec.name,
        period=spec.period,
        tables=dict(spec.rows),
        table_lines={name: document.where(*path, "rows", name).row or 1 for name in spec.rows},
        answers=_expected(spec.answer, document, (*path, "answer")),
        by={
            (breakdown, category, measure): expected
            for breakdown, categories in spec.by.items()
            for category, answer in categories.items()
            for measure, expected in _expected(answer, document, (*path, "by", breakdown, category)).items()
        },
        where=document.where(*path),
        held=spec.held,
        population=spec.population,
    )


def _expected(
    answer: ExpectedSpec | dict[str, ExpectedSpec], document: Document, path: tuple[str | int, ...]
) -> dict[str, Expected]:
    if isinstance(answer, ExpectedSpec):
        return {ONLY_MEASURE: _one_expected(answer, document, path)}
    return {name: _one_expected(one, document, (*path, name)) for name, one in answer.items()}


def _one_expected(spec: ExpectedSpec, document: Document, path: tuple[str | int, ...]) -> Expected:
    return Expected({name: getattr(spec, name) for name in spec.model_fields_set}, document.where(*path))
