"""What the definitions manual says of an indicator, piece by piece: `manual.py` makes Markdown of it, the
pages of the web make pages of it. What is counted is said by `words.py`."""

from collections.abc import Iterator
from dataclasses import dataclass

from stonechat.indicators.definition import Edition, Example, Expected, Indicator, Kind, Source, Status
from stonechat.indicators.examples import columns_used
from stonechat.indicators.resolve import ONLY_MEASURE
from stonechat.model.derived import derived_columns

STATUS_IN_WORDS = {
    Status.VERIFIED: "the definition, or the arithmetic of published figures, was checked",
    Status.PARTLY: "the source was checked, not every detail of the definition",
    Status.RECALL: "from memory of the sector's practice; check before relying on it",
    Status.LOCAL: "there is no national definition; this one is ours",
}

KIND_IN_WORDS = {
    Kind.FLOW: "events dated in the period",
    Kind.STOCK: "what is open on the last day of the period",
    Kind.ROLLING: "events of the twelve months to the last day of the period",
    Kind.DURATION: "how long something took, or has lasted",
    Kind.COHORT: "events of the period, each followed for the same time",
}

BETTER_IN_WORDS = {"higher": "higher", "lower": "lower", "contextual": "neither; it depends"}


def derived_used(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """The derived columns that it counts by, each with what it means."""
    for table, names in columns_used(indicator).items():
        for column in derived_columns(table):
            if column.name in names and column.name != "counted_until":
                yield column.name, column.meaning


def parameters_in_words(edition: Edition) -> Iterator[str]:
    """Each number that the edition uses by name, with its unit and source."""
    for parameter in edition.parameters:
        yield f"{parameter.title}: {parameter.value} {parameter.unit} ({parameter.source})."


def source_in_words(source: Source) -> Iterator[str]:
    """The official measure, the law, and what else is to be said, a sentence each."""
    for text in (source.measure, source.law, source.note):
        if text is not None:
            yield f"{text.rstrip('.')}."


# ---------------------------------------------------------------- worked examples


@dataclass(frozen=True, slots=True)
class Written:
    """A table of an example as it is written: every cell as text, an empty one for a blank."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(example: Example) -> Iterator[Written]:
    """The example's tables, cell by cell."""
    for name, text in example.tables.items():
        lines = (line for line in text.splitlines() if line.strip())
        headings, *rows = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
        yield Written(name, headings, tuple(rows))


def asked_in_words(example: Example) -> str:
    """Which period the example asks for, and what it takes as given."""
    population = "" if example.population is None else f", {example.population:,} children in the area"
    held = "" if example.held is None else f", returns held from {example.held[0]} to {example.held[1]}"
    return f"{example.period}{held}{population}"


def answers_in_words(example: Example) -> Iterator[str]:
    """What must come out, a line for each measure and category."""
    for measure, expected in example.answers.items():
        yield _answer(measure, expected)
    for (breakdown, category, measure), expected in example.by.items():
        named = "" if measure == ONLY_MEASURE else f", {measure}"
        yield _answer(f"{breakdown} {category}{named}", expected)


def _answer(name: str, expected: Expected) -> str:
    order = ("numerator", "denominator", "value", "reason")
    parts = [
        f"{part} {'none' if expected.parts[part] is None else expected.parts[part]}"
        for part in order
        if part in expected.parts
    ]
    return ("Answer: " if name == ONLY_MEASURE else f"Answer, {name}: ") + ", ".join(parts)
