"""The children behind a number: why somebody looks, the list, one child of it, the list as a file.

The address holds which list it is, never a child. A child's identifier, a reason and what is wrong with a
row come in the body of a POST to the same address, whose `action` says which of these it is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from stonechat.app.child_list import (
    PAGE,
    ChildList,
    ListedRow,
    Narrowing,
    ReasonNeeded,
    Shown,
    columns_in_list,
    download_list,
    find_in_list,
    list_in_words,
    open_list,
)
from stonechat.app.children import NUMERATOR, REST, Asked
from stonechat.app.data_errors import mark_row
from stonechat.app.list_columns import ListColumn
from stonechat.app.readlog import SHORTEST_REASON
from stonechat.app.tables import Cell, ColumnKind, Form
from stonechat.basics.dates import in_words
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs
from stonechat.web.parts import Choice, Option
from stonechat.web.reasons import reason_given, remember_reason

NARROWED = "only-"
"""How the parameters begin that narrow a list by a column."""

MARKING = "OFFICIAL-SENSITIVE"

REASONS = (
    ("Checking the data", "Checking the data"),
    ("Audit", "Audit"),
    ("Inspection", "Inspection"),
    ("Complaint", "Complaint"),
    ("Safeguarding", "Safeguarding"),
    ("Other", "Another reason, given below"),
)


class ReasonForm(forms.Form):
    """Why somebody looks at children who are not their own."""

    why = forms.ChoiceField(
        label="Why do you look at these children?", choices=REASONS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="In a few words",
        help_text="Recorded with your name and the time. Do not name a child.",
        max_length=200,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        said = super().clean()
        if said.get("why") == "Other" and len(said.get("words", "").strip()) < SHORTEST_REASON:
            self.add_error("words", "Say in a few words why you look.")
        return said

    @property
    def reason(self) -> str:
        """The reason as it is recorded."""
        why, words = self.cleaned_data["why"], self.cleaned_data["words"].strip()
        if why == "Other":
            return words
        return f"{why}: {words}" if words else why


class SearchForm(forms.Form):
    """One child of the list."""

    child = forms.CharField(
        label="Child ID, exactly",
        help_text="The search is recorded.",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )


class DownloadForm(forms.Form):
    """Why somebody takes a list away, and as what."""

    words = forms.CharField(
        label="Why do you download it?",
        help_text="Stands in the file with your name and the time, and in the read log. Do not name a child.",
        min_length=SHORTEST_REASON,
        max_length=200,
    )
    form = forms.ChoiceField(
        label="As",
        choices=[(Form.WORKBOOK.value, "Excel"), (Form.CSV.value, "CSV")],
        initial=Form.WORKBOOK.value,
        widget=forms.RadioSelect,
    )


class MarkForm(forms.Form):
    """Which row is wrong, and what is wrong with it."""

    row = forms.CharField(max_length=500, error_messages={"required": "Choose a row in the list."})
    column = forms.ChoiceField(label="What is wrong?", required=False)
    what = forms.CharField(
        label="How is it wrong?",
        help_text="For those who have it mended, for example: authorised on 3 June, not on 3 July.",
        min_length=SHORTEST_REASON,
        max_length=300,
    )

    def __init__(self, columns: tuple[ListColumn, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(column.name, column.title) for column in columns]
        self.fields["column"].choices = [("", "The whole row"), *named]


@sensitive_post_parameters()
@needs(is_of_children=True)
def children(request: Request, indicator_id: str) -> HttpResponseBase:
    """The list; or the question why, where somebody looks at children who are not their own.

    Everybody comes in at the door, because a list that is refused is recorded where it is refused.
    """
    asked, shown = _asked(request, indicator_id), _shown(request.GET)
    action = _ACTIONS.get(request.POST.get("action", "")) if request.method == "POST" else None
    try:
        return action(request, asked, shown) if action else _list(request, asked, shown)
    except ReasonNeeded as needed:
        return _ask_why(request, needed.of, ReasonForm())


def _list(request: Request, asked: Asked, shown: Shown, **with_errors: Any) -> HttpResponse:
    return _page(request, open_list(request.council, request.viewer, asked, shown), **with_errors)


def _give_reason(request: Request, asked: Asked, shown: Shown) -> HttpResponseBase:
    of = list_in_words(request.council, request.viewer, asked)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _ask_why(request, of, form)
    remember_reason(request, asked, form.reason)
    return redirect(request.get_full_path())


def _search(request: Request, asked: Asked, shown: Shown) -> HttpResponse:
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _list(request, asked, shown, search_form=form)
    found = find_in_list(request.council, request.viewer, asked, form.cleaned_data["child"])
    return _page(request, found, is_search=True)


def _download(request: Request, asked: Asked, shown: Shown) -> HttpResponse:
    form = DownloadForm(request.POST)
    if not form.is_valid():
        return _list(request, asked, shown, download_form=form)
    said = form.cleaned_data
    return as_file(
        download_list(
            request.council, request.viewer, asked, shown, form=Form(said["form"]), why=said["words"]
        )
    )


def _mark(request: Request, asked: Asked, shown: Shown) -> HttpResponseBase:
    form = MarkForm(columns_in_list(request.council, request.viewer, asked), request.POST)
    if not form.is_valid():
        return _list(request, asked, shown, mark_form=form)
    said = form.cleaned_data
    mark_row(
        request.council,
        request.viewer,
        asked,
        key=said["row"],
        column=said["column"],
        what=said["what"],
    )
    messages.success(request, "The row is marked as a data error. The analysts see it.")
    return redirect(request.get_full_path())


_ACTIONS = {"reason": _give_reason, "search": _search, "download": _download, "mark": _mark}


def _asked(request: Request, indicator_id: str) -> Asked:
    said = request.GET
    asked = Asked(
        indicator_id,
        said.get("period", ""),
        measure=said.get("measure") or None,
        part=said.get("part") or NUMERATOR,
        breakdown=said.get("by") or None,
        category=said.get("category") or None,
        team=said.get("team") or None,
    )
    return reason_given(request, asked)


def _shown(said: QueryDict) -> Shown:
    sort = said.get("sort", "")
    page = said.get("page", "1")
    return Shown(
        sort=sort.removeprefix("-") or None,
        is_descending=sort.startswith("-"),
        only={
            name.removeprefix(NARROWED): value
            for name, value in said.items()
            if name.startswith(NARROWED) and value
        },
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def _ask_why(request: Request, of: str, form: ReasonForm) -> HttpResponse:
    return render(request, "children/why.html", {"form": form, "facts": (of,)})


# ---------------------------------------------------------------- the page


def _page(
    request: Request,
    listed: ChildList,
    *,
    is_search: bool = False,
    search_form: SearchForm | None = None,
    download_form: DownloadForm | None = None,
    mark_form: MarkForm | None = None,
) -> HttpResponse:
    words = listed.words
    context = {
        "list": listed,
        "heading": words.heading,
        "facts": tuple(filter(None, (words.scope, words.data_to, words.of_children))),
        "marking": MARKING,
        "printed_by": request.viewer.name,
        "headings": [_heading(column, listed.shown) for column in listed.columns],
        "rows": [_row(listed.columns, row) for row in listed.rows],
        "count": _count(listed, is_search),
        "is_search": is_search,
        "search_form": search_form or SearchForm(),
        "download_form": download_form or DownloadForm(),
        "mark_form": mark_form or MarkForm(listed.columns),
        "form": search_form or download_form or mark_form,
        "filters": tuple(map(_choice, listed.narrowings)),
        "keep": _kept(listed),
        "sorting": _with_narrowing(listed),
        "pages": _pages(listed),
        "address": request.get_full_path(),
        "whole_list": f"?{urlencode(_kept(listed))}",
        "others": _others(listed),
    }
    return render(request, "children/list.html", context)


def _count(listed: ChildList, is_search: bool) -> str:
    if is_search:
        return f"{listed.matching} found" if listed.matching else "No child of this list has that ID"
    if not listed.of_rows:
        return listed.words.empty
    if not listed.matching:
        return "No row is left: choose something else, or all."
    last = listed.first + len(listed.rows) - 1
    of = "" if listed.matching == listed.of_rows else f", of {listed.of_rows:,} in the list"
    if len(listed.rows) == listed.matching:
        return f"{listed.matching:,} shown{of}"
    return f"{listed.first:,} to {last:,} of {listed.matching:,}{of}"


def _heading(column: ListColumn, shown: Shown) -> dict[str, Any]:
    """A button that sorts; pressed again, it sorts the other way."""
    is_sorted = shown.sort == column.name
    order = ("descending" if shown.is_descending else "ascending") if is_sorted else ""
    return {
        "title": column.title,
        "numeric": column.kind is ColumnKind.NUMBER,
        "order": order,
        "sort": f"-{column.name}" if is_sorted and not shown.is_descending else column.name,
    }


def _row(columns: tuple[ListColumn, ...], row: ListedRow) -> dict[str, Any]:
    cells = [
        {"text": _text(cell), "numeric": column.kind is ColumnKind.NUMBER}
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    return {"key": row.key, "child": cells[0]["text"], "cells": cells[1:], "marks": ", ".join(row.marks)}


def _text(cell: Cell) -> str:
    if cell is None:
        return "not recorded"
    return in_words(cell) if isinstance(cell, date) else str(cell)


def _choice(narrowing: Narrowing) -> Choice:
    options = (Option("", "All"), *(Option(group, group) for group in narrowing.groups))
    return Choice(f"{NARROWED}{narrowing.column}", narrowing.title, narrowing.chosen, options)


def _kept(listed: ChildList) -> list[tuple[str, str]]:
    """What the address says of which list it is."""
    asked = listed.asked
    said: Mapping[str, str | None] = {
        "period": asked.period,
        "measure": asked.measure,
        "part": asked.part,
        "by": asked.breakdown,
        "category": asked.category,
        "team": asked.team,
    }
    return [(name, value) for name, value in said.items() if value]


def _others(listed: ChildList) -> dict[str, str] | None:
    """The link to those of the whole who are not in this list: of a share of the late, to those in time."""
    if not listed.others:
        return None
    is_rest = listed.asked.part == REST
    said = [(name, value) for name, value in _kept(listed) if name != "part"]
    query = urlencode([*said, ("part", NUMERATOR if is_rest else REST)])
    counted = "counted" if is_rest else "not counted"
    return {"href": f"?{query}", "words": f"See the other {listed.others:,}, {counted} in this figure"}


def _with_narrowing(listed: ChildList) -> list[tuple[str, str]]:
    only = [(f"{NARROWED}{name}", value) for name, value in listed.shown.only.items()]
    return [*_kept(listed), *only]


def _pages(listed: ChildList) -> dict[str, Any] | None:
    """Links to the page before and after; None where there is one page."""
    if listed.pages == 1:
        return None
    number = (listed.first - 1) // PAGE + 1
    sort = [("sort", ("-" if listed.shown.is_descending else "") + (listed.shown.sort or ""))]
    query = [*_with_narrowing(listed), *(sort if listed.shown.sort else [])]

    def address(page: int) -> str:
        return f"?{urlencode([*query, ('page', page)])}"

    return {
        "number": number,
        "of": listed.pages,
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number < listed.pages else "",
    }
