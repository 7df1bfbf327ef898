"""The definitions manual: the list, and one definition."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from stonechat.app.manual import Definition, Manual, definition_of, find_definitions
from stonechat.app.permissions import Permission
from stonechat.web.guard import Request, signed_in
from stonechat.web.parts import Cell, Choice, Column, Entry, Group, Option, Table, plain_table

MOST_WORDS = 200
"""Letters of a search that are read."""


@signed_in
def definitions(request: Request) -> HttpResponse:
    """Every definition by theme, those with the words searched for, or those checked to some degree."""
    asked = {name: request.GET.get(name, "")[:MOST_WORDS].strip() for name in ("words", "theme", "status")}
    manual = find_definitions(request.council, **asked)
    context = {
        "manual": manual,
        "asked": asked,
        "filters": _filters(manual, asked),
        "table": _listed(manual) if manual.themes else None,
        "differences": plain_table(
            "differences",
            "Where all our figures differ from the official ones",
            ("What differs", "Why", "What it does to the figure"),
            [(one.difference, one.why, one.effect) for one in manual.differences],
        ),
    }
    return render(request, "definitions/list.html", context)


@signed_in
def definition(request: Request, indicator_id: str) -> HttpResponse:
    """All that the manual says of one indicator."""
    found = definition_of(request.council, indicator_id)
    context = {
        "definition": found,
        "counted": [Entry(term.name, term.texts) for term in (*found.counted, *found.about)],
        "differences": _differences(found),
        "examples": _examples(found),
        "may_read_figures": request.viewer.may(Permission.READ_FIGURES),
    }
    return render(request, "definitions/one.html", context)


def _filters(manual: Manual, asked: dict[str, str]) -> tuple[Choice, ...]:
    themes = (Option("", "All themes"), *(Option(name, title) for name, title in manual.all_themes))
    checked = (Option("", "Any"), *(Option(one.status, one.words) for one in manual.checked))
    return (
        Choice("words", "Words", asked["words"]),
        Choice("theme", "Theme", asked["theme"], themes),
        Choice("status", "How far checked", asked["status"], checked),
    )


def _listed(manual: Manual) -> Table:
    columns = tuple(map(Column, ("Indicator", "Id", "Kind", "Unit", "Definition")))
    groups = tuple(
        Group(
            tuple(
                (
                    Cell(one.title, href=reverse("definition", args=[one.id]), note=one.question),
                    *map(Cell, (one.id, one.kind, one.unit)),
                    Cell(one.checked, note="our own" if one.is_own else ""),
                )
                for one in theme.indicators
            ),
            theme.title,
        )
        for theme in manual.themes
    )
    return Table("definitions", "Definitions by theme", columns, groups)


def _differences(found: Definition) -> Table | None:
    rows = [(one.official, one.ours, one.effect) for one in found.differences]
    headings = ("Official", "Ours", "What it does to the figure")
    return (
        plain_table("differences", "Differences from the official definition", headings, rows)
        if rows
        else None
    )


def _examples(found: Definition) -> list[dict[str, object]]:
    return [
        {
            "name": example.name,
            "asked": example.asked,
            "answers": example.answers,
            "tables": [
                plain_table(
                    f"example-{number}-{place}",
                    f"Rows of {table.name}",
                    table.headings,
                    [[cell or "blank" for cell in row] for row in table.rows],
                )
                for place, table in enumerate(example.tables, 1)
            ],
        }
        for number, example in enumerate(found.examples, 1)
    ]
