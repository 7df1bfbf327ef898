"""Prints the specification as a page: `python tests/spec/render.py > docs/reference/spec.md`.

Every paragraph is a test of this folder, called with recorders in place of the engines: the page shows
the same tables, questions and answers that the tests run. Nothing is worked out here.
"""

import inspect
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import FunctionType, ModuleType

from specification import tally_of

from stonechat.engines.words import aggregate_in_words, steps
from stonechat.indicators.query import ByAgeBand, ByColumn, Ranks

FOLDER = Path(__file__).parent
OPENING = """# What the numbers mean

<!-- Written by tests/spec/render.py from the tests beside it; `make docs` writes it again. -->

Each paragraph is a test that runs on every engine, and every derived column is worked out in two ways.
An empty cell is a blank.
"""


def page() -> str:
    """The whole page."""
    names = sorted((path.stem for path in FOLDER.glob("test_[0-9]*.py")), key=chapter_number)
    return "\n".join([OPENING, *(chapter(import_module(name)) for name in names)]).rstrip() + "\n"


def chapter_number(name: str) -> int:
    """The number in the name of a module of tests."""
    return int(name.split("_")[1])


def chapter(module: ModuleType) -> str:
    """One module of tests: its docstring, then a paragraph for each test."""
    title, _, text = inspect.cleandoc(module.__doc__ or "").partition("\n")
    tests = [test for name, test in vars(module).items() if name.startswith("test_")]
    paragraphs = [line for test in tests for line in paragraph(test)]
    return "\n".join([f"## {title.rstrip('.')}", f"{text}\n", *paragraphs])


def paragraph(test: FunctionType) -> Iterator[str]:
    """One test: its name as a sentence, and what it shows; the same table is shown once."""
    words = test.__name__.removeprefix("test_").replace("_", " ").replace(" s ", "'s ")
    yield f"### {words[0].upper()}{words[1:]}\n"
    shown: list[str] = []
    for arguments in cases(test):
        recorder = record_derived if "derives" in inspect.signature(test).parameters else record_answer
        lines: list[str] = []
        name = "derives" if recorder is record_derived else "answers"
        test(**{name: lambda *a, r=recorder, to=lines, **k: to.extend(r(*a, **k))}, **arguments)
        yield from (line for line in lines if line not in shown)
        shown += [line for line in lines if line.startswith(("```", "Rows"))]


def cases(test: FunctionType) -> list[dict[str, object]]:
    """The arguments of a parametrised test; one empty set for others."""
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            names = [mark.args[0]] if isinstance(mark.args[0], str) else mark.args[0]
            return [dict(zip(names, values, strict=True)) for values in mark.args[1]]
    return [{}]


def record_answer(
    table, rows, count, answer, *, when, first="2024-01-01", last="2024-03-31", where=(), by=None, beside=None
) -> Iterator[str]:
    """What a question says on the page."""
    tally = tally_of(table, count, when, days=(first, last), where=where, by=by)
    wanted = "; ".join(step.words for step in steps(tally)[1:])
    grouped = {ByColumn: " by {0.column}", ByAgeBand: " by age since {0.born}"}.get(type(by), "").format(by)
    for name, text in {table: rows, **(beside or {})}.items():
        yield f"Rows of `{name}`:\n"
        yield fenced(text)
    yield f"{aggregate_in_words(count).capitalize()}{grouped}, {wanted}: {told(answer)}.\n"


def record_derived(facts: Mapping[str, str], table: str, derived: str) -> Iterator[str]:
    """What a truth table says on the page."""
    for name, text in facts.items():
        yield f"Rows of `{name}`:\n"
        yield fenced(text)
    yield f"So `{table}` has:\n"
    yield fenced(derived)


def fenced(text: str) -> str:
    """A small table as it stands in the test."""
    return f"```\n{dedent(text).strip()}\n```\n"


def told(answer: object) -> str:
    """A number, ranks, or a number for each category."""
    if isinstance(answer, Mapping):
        return ", ".join(f"{category or 'blank'} **{number}**" for category, number in answer.items())
    if isinstance(answer, Ranks):
        return f"between **{answer.lower}** and **{answer.upper}**, of {answer.n} values"
    return f"**{answer}**"


if __name__ == "__main__":
    sys.stdout.write(page())
