"""What a rule over the catalogue is, and the problem that it yields. Next: `validate.py` lists the rules."""

from collections.abc import Callable, Iterator

from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.manifest import Manifest
from stonechat.indicators.resolve import Loaded

Rule = Callable[[Manifest], Iterator[Problem]]


def problem_at(loaded: Loaded, rule: str, what: str, fix: str, *path: str | int) -> Problem:
    """An error found by the rule at that place of the definition's file."""
    return Problem(what, fix, Severity.ERROR, rule, loaded.document.where(*path))
