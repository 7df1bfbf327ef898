"""There is no rank function, and places, teams and workers are never put in the order of their values.

The source itself is searched: all of it for functions that rank; the rooms that judge, draw and show, and
every module that takes a comparison from them, for an order by anything but a name, a code or a day. The
search is tried on planted examples. Rule: chart rules, no league tables; design decision 10.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import stonechat

SOURCE = Path(stonechat.__file__).parent
ROOMS_THAT_COMPARE = ("analysis", "charts", "web", "reports")

RANKING = re.compile(
    r"(^|_)(rank|ranks|ranked|ranking|rankdata|league|decile|deciles|medal|ntile)(_|$)", re.I
)
SQL = re.compile(r"\b(RANK|DENSE_RANK|PERCENT_RANK|NTILE|CUME_DIST)\s*\(", re.I)

NOT_OF_PLACES = {
    "Ranks": "the two values of an ordered list between which a median lies",
    "_ranks": "the same in the reference engine; in the pipeline, which of several returns was made later",
    "_ranks_sql": "the median in SQL",
    "_rank_ends": "the same",
}
"""Names with a rank in them that engines, indicators and the pipeline may use, and no other room."""

READS_THEM = {("app/children.py", "Ranks"): "of how many values a median is, to count the rows behind it"}
"""Where else one of these names stands, and why."""

ORDERS = {"sorted", "sort", "nlargest", "nsmallest", "argsort", "sort_values", "order_by"}
PICKS = {"min", "max"}

BY_NAME_OR_DAY = {"name", "code", "casefold", "label", "title", "theme", "key", "path", "id"} | {
    *("on", "first", "last", "day", "period", "date", "from_day", "decided_on", "valid_from", "line", "row"),
}
"""What a thing may be put in order by."""

ORDERED_BY_SOMETHING_ELSE = {
    ("app/benchmark.py", "_around"): "neighbours by their place in the published list",
    ("app/comparing.py", "_teams"): "teams by name",
    ("app/raising.py", "_teams"): "teams by name",
    ("analysis/disclosure.py", "_given_away"): "what is hidden beside a small number, which nobody sees",
    ("analysis/disclosure.py", "_hidden_categories"): "what is hidden beside a small number, as above",
    ("analysis/disclosure.py", "_told_by_a_step"): "what is hidden beside a small number, as above",
    ("app/flow.py", "rows"): "agencies and teams by name",
    ("app/flow.py", "teams"): "teams by name",
    ("app/home.py", "_offered"): "teams by name",
    ("app/indicator_choices.py", "_teams"): "teams by name",
    ("app/indicator_choices.py", "splits"): "breakdowns, in the order in which people ask for them",
    ("app/indicator_page.py", "_counts_alone"): "categories by name",
    ("app/scorecards.py", "_choices"): "scorecards, the usual one first",
    ("app/scorecards.py", "_teams"): "teams by name",
    ("web/views/data_errors.py", "_page"): "rows recorded wrongly, by the name of their team",
    ("web/views/import_parts.py", "problems_table"): "problems of a file by their place in it",
    ("analysis/reading.py", "speaking"): "the signals of one point of one series, by when they began",
    ("analysis/signals.py", "adjusted"): "chances, which are given back in the order they came",
    ("analysis/signals.py", "raised"): "indicators by the strength of their signals; teams stay as given",
    ("analysis/words.py", "facts"): "the lowest and highest period of one series",
    ("charts/frame.py", "beside"): "labels from top to bottom, so that they can be moved apart",
}
"""File and function, and what it orders, which is neither places nor teams nor workers."""


def ranking_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each function, class or import that ranks, and of each piece of SQL that does."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.asname or alias.name for alias in node.names]
        elif isinstance(node, ast.Call):
            names = [called(node)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            yield node.lineno, SQL.search(node.value).group()  # type: ignore[union-attr]
        yield from ((node.lineno, name) for name in names if RANKING.search(snake(name)))  # type: ignore[attr-defined]


def snake(name: str) -> str:
    """RankOf and rankOf as rank_of."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def called(node: ast.Call) -> str:
    """The last part of what is called: nlargest of heapq.nlargest(...)."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def orders_by_value(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and function of each order that is not by `BY_NAME_OR_DAY`."""
    for function, node in within_functions(tree):
        if isinstance(node, ast.ClassDef) and any(is_ordered(each) for each in node.decorator_list):
            yield node.lineno, node.name
        if isinstance(node, ast.FunctionDef) and node.name in ("__lt__", "__gt__"):
            yield node.lineno, node.name
        if isinstance(node, ast.Call) and is_order_by_value(node):
            yield node.lineno, function


