"""There is one gate: nothing else suppresses, and nothing that shows figures goes round it."""

import ast
from functools import cache
from pathlib import Path

import pytest

import stonechat

SOURCE = Path(stonechat.__file__).parent

SUPPRESS = {"indicators/measure.py", "analysis/disclosure.py", "app/gate.py"}
"""What says that there is such a reason, what is hidden, and for whom."""

PUT_IT_IN_WORDS = {"analysis/words.py"}

SHOW = ("web", "cli", "charts", "reports")
"""The rooms that show figures."""


@cache
def sources() -> dict[str, ast.AST]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


def names_suppressed(tree: ast.AST) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "SUPPRESSED")
        or (isinstance(node, ast.Name) and node.id == "SUPPRESSED")
        for node in ast.walk(tree)
    )


def imports(tree: ast.AST, module: str, name: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == module
        and any(alias.name == name for alias in node.names)
        for node in ast.walk(tree)
    )


def test_nothing_but_the_gate_hides_a_number() -> None:
    naming = {file for file, tree in sources().items() if names_suppressed(tree)}
    shows_it = {file for file in naming if file.split("/")[0] in SHOW}
    assert naming - shows_it <= SUPPRESS | PUT_IT_IN_WORDS


def test_no_page_and_no_command_decides_what_is_small() -> None:
    deciding = {
        file
        for file, tree in sources().items()
        if any(
            isinstance(node, ast.ImportFrom) and node.module == "stonechat.analysis.disclosure"
            for node in ast.walk(tree)
        )
    }
    assert deciding == {"app/gate.py"}


def test_nothing_that_shows_figures_has_them_but_from_the_gate() -> None:
    exact = {
        file
        for file, tree in sources().items()
        if file.split("/")[0] in SHOW and imports(tree, "stonechat.app.figures", "Figures")
    }
    assert exact == set()


@pytest.mark.parametrize("planted", ["value = Reason.SUPPRESSED", "from a import b\nx = SUPPRESSED"])
def test_the_search_finds_what_is_planted(planted: str) -> None:
    assert names_suppressed(ast.parse(planted))
