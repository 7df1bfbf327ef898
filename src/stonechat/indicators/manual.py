"""Writes the definitions manual from the catalogue: Markdown, a page for each theme and an index.

Nobody types it. The definition's words come from the query nodes, the examples are the ones that the
tests run. `python -m stonechat.indicators.manual FOLDER` writes the pages; a test fails when the pages
in the repository are not these.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from stonechat.indicators.breakdowns import BREAKDOWNS
from stonechat.indicators.catalogue import Catalogue, Theme, load_catalogue
from stonechat.indicators.definition import Example, Indicator
from stonechat.indicators.entry import (
    BETTER_IN_WORDS,
    STATUS_IN_WORDS,
    answers_in_words,
    asked_in_words,
    derived_used,
    parameters_in_words,
    source_in_words,
)
from stonechat.indicators.words import definition_in_words

_MADE = (
    "<!-- Written by `make docs` from src/stonechat/indicators/definitions. Change those, not this page. -->"
)


def pages(catalogue: Catalogue) -> dict[str, str]:
    """Every page by its file name."""
    themes = [theme for theme in catalogue.themes if _of_theme(catalogue, theme)]
    written = {f"{theme.name}.md": _text(_theme_page(catalogue, theme)) for theme in themes}
    return {"README.md": _text(_index(catalogue, themes)), **written}


def write(folder: Path) -> None:
    """Write the pages into the folder, which is made if need be. Pages of gone themes are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages(load_catalogue())
    for stale in {path.name for path in folder.glob("*.md")} - made.keys():
        (folder / stale).unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _index(catalogue: Catalogue, themes: list[Theme]) -> Iterator[str]:
    yield "# Definitions manual"
    yield _MADE
    yield (
        "What each indicator means, in words made from the definitions themselves, with worked examples that "
        "run on every engine. Differences from official definitions are in "
        "[deviations](../../deviations.md)."
    )
    yield "\n".join(["| id | indicator | kind | unit | status |", "|---|---|---|---|---|", *_rows(catalogue)])
    yield "## How far a definition was checked"
    yield "\n".join(f"- **{status}**: {words}." for status, words in STATUS_IN_WORDS.items())
    yield "## Breakdowns"
    yield "\n".join(f"- `{rule.name}`: {rule.words}" for rule in BREAKDOWNS.values())
    yield "## Themes"
    yield "\n".join(f"- [{theme.title}]({theme.name}.md): {theme.about}" for theme in themes)


def _rows(catalogue: Catalogue) -> Iterator[str]:
    for one in catalogue:
        link = f"[{one.title}]({one.theme}.md#{one.id.lower()})"
        yield f"| {one.id} | {link} | {one.kind} | {one.unit} | {one.source.status} |"


def _theme_page(catalogue: Catalogue, theme: Theme) -> Iterator[str]:
    yield f"# {theme.title}"
    yield _MADE
    yield theme.about
    yield from _why(theme.matters)
    yield from _questions(theme.questions, "Questions to ask of any figure here")
    for indicator in _of_theme(catalogue, theme):
        yield from _entry(indicator)


def _of_theme(catalogue: Catalogue, theme: Theme) -> list[Indicator]:
    return [indicator for indicator in catalogue if indicator.theme == theme.name]


def _entry(indicator: Indicator) -> Iterator[str]:
    yield f'## <a id="{indicator.id.lower()}"></a>{indicator.id} {indicator.title}'
    yield f"*{indicator.question}*"
    yield "\n".join(f"- {line}" for line in (*definition_in_words(indicator), *_facts(indicator)))
    if indicator.cautions:
        yield "Read with care:"
        yield "\n".join(f"- {caution}" for caution in indicator.cautions)
    yield from _why(indicator.matters)
    yield from _questions(indicator.questions, "Questions to ask")
    for example in indicator.examples:
        yield from _example(example)


def _why(matters: str | None) -> Iterator[str]:
    if matters:
        yield f"Why it matters: {matters}"


def _questions(asked: tuple[str, ...], heading: str) -> Iterator[str]:
    if asked:
        yield f"{heading}:"
        yield "\n".join(f"- {question}" for question in asked)


def _facts(indicator: Indicator) -> Iterator[str]:
    yield f"Kind: {indicator.kind}. Unit: {indicator.unit}. A {indicator.role} indicator."
    yield f"Better: {BETTER_IN_WORDS[indicator.better]}."
    yield from parameters_in_words(indicator.latest)
    for name, meaning in derived_used(indicator):
        yield f"`{name}`: {meaning}"
    if indicator.breakdowns:
        yield f"Breakdowns: {', '.join(indicator.breakdowns)}."
    if indicator.moves:
        yield f"Believed to move: {', '.join(indicator.moves)}."
    yield " ".join((f"Definition {indicator.source.status}.", *source_in_words(indicator.source)))


def _example(example: Example) -> Iterator[str]:
    yield f"**Example: {example.name}** ({asked_in_words(example)})"
    for table, text in example.tables.items():
        yield f"```text\n{table}\n\n{text.rstrip()}\n```"
    yield "\n".join(f"- {answer}" for answer in answers_in_words(example))


def _text(blocks: Iterator[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
