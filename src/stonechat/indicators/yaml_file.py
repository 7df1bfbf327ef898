"""Reads one YAML file that a person wrote, and remembers the line of every key.

Strict on purpose: no anchors or aliases (a few lines of them can unfold into gigabytes), no key twice
(YAML would silently keep the last), no huge or deeply nested file, no Python objects. All that is wrong
is said in words with file and line. What the keys mean is `schema.py`'s business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stonechat.basics.problems import Problem, Refused, Severity, Where

LARGEST = 200_000  # bytes; the largest definition shipped has about 4,000
DEEPEST = 12  # levels of nesting; a definition needs 6

_Loader = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # the same loader, eight times as fast where built in C

Place = tuple[str | int, ...]
"""Where a value stands in the file: keys and list positions from the top."""


@dataclass(frozen=True)
class Document:
    """One file as plain values, with the line of every key and list item. The top is a mapping."""

    file: str
    data: dict[str, Any]
    lines: dict[Place, int] = field(repr=False)

    def where(self, *path: str | int) -> Where:
        """The place of a value: the line of the longest part of the path that the file has."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        keys = [part for part in known if isinstance(part, str)]
        return Where(self.file, row=self.lines.get(known, 1), column=keys[-1] if keys else None)


def read(path: Path, shown_as: str) -> Document:
    """The file's content. `Refused`, with every problem that was found, if it is not a plain mapping.

    `shown_as` is the file's name in messages.
    """
    text = _read_text(path, shown_as)
    try:
        problems = list(_refused_constructs(text, shown_as))
        if problems:
            raise Refused(*problems)
        return _compose(text, shown_as)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(
            _problem(shown_as, mark.line + 1 if mark else 1, f"This is not YAML: {error.problem}.", _SYNTAX)
        ) from None
    except yaml.YAMLError:
        raise Refused(
            _problem(shown_as, 1, "This is not YAML: it has a forbidden character.", _SYNTAX)
        ) from None


_SYNTAX = "Check the indentation, the colon after each key, and put text with a colon in it in quotes."


def _read_text(path: Path, shown_as: str) -> str:
    if path.stat().st_size > LARGEST:
        raise Refused(
            _problem(
                shown_as,
                1,
                f"The file is larger than {LARGEST // 1000} kB.",
                "One file holds one definition; move what does not belong to it elsewhere.",
            )
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_problem(shown_as, 1, "The file is not text in UTF-8.", "Save it as UTF-8.")) from None


def _refused_constructs(text: str, shown_as: str) -> Iterator[Problem]:
    """Anchors and nesting, found while parsing events, before anything is built in memory."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            yield _problem(
                shown_as,
                line,
                "The file uses an anchor or an alias (& or *).",
                "Write the value out in full, or put text that begins with & or * in quotes.",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                yield _problem(shown_as, line, "The file is nested too deeply.", "Flatten it.")
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _compose(text: str, shown_as: str) -> Document:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise Refused(
                _problem(
                    shown_as,
                    1,
                    "The file is not a list of keys with values.",
                    "Begin each line with a key and a colon, for example `id: AS02`.",
                )
            )
        lines: dict[Place, int] = {}
        problems = list(_walk(node, (), lines, shown_as))
        if problems:
            raise Refused(*problems)
        return Document(shown_as, _construct(loader, node, shown_as), lines)
    finally:
        loader.dispose()


def _construct(loader: Any, node: yaml.MappingNode, shown_as: str) -> dict[str, Any]:
    try:
        data: dict[str, Any] = loader.construct_document(node)
    except ValueError:  # 2025-02-30 looks like a date to YAML, and is none
        raise Refused(
            _problem(shown_as, 1, "The file has a date that does not exist.", "Correct it (YYYY-MM-DD).")
        ) from None
    return data


def _walk(node: yaml.Node, path: Place, lines: dict[Place, int], shown_as: str) -> Iterator[Problem]:
    """Notes the line of every key and item below the node; yields keys that are not text or come twice."""
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[*path, position] = item.start_mark.line + 1
            yield from _walk(item, (*path, position), lines, shown_as)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield _problem(shown_as, line, "A key is not a word.", "Write a word and a colon.")
                continue
            if key.tag != "tag:yaml.org,2002:str":
                # `no:` is read as false and `2025:` as a number; nearly always the text was meant.
                key.tag = "tag:yaml.org,2002:str"
            if (*path, key.value) in lines:
                yield _problem(
                    shown_as, line, f"The key {key.value} stands twice.", "Keep one of the two.", key.value
                )
            lines[*path, key.value] = line
            yield from _walk(value, (*path, key.value), lines, shown_as)


def _problem(file: str, line: int, what: str, fix: str, column: str | None = None) -> Problem:
    return Problem(what, fix, Severity.ERROR, "yaml", Where(file, row=line, column=column))
