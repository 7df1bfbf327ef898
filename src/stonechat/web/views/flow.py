"""From contact to outcome: the page, and its table as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from stonechat.app.council import london_now
from stonechat.app.flow import Asked
from stonechat.app.flow import flow as flow_of
from stonechat.app.flow_tables import flow_table
from stonechat.app.flows import View
from stonechat.app.permissions import Permission
from stonechat.app.tables import Form, download
from stonechat.basics.problems import wrong_use
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs
from stonechat.web.presenters import flow as presenter


@needs(Permission.READ_FIGURES)
@require_GET
def flow(request: Request) -> HttpResponse:
    """The bars from contacts to plans, where children left, and how long it took."""
    found = flow_of(request.council, request.viewer, _asked(request))
    may_list = request.viewer.may(Permission.LIST_CHILDREN)
    return render(request, "flow.html", presenter.context(found, _said(request), may_list))


@needs(Permission.READ_FIGURES)
@require_GET
def flow_file(request: Request, form: str) -> HttpResponse:
    """The same figures as CSV or Excel."""
    found = flow_of(request.council, request.viewer, _asked(request))
    return as_file(download(flow_table(found, request.viewer, london_now()), Form(form)))


def _said(request: Request) -> dict[str, str]:
    said = {name: request.GET.get(name, "").strip() for name in ("view", "period", "whose", "by")}
    return {**said, "view": said["view"] or View.COHORT.value}


def _asked(request: Request) -> Asked:
    """What the address asks for. Refused for a view that there is not."""
    said = _said(request)
    if said["view"] not in set(View):
        raise wrong_use(f"There is no view {said['view']}.", "Choose one of the two.", "unknown_view")
    breakdown, _, category = said["whose"].partition(":")
    return Asked(
        View(said["view"]),
        said["period"] or None,
        said["by"] or None,
        category if breakdown == "agency" else None,
        category if breakdown == "team" else None,
    )
