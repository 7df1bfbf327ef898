"""Who looked at which children, and who changed whose access."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateformat import format as formatted
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from stonechat.app.audit import (
    MOST_READS,
    ReadShown,
    Search,
    changes_of_access,
    kinds_of_reads,
    search_reads,
    verify_log,
)
from stonechat.app.permissions import Permission
from stonechat.web.date_boxes import DateBoxesField
from stonechat.web.guard import Request, needs
from stonechat.web.parts import Cell, Column, Group, Table, plain_table

reads_audit = needs(Permission.READ_AUDIT)


class SearchForm(forms.Form):
    """Whose reads, of what kind, on which days. A child is never part of an address: see `ChildForm`."""

    person = forms.CharField(label="User name", max_length=150, required=False)
    what = forms.ChoiceField(label="What", required=False)
    first = DateBoxesField(label="From", required=False)
    last = DateBoxesField(label="To", required=False)

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_of_reads(request.council)
        self.fields["what"].choices = [("", "Anything"), *((one, one) for one in kinds)]


class ChildForm(forms.Form):
    """The child whose readers are searched for."""

    child = forms.CharField(
        label="Child's identifier, exactly as the returns give it",
        help_text="The search is recorded. A child nobody looked at and one that is not held look the same.",
        max_length=100,
    )


@reads_audit
@require_GET
def audit(request: Request) -> HttpResponse:
    """Search by person, kind and day; the newest first."""
    form = SearchForm(request, request.GET or None)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    search = Search(said.get("person", "").strip(), said.get("what", ""), said.get("first"), said.get("last"))
    return _page(request, search, form, ChildForm())


@reads_audit
@require_POST
@sensitive_post_parameters("child")
def audit_child(request: Request) -> HttpResponse:
    """Who looked at one child."""
    form = ChildForm(request.POST)
    search = Search()
    if form.is_valid():
        search = replace(search, child=form.cleaned_data["child"].strip())
    return _page(request, search, SearchForm(request), form)


def _page(request: Request, search: Search, form: SearchForm, child_form: ChildForm) -> HttpResponse:
    found = search_reads(request.council, request.viewer, search)
    table = Table(
        "reads",
        "Who looked at children",
        (*map(Column, ("When", "Who", "What", "Of", "Whose", "Why")), Column("Children", numeric=True)),
        (Group(tuple(map(_row, found.reads))),),
    )
    changes = plain_table(
        "changes",
        "Who changed whose access",
        ("When", "Who", "About", "What"),
        ((_moment(one.at), one.by, one.about, one.what) for one in changes_of_access()),
    )
    return render(
        request,
        "people/audit.html",
        {
            "search_form": form,
            "child_form": child_form,
            "form": child_form if child_form.errors else form,
            "found": found,
            "most": MOST_READS,
            "table": table,
            "changes": changes,
            "verdict": verify_log(request.council),
            "is_of_child": bool(search.child),
        },
    )


def _row(read: ReadShown) -> tuple[Cell, ...]:
    return (
        Cell(_moment(read.at)),
        Cell(read.who),
        Cell(f"{read.what}: refused" if read.is_refused else read.what),
        Cell(read.figure or "not of one figure"),
        Cell(read.scope or "not said"),
        Cell(read.reason or "none given"),
        Cell(f"{read.count:,}", numeric=True),
    )


def _moment(moment: object) -> str:
    return formatted(moment, "j F Y, H:i")
