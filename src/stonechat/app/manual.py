"""The definitions manual for pages: what there is, and all that is known of one definition.

It needs no data and no right to figures: whoever signs in may know what a number means. The words are made
from the definitions themselves (`indicators/words.py`, `indicators/entry.py`), the council's own included.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stonechat.app.benchmark import counterparts_of
from stonechat.app.council import Council
from stonechat.app.figures import catalogue_of
from stonechat.basics.problems import wrong_use
from stonechat.indicators.breakdowns import BREAKDOWNS
from stonechat.indicators.catalogue import Catalogue, Theme
from stonechat.indicators.definition import Edition, Example, Indicator, Status
from stonechat.indicators.deviations import Deviation, General, load_deviations
from stonechat.indicators.entry import (
    BETTER_IN_WORDS,
    KIND_IN_WORDS,
    STATUS_IN_WORDS,
    Written,
    answers_in_words,
    asked_in_words,
    derived_used,
    parameters_in_words,
    source_in_words,
    tables_of,
)
from stonechat.indicators.schema import nearest
from stonechat.indicators.words import definition_by_part, definition_in_words
from stonechat.sources.published.layout import published_tables

CHECKED = {
    Status.VERIFIED: "verified",
    Status.PARTLY: "partly verified",
    Status.LOCAL: "local",
    Status.RECALL: "to be checked",
}
"""How far a definition was checked, in the words of the pages, the surest first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One of the four answers to "was this definition checked?", and how many definitions have it."""

    status: str
    words: str
    meaning: str
    indicators: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One definition in the list. `question` is what the indicator answers."""

    id: str
    title: str
    question: str
    kind: str
    unit: str
    checked: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ThemeOfManual:
    """A theme with the definitions that were asked for, in order of their ids; never none."""

    name: str
    title: str
    about: str
    indicators: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The list. `found` counts those listed; `checked` and `all_themes` are of the whole catalogue."""

    themes: tuple[ThemeOfManual, ...]
    found: int
    all_themes: tuple[tuple[str, str], ...]
    checked: tuple[Checked, ...]
    differences: tuple[General, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a definition: its name and what is to be said of it, a paragraph each."""

    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A worked example: what is asked, the rows, and what must come out."""

    name: str
    asked: str
    tables: tuple[Written, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another indicator, by name."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What a definition's parameters are from a day on."""

    since: date
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """All that the manual says of one indicator."""

    listed: Listed
    theme: str
    matters: str | None
    questions: tuple[str, ...]
    counted: tuple[Term, ...]
    about: tuple[Term, ...]
    columns: tuple[Term, ...]
    moves: tuple[Related, ...]
    moved_by: tuple[Related, ...]
    cautions: tuple[str, ...]
    checked: str
    source: tuple[str, ...]
    published: tuple[str, ...]
    differences: tuple[Deviation, ...]
    examples: tuple[WorkedExample, ...]
    editions: tuple[InForce, ...]
    owner: str
    purpose: str | None
    review_by: date | None
    version: str


def find_definitions(council: Council, words: str = "", theme: str = "", status: str = "") -> Manual:
    """The definitions of a theme and a status (empty: of any) in which every one of the words stands.

    Words are looked for in id, title, question, what is counted and what to be careful of, whatever their
    case. Wrong use for a theme or status that there is not.
    """
    catalogue = catalogue_of(council)
    themes = {one.name: one for one in catalogue.themes if any(_of(catalogue, one))}
    _known("theme", theme, list(themes))
    _known("status", status, list(Status))
    wanted = words.casefold().split()
    found = tuple(_themes(catalogue, list(themes.values()), wanted, theme, status))
    return Manual(
        themes=found,
        found=sum(len(one.indicators) for one in found),
        all_themes=tuple((one.name, one.title) for one in themes.values()),
        checked=_how_many(catalogue),
        differences=tuple(map(_plain, load_deviations().all)),
        version=catalogue.version,
    )