def within_functions(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the function that it stands in."""
    for node in ast.iter_child_nodes(tree):
        yield function, node
        inner = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield from within_functions(node, inner)


def is_ordered(decorator: ast.expr) -> bool:
    """Whether it is @dataclass(order=True)."""
    return isinstance(decorator, ast.Call) and any(
        word.arg == "order" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in decorator.keywords
    )


def is_order_by_value(call: ast.Call) -> bool:
    """An order of things by a key that is no name or day, or of numbers that carry things with them."""
    if called(call) not in ORDERS | PICKS:
        return False
    key = next((word.value for word in call.keywords if word.arg in ("key", "by")), None)
    if key is not None:
        return not is_by_name_or_day(key)
    if called(call) in ("argsort", "sort_values", "order_by"):
        return True
    return any(carries_something(argument) for argument in call.args)


def is_by_name_or_day(key: ast.expr) -> bool:
    """Whether nothing in the key is read but what a thing may be ordered by: its attributes, or its self."""
    read = {node.attr for node in ast.walk(key) if isinstance(node, ast.Attribute)}
    read |= {
        node.value for node in ast.walk(key) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    places = any(isinstance(node, ast.Subscript) for node in ast.walk(key))
    return bool(read) and read <= BY_NAME_OR_DAY and not places


def carries_something(argument: ast.expr) -> bool:
    """A list of pairs, which would be put in order by the first of each."""
    if isinstance(argument, ast.GeneratorExp | ast.ListComp | ast.SetComp):
        return isinstance(argument.elt, ast.Tuple) and not first_is_a_name(argument.elt)
    return isinstance(argument, ast.Call) and called(argument) == "zip"


def first_is_a_name(pair: ast.Tuple) -> bool:
    return isinstance(pair.elts[0], ast.Attribute) and pair.elts[0].attr in BY_NAME_OR_DAY


@cache
def sources() -> dict[str, ast.AST]:
    """Every module of the project: its path inside it, and its tree."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
    }


def room_of(file: str) -> str:
    return file.split("/", maxsplit=1)[0]


def compares(file: str, tree: ast.AST) -> bool:
    """Whether it stands in a room that compares, or takes something from analysis."""
    if room_of(file) in ROOMS_THAT_COMPARE:
        return True
    taken = (node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return any((module or "").startswith("stonechat.analysis") for module in taken)


def test_there_is_no_rank_function() -> None:
    found = {(file, name) for file, tree in sources().items() for _, name in ranking_names(tree)}
    allowed = {
        (file, name)
        for file, name in found
        if name in NOT_OF_PLACES and room_of(file) in ("engines", "indicators", "pipeline")
    }
    allowed |= set(READS_THEM)
    assert found - allowed == set()
    assert {name for _, name in allowed} == set(NOT_OF_PLACES), "an exception that nothing needs"


def test_nothing_that_is_shown_is_ordered_by_value() -> None:
    comparing = {file: tree for file, tree in sources().items() if compares(file, tree)}
    found = {(file, function) for file, tree in comparing.items() for _, function in orders_by_value(tree)}
    assert found - set(ORDERED_BY_SOMETHING_ELSE) == set(), "neighbours go as published, teams by name"


def test_the_search_sees_the_rooms_and_those_who_use_them() -> None:
    files = {file for file, tree in sources().items() if compares(file, tree)}
    assert {"analysis/neighbours.py", "charts/svg.py"} <= files
    assert "sources/reading.py" not in files
    assert compares("app/any.py", ast.parse("from stonechat.analysis.places import Place"))


@pytest.mark.parametrize(
    "planted",
    [
        "def rank(places): ...",
        "def neighbour_rank_of(place): ...",
        "class RankOf: ...",
        "class LeagueTable: ...",
        "from scipy.stats import rankdata",
        "from numbers import place as decile",
        "places.ranks(5)",
        'QUERY = "SELECT name, RANK() OVER (ORDER BY value) FROM places"',
        'QUERY = "select ntile(4) over (order by value)"',
    ],
)
def test_a_planted_rank_is_found(planted: str) -> None:
    assert list(ranking_names(ast.parse(planted)))


@pytest.mark.parametrize(
    "planted", ["def frank(x): ...", "def branch(x): ...", "rankle = 1", "import tankers"]
)
def test_what_only_sounds_so_is_not(planted: str) -> None:
    assert not list(ranking_names(ast.parse(planted)))


@pytest.mark.parametrize(
    "planted",
    [
        "sorted(places, key=lambda place: place.value)",
        "sorted(places, key=lambda place: -place.value)",
        "sorted(places, key=lambda place: (place.value, place.name))",
        "places.sort(key=lambda place: place.numerator / place.denominator)",
        "sorted(places, key=attrgetter('value'))",
        "sorted(places, key=by_value)",
        "sorted(places, key=lambda place: place[1])",
        "sorted(teams.items(), key=lambda item: item[1])",
        "sorted((place.value, place.name) for place in places)",
        "sorted([(value, name) for name, value in teams.items()])",
        "sorted(zip(values, names))",
        "max(places, key=lambda place: place.value)",
        "heapq.nlargest(5, places, key=lambda place: place.value)",
        "values.argsort()",
        "frame.sort_values('value')",
        "@dataclass(order=True)\nclass Place: ...",
        "class Place:\n    def __lt__(self, other): ...",
    ],
)
def test_a_planted_order_by_value_is_found(planted: str) -> None:
    assert list(orders_by_value(ast.parse(planted)))


@pytest.mark.parametrize(
    "planted",
    [
        "sorted(places, key=lambda place: place.name)",
        "sorted(places, key=lambda place: (place.name.casefold(), place.code))",
        "sorted(places, key=attrgetter('name'))",
        "events.sort(key=lambda event: event.on)",
        "sorted(values)",
        "median(sorted(place.value for place in places))",
        "max(values)",
        "max(1.0, variance)",
        "sorted((place.name, place.value) for place in places)",
        "@dataclass(frozen=True)\nclass Place: ...",
    ],
)
def test_an_order_by_name_or_of_bare_numbers_is_allowed(planted: str) -> None:
    assert not list(orders_by_value(ast.parse(planted)))


def test_the_function_of_a_planted_order_is_named() -> None:
    tree = ast.parse("def outer():\n    def inner():\n        return sorted(a, key=b)\n")
    assert list(orders_by_value(tree)) == [(3, "inner")]
