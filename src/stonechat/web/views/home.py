"""The first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from stonechat.app.children import Asked
from stonechat.app.home import Home, choose, only_reads
from stonechat.app.home import home as home_of
from stonechat.app.permissions import Permission
from stonechat.app.waiting import Waiting
from stonechat.basics.dates import in_words
from stonechat.web.guard import Request, signed_in
from stonechat.web.parts import Entry, Option
from stonechat.web.views.scorecard import scorecard


@signed_in
def home(request: Request) -> HttpResponse:
    """What changed since the last visit, and what waits; the scorecard for whoever only reads."""
    if only_reads(request.viewer):
        return scorecard(request)
    session = str(request.session.get("began", ""))
    found = home_of(request.council, request.viewer, session, timezone.now())
    of_team = {"team": found.team} if found.team else {}
    context = {
        "home": found,
        "facts": _facts(found),
        "changed": [
            Entry(one.title, (one.sentence,), _address("indicator", of_team, one.indicator))
            for one in found.changed
        ],
        "waiting": [Entry(one.words, (), _waits_at(one)) for one in found.waiting],
        "scorecard_url": _address("scorecard", of_team),
        "import_url": _address("data", {}) if request.viewer.may(Permission.IMPORT) else "",
        "teams": (Option("", "All teams"), *(Option(*team) for team in found.teams)),
    }
    return render(request, "home.html", context)


@require_POST
@signed_in
def choose_team(request: Request) -> HttpResponse:
    """Remember whose team somebody wants to see first."""
    choose(request.council, request.viewer, request.POST.get("team", ""))
    return redirect("home")


def _facts(found: Home) -> list[str]:
    """Whose changes they are, how far the figures go, and whether small ones are hidden."""
    if not found.reads_figures or found.is_empty:
        return []
    data_to = f"Data to {in_words(found.data_to)}" if found.data_to else ""
    return [each for each in (found.team_name or "All teams", data_to, found.notice) if each]


def _waits_at(one: Waiting) -> str:
    if one.children is not None:
        return _address("children", _asked(one.children), one.children.indicator)
    return _address(one.page, {}) if one.page else ""


def _asked(asked: Asked) -> dict[str, str]:
    said = {"period": asked.period, "measure": asked.measure, "part": asked.part, "team": asked.team}
    return {name: each for name, each in said.items() if each}


def _address(name: str, asked: dict[str, str], *parts: str) -> str:
    url = reverse(name, args=parts)
    return f"{url}?{urlencode(asked)}" if asked else url
