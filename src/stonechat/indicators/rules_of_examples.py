"""Rules of worked examples: there are enough, and they can be read and run."""

from collections.abc import Iterator

from stonechat.basics.periods import parse_period
from stonechat.basics.problems import Problem, Refused
from stonechat.indicators.examples import parse_table
from stonechat.indicators.manifest import Manifest, filters, measures_answered
from stonechat.indicators.resolve import Loaded, counted
from stonechat.indicators.rule import problem_at
from stonechat.indicators.schema import nearest
from stonechat.model.tables import TABLES


def examples_are_given(manifest: Manifest) -> Iterator[Problem]:
    """At least one worked example; two where a limit has a boundary with two sides."""
    for loaded in manifest.definitions:
        needed = 2 if _has_boundary(loaded) else 1
        if len(loaded.spec.examples) < needed:
            what = f"{loaded.spec.id} has {len(loaded.spec.examples)} worked examples and needs {needed}."
            fix = "Show rows at the limit and just past it, with the answer worked out by hand."
            yield problem_at(loaded, "examples_are_given", what, fix, "examples")


def _has_boundary(loaded: Loaded) -> bool:
    limits = any(spec.at_most is not None or spec.at_least is not None for _, _, spec in filters(loaded))
    return limits or loaded.spec.looks_back is not None or loaded.spec.followed_for is not None


def example_rows_are_readable(manifest: Manifest) -> Iterator[Problem]:
    """The tables of examples hold columns of the model and values of their types."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            found: list[Problem] = []
            for name, text in example.rows.items():
                line = loaded.document.where("examples", position, "rows", name).row or 1
                if name in TABLES:
                    parse_table(name, text, loaded.document.file, line, found)
            yield from found


def example_rows_have_keys(manifest: Manifest) -> Iterator[Problem]:
    """Each row of an example has its table's key, and no other row the same."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            for name, text in example.rows.items():
                if name in TABLES and not _keys_differ(name, text):
                    key = ", ".join(column for column in TABLES[name].key if column != "authority")
                    what = f"Two rows of {name} have the same key, or a row has none."
                    fix = f"Give each row its own {key}."
                    where = ("examples", position, "rows", name)
                    yield problem_at(loaded, "example_rows_have_keys", what, fix, *where)


def _keys_differ(name: str, text: str) -> bool:
    unreadable: list[Problem] = []
    rows = parse_table(name, text, "", 1, unreadable)
    if unreadable:
        return True  # another rule has something to say
    key = [column for column in TABLES[name].key if column != "authority"]
    keys = [tuple(row.get(column) for column in key) for row in rows]
    return len(set(keys)) == len(keys) and not any(None in one for one in keys)


def example_periods_are_periods(manifest: Manifest) -> Iterator[Problem]:
    """An example's period is written in the grammar of periods."""
    for loaded in manifest.definitions:
        for position, example in enumerate(loaded.spec.examples):
            try:
                parse_period(example.period)
            except Refused as refused:
                said = refused.problems[0]
                path = ("examples", position, "period")
                yield problem_at(loaded, "example_periods_are_periods", said.what, said.fix, *path)


def example_answers_name_measures(manifest: Manifest) -> Iterator[Problem]:
    """Answers are given for measures and breakdowns that the indicator has."""
    for loaded in manifest.definitions:
        measures = [name for name, _ in counted(loaded.spec)]
        for position, example in enumerate(loaded.spec.examples):
            for path, name in measures_answered(example):
                if name not in measures:
                    what = f"The answer names a measure {name}."
                    fix = (
                        nearest(name, measures)
                        if loaded.spec.measures
                        else "Give one answer, without a name."
                    )
                    where = ("examples", position, *path)
                    yield problem_at(loaded, "example_answers_name_measures", what, fix, *where)
            for name in example.by:
                if name not in loaded.spec.breakdowns:
                    what = f"{loaded.spec.id} is not broken down by {name}."
                    fix, where = nearest(name, loaded.spec.breakdowns), ("examples", position, "by", name)
                    yield problem_at(loaded, "example_answers_name_measures", what, fix, *where)
