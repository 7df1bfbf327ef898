"""Rows that people say are recorded wrongly, by team, for those who can have them mended."""

from itertools import groupby
from operator import attrgetter
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from stonechat.app.data_errors import Marked, data_errors, download_errors, resolve
from stonechat.app.permissions import Permission
from stonechat.app.tables import Form
from stonechat.basics.dates import in_words
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs

IN_ADDRESS = {"breakdown": "by"}
"""What the address of a list calls a part of it, where that is not its own name."""


@needs(Permission.IMPORT, is_of_children=True)
def errors(request: Request) -> HttpResponseBase:
    """The open ones by team, or those resolved; POST resolves one, or gives them as a file."""
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action == "resolve":
        resolve(request.viewer, request.POST.get("mark", ""))
        messages.success(request, "The row is no longer listed as a data error.")
        return redirect("data-errors")
    if action == "download":
        return _file(request)
    return _page(request)


def _page(request: Request) -> HttpResponse:
    is_resolved = request.GET.get("state") == "resolved"
    found = sorted(data_errors(request.council, request.viewer, resolved=is_resolved), key=attrgetter("team"))
    context = {
        "teams": [(team, list(map(_row, marks))) for team, marks in groupby(found, key=attrgetter("team"))],
        "is_resolved": is_resolved,
        "number": len(found),
        "marking": "OFFICIAL-SENSITIVE",
        "printed_by": request.viewer.name,
        "may_download": request.viewer.covers(Permission.DOWNLOAD_CHILDREN),
    }
    return render(request, "children/errors.html", context)


def _row(mark: Marked) -> dict[str, object]:
    said = {IN_ADDRESS.get(name, name): value for name, value in mark.asked.items() if value}
    return {
        "mark": mark,
        "list": f"{reverse('children', args=[mark.indicator])}?{urlencode(said)}",
        "marked_on": in_words(mark.marked_at.date()),
        "resolved_on": in_words(mark.resolved_at.date()) if mark.resolved_at else "",
    }


def _file(request: Request) -> HttpResponse:
    team = request.POST.get("team") or None
    form = Form.CSV if request.POST.get("form") == Form.CSV.value else Form.WORKBOOK
    return as_file(download_errors(request.council, request.viewer, team, form))
