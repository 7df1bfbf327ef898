"""The scorecard, and the same as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from stonechat.app.permissions import Permission
from stonechat.app.scorecards import Asked, scorecard_page, scorecard_table
from stonechat.app.tables import Form, download
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs
from stonechat.web.presenters import scorecard as presenter

MOST_LETTERS = 100


@needs(Permission.READ_FIGURES)
@require_GET
def scorecard(request: Request) -> HttpResponse:
    """What needs a decision, then every indicator of the scorecard."""
    asked = _asked(request)
    page = scorecard_page(request.council, request.viewer, asked)
    return render(request, "scorecard.html", presenter.context(page))


@needs(Permission.READ_FIGURES)
@require_GET
def scorecard_file(request: Request, form: str) -> HttpResponse:
    """What it shows, as CSV or Excel."""
    return as_file(download(scorecard_table(request.council, request.viewer, _asked(request)), Form(form)))


def _asked(request: Request) -> Asked:
    said = {name: request.GET.get(name, "")[:MOST_LETTERS].strip() for name in presenter.ASKED}
    return Asked(**{**said, "deciding": said["deciding"] == presenter.YES})
