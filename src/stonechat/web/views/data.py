"""What is held, and taking an import back."""

from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from stonechat.app.holding import Holding, Source, holding
from stonechat.app.importing import undo as take_back
from stonechat.app.imports import Past, open_run, past_runs
from stonechat.app.permissions import Permission
from stonechat.app.policies import check_may_undo
from stonechat.basics.dates import in_words
from stonechat.web.guard import Request, needs
from stonechat.web.parts import Cell, Column, Group, Table
from stonechat.web.views.importing import run_url

LAST_RUNS = 10
imports = needs(Permission.IMPORT)


@imports
def data(request: Request) -> HttpResponse:
    """What is held, how old it is, and what was imported last."""
    now = timezone.now()
    held = holding(request.council, request.viewer)
    past = past_runs(request.council, request.viewer, LAST_RUNS, now)
    context = {
        "holding": held,
        "facts": [f"Data to {in_words(held.data_to)}"] if held.data_to else [],
        "open": open_run(request.council, request.viewer, now),
        "tables": [_returns(source) for source in held.sources],
        "publications": _publications(held) if held.publications else None,
        "past": _past(past) if past else None,
    }
    return render(request, "data/data.html", context)


@imports
def undo(request: Request, return_id: str) -> HttpResponseBase:
    """Ask whether to take an import back, and let the worker do it."""
    held = holding(request.council, request.viewer)
    check_may_undo(return_id, held.undoable)
    if request.method == "POST":
        run = take_back(request.viewer, return_id, held.undoable, held.snapshot, timezone.now())
        return redirect("import-run", run_id=run)
    return render(request, "data/undo.html", {"what": held.undoable[return_id]})


def _returns(source: Source) -> Table:
    columns = (Column("Year"), Column("Covers"), Column("Rows", True), Column("Imported"), Column("Counts"))
    rows = tuple(
        (
            Cell(str(one.year)),
            Cell(f"{in_words(one.first)} to {in_words(one.last)}"),
            Cell(f"{one.rows:,}", numeric=True),
            Cell(in_words(one.imported_on.date())),
            Cell("yes" if one.stands else "no: a later return of its year is used"),
            _undo_cell(one.id, one.is_undoable),
        )
        for one in source.returns
    )
    title = f"{source.what}: to {in_words(source.last)}, {source.age}"
    return Table(
        f"held-{source.what.split()[0].lower()}", title, (*columns, Column("Take back")), (Group(rows),)
    )


def _publications(held: Holding) -> Table:
    columns = (Column("What"), Column("Times"), Column("Imported"), Column("Take back"))
    rows = tuple(
        (
            Cell(one.what),
            Cell(one.last if one.first == one.last else f"{one.first} to {one.last}"),
            Cell(in_words(one.imported_on.date())),
            _undo_cell(one.id, one.is_undoable),
        )
        for one in held.publications
    )
    return Table("publications", "Published figures of other authorities", columns, (Group(rows),))


def _undo_cell(return_id: str, is_undoable: bool) -> Cell:
    if not is_undoable:
        return Cell("no: older")
    return Cell("Take back", href=reverse("undo-import", kwargs={"return_id": return_id}))


def _past(past: tuple[Past, ...]) -> Table:
    columns = (Column("When"), Column("Who"), Column("What"), Column("What became of it"))
    rows = tuple(
        (
            Cell(_when(one.began_at), href=_address(one)),
            Cell(one.who),
            Cell(", ".join(one.files) if one.files else "A return taken back"),
            Cell(one.words[:1].upper() + one.words[1:]),
        )
        for one in past
    )
    return Table("past", "The last imports by browser", columns, (Group(rows),))


def _when(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{in_words(here.date())}, {here:%H:%M}"


def _address(one: Past) -> str:
    return run_url(one.address) if one.address else ""