def definition_of(council: Council, indicator_id: str) -> Definition:
    """All that is known of one definition. Refused (`unknown_indicator`) where there is none of that id."""
    catalogue = catalogue_of(council)
    indicator = catalogue[indicator_id]
    return Definition(
        listed=_listed(indicator),
        theme=catalogue.theme_of(indicator).title,
        matters=catalogue.why_it_matters(indicator),
        questions=catalogue.questions_to_ask(indicator),
        counted=tuple(Term(name, (_sentence(text),)) for name, text in definition_by_part(indicator)),
        about=tuple(_about(indicator)),
        columns=tuple(Term(name, (meaning,)) for name, meaning in derived_used(indicator)),
        moves=tuple(_related(catalogue, indicator.moves)),
        moved_by=tuple(_related(catalogue, _moved_by(catalogue, indicator))),
        cautions=indicator.cautions,
        checked=STATUS_IN_WORDS[indicator.source.status],
        source=tuple(source_in_words(indicator.source)),
        published=tuple(_published(catalogue, indicator)),
        differences=tuple(map(_plain_single, () if indicator.is_local else _differences(indicator))),
        examples=tuple(map(_example, indicator.examples)),
        editions=tuple(map(_in_force, indicator.editions)),
        owner=indicator.owner,
        purpose=indicator.purpose,
        review_by=indicator.review_by,
        version=catalogue.version,
    )


# ---------------------------------------------------------------- the list


def _themes(
    catalogue: Catalogue, themes: list[Theme], wanted: list[str], theme: str, status: str
) -> Iterator[ThemeOfManual]:
    for one in themes:
        if theme in ("", one.name):
            listed = tuple(
                _listed(indicator)
                for indicator in _of(catalogue, one)
                if status in ("", indicator.source.status) and _has(indicator, wanted)
            )
            if listed:
                yield ThemeOfManual(one.name, one.title, one.about, listed)


def _of(catalogue: Catalogue, theme: Theme) -> Iterator[Indicator]:
    return (indicator for indicator in catalogue if indicator.theme == theme.name)


def _has(indicator: Indicator, wanted: list[str]) -> bool:
    if not wanted:
        return True
    said = (indicator.id, indicator.title, indicator.question, *indicator.cautions)
    text = "\n".join((*said, *definition_in_words(indicator))).casefold()
    return all(word in text for word in wanted)


def _listed(indicator: Indicator) -> Listed:
    return Listed(
        indicator.id,
        indicator.title,
        indicator.question,
        str(indicator.kind),
        str(indicator.unit),
        CHECKED[indicator.source.status],
        indicator.is_local,
    )


def _how_many(catalogue: Catalogue) -> tuple[Checked, ...]:
    counted = Counter(indicator.source.status for indicator in catalogue)
    return tuple(
        Checked(str(status), words, STATUS_IN_WORDS[status], counted[status])
        for status, words in CHECKED.items()
    )


def _known(what: str, said: str, known: list[str]) -> None:
    if said and said not in known:
        raise wrong_use(f"There is no {what} of that name.", nearest(said, known), f"unknown_{what}")


# ---------------------------------------------------------------- one definition


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _about(indicator: Indicator) -> Iterator[Term]:
    yield Term("Kind", (f"{str(indicator.kind).capitalize()}: {KIND_IN_WORDS[indicator.kind]}",))
    yield Term("Unit", (str(indicator.unit),))
    yield Term("Better", (BETTER_IN_WORDS[indicator.better],))
    yield Term("Lead or lag", (indicator.role,))
    if parameters := tuple(parameters_in_words(indicator.latest)):
        yield Term("Limits", parameters)
    breakdowns = [BREAKDOWNS[name].words for name in indicator.breakdowns]
    yield Term("Can be split by", (", ".join(breakdowns) or "nothing",))


def _related(catalogue: Catalogue, ids: tuple[str, ...]) -> Iterator[Related]:
    return (Related(one, catalogue[one].title) for one in ids if one in catalogue.indicators)


def _moved_by(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    return tuple(one.id for one in catalogue if indicator.id in one.moves)


def _published(catalogue: Catalogue, indicator: Indicator) -> Iterator[str]:
    """The published numbers that stand beside it, and in what each differs."""
    for one in counterparts_of(catalogue).get(indicator.id, ()):
        table = published_tables()[one.table]
        differs = f" {one.differs.rstrip('.')}." if one.differs else ""
        yield f"{table.publication}, {table.title}.{differs}"


def _differences(indicator: Indicator) -> tuple[Deviation, ...]:
    return load_deviations().of(indicator.id)


def _example(example: Example) -> WorkedExample:
    return WorkedExample(
        example.name, asked_in_words(example), tuple(tables_of(example)), tuple(answers_in_words(example))
    )


def _in_force(edition: Edition) -> InForce:
    return InForce(edition.valid_from, tuple(parameters_in_words(edition)))


# ---------------------------------------------------------------- texts that were written for Markdown


def _plain(one: General) -> General:
    return General(*map(_unmarked, (one.difference, one.why, one.effect)))


def _plain_single(one: Deviation) -> Deviation:
    return Deviation(one.of, *map(_unmarked, (one.official, one.ours, one.effect)))


def _unmarked(text: str) -> str:
    return text.replace("`", "").replace("*", "")
