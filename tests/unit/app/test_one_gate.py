"""There is one gate: nothing else suppresses, and nothing that shows figures goes round it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import stonechat

SOURCE = Path(stonechat.__file__).parent
SHOW = ("web", "cli", "charts", "reports")
"""The rooms that show figures."""

SYMBOL = "HIDDEN"
"""What stands where a number was hidden: whoever shows figures may ask for it."""


@cache
def sources() -> dict[str, ast.AST]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


def is_the_reason(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute) and node.attr == "SUPPRESSED" and ast.unparse(node.value) == "Reason"
    )


def gives_the_reason(tree: ast.AST) -> bool:
    """Whether anything is made with this reason; to compare with it, or to word it, is to show it."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    given = (each for call in calls for each in (*call.args, *(keyword.value for keyword in call.keywords)))
    return any(is_the_reason(each) for each in given)


def imported(tree: ast.AST, module: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (alias.name for alias in node.names)


def test_nothing_but_the_rule_hides_a_number() -> None:
    assert {file for file, tree in sources().items() if gives_the_reason(tree)} == {"analysis/disclosure.py"}


def test_nothing_but_the_gate_asks_the_rule() -> None:
    asking = {
        file
        for file, tree in sources().items()
        if set(imported(tree, "stonechat.analysis.disclosure")) - {SYMBOL}
    }
    assert asking == {"app/gate.py", "app/hiding.py"}


def test_nothing_but_the_gate_asks_what_is_hidden() -> None:
    asking = {file for file, tree in sources().items() if list(imported(tree, "stonechat.app.hiding"))}
    assert asking == {"app/gate.py"}


def test_nothing_that_shows_figures_has_them_but_from_the_gate() -> None:
    exact = {
        file
        for file, tree in sources().items()
        if file.split("/")[0] in SHOW and "Figures" in imported(tree, "stonechat.app.figures")
    }
    assert exact == set()


@pytest.mark.parametrize(
    ("planted", "hides"),
    [
        ("shown = replace(value, reason=Reason.SUPPRESSED)", True),
        ("shown = Point(period, None, Reason.SUPPRESSED)", True),
        ("words = 'c' if value.reason is Reason.SUPPRESSED else ''", False),
    ],
)
def test_the_search_tells_hiding_from_showing(planted: str, hides: bool) -> None:
    assert gives_the_reason(ast.parse(planted)) is hides
