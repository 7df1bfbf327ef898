"""What each role may see and do, in words and as a matrix; services; how people sign in; trying a role."""

from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from stonechat.app.granting import (
    WHOSE,
    RoleShown,
    as_role,
    change_role,
    keep_service,
    remove_service,
    role_named,
    roles,
    services,
)
from stonechat.app.permissions import IS_OF_CHILDREN, PERMISSIONS_IN_WORDS, Permission
from stonechat.app.teams import teams_held
from stonechat.basics.problems import Refused
from stonechat.web.guard import TRIED_ROLE, Request, needs, posted
from stonechat.web.parts import Cell, Column, Entry, Group, Table

manages = needs(Permission.MANAGE_PEOPLE)


class PermissionsForm(forms.Form):
    """What a role allows."""

    permissions = forms.MultipleChoiceField(
        label="What this role lets people do",
        choices=[(one.value, words[0].upper() + words[1:]) for one, words in PERMISSIONS_IN_WORDS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@manages
@require_GET
def roles_page(request: Request) -> HttpResponse:
    """Who can see what, as a matrix in words."""
    found = roles()
    table = Table(
        "matrix",
        "What each role lets people do",
        (Column("To do"), *(Column(role.title) for role in found)),
        (Group(tuple(_line(one, words, found) for one, words in PERMISSIONS_IN_WORDS.items())),),
    )
    return render(request, "people/roles.html", {"table": table, "roles": found})


def _line(permission: Permission, words: str, found: list[RoleShown]) -> tuple[Cell, ...]:
    return (Cell(words[0].upper() + words[1:]), *(Cell(_allowed(permission, role)) for role in found))


def _allowed(permission: Permission, role: RoleShown) -> str:
    if permission not in role.permissions:
        return "no"
    return f"yes, {WHOSE[role.reach]}" if permission in IS_OF_CHILDREN else "yes"


@manages
def role(request: Request, name: str) -> HttpResponseBase:
    """What one role may see, in words, and a form to change it."""
    shown = role_named(name)
    form = PermissionsForm(posted(request), initial={"permissions": sorted(shown.permissions)})
    if request.method == "POST" and form.is_valid():
        try:
            change_role(name, map(Permission, form.cleaned_data["permissions"]), request.viewer.username)
        except Refused as refused:
            form.add_error("permissions", str(refused))
        else:
            messages.success(request, f"{shown.title}: changed. It holds from each person's next page.")
            return redirect("role", name)
    return render(request, "people/role.html", {"role": shown, "form": form})


@manages
@require_POST
def try_role(request: Request, name: str) -> HttpResponseBase:
    """See the pages as somebody with this role would, without children."""
    as_role(request.viewer, name)
    request.session[TRIED_ROLE] = name
    return redirect("home")


# ---------------------------------------------------------------- services


class ServiceForm(forms.Form):
    """A service and its teams."""

    name = forms.CharField(label="Name of the service", max_length=100)
    teams = forms.MultipleChoiceField(label="Its teams", widget=forms.CheckboxSelectMultiple)

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].choices = teams_held(request.council)


@manages
def services_page(request: Request) -> HttpResponseBase:
    """Which teams are one service, so that a head of service reaches them all."""
    form = ServiceForm(request, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            keep_service(form.cleaned_data["name"], form.cleaned_data["teams"], request.viewer.username)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The service is kept.")
            return redirect("services")
    names = dict(teams_held(request.council))
    entries = [
        (one, Entry(one.name, tuple(names.get(team, team) for team in one.teams))) for one in services()
    ]
    context = {"entries": entries, "form": form, "has_teams": bool(names)}
    return render(request, "people/services.html", context)


@manages
@require_POST
def remove(request: Request) -> HttpResponseBase:
    """A service is none any more."""
    remove_service(request.POST.get("name", ""), request.viewer.username)
    messages.success(request, "The service is removed.")
    return redirect("services")


# ---------------------------------------------------------------- how people sign in


@manages
@require_GET
def signing_in(request: Request) -> HttpResponse:
    """The rules of signing in, and who must wait after too many wrong passwords."""
    waiting = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    names = sorted({attempt.username for attempt in waiting if attempt.username})
    entries = (
        Entry("Passwords", ("At least 12 characters, not a common one, not like the person's name.",)),
        Entry(
            "Too many wrong passwords",
            (f"After {settings.AXES_FAILURE_LIMIT} for one name from one place: wait a quarter of an hour.",),
        ),
        Entry("A session ends", (_session(),)),
        Entry("No sign-in for 60 days", ("Shut out until an administrator lets them back in.",)),
    )
    return render(request, "people/signing_in.html", {"entries": entries, "waiting": names})


def _session() -> str:
    idle, most = settings.SESSION_ENDS_AFTER // 60, settings.SESSION_LASTS_AT_MOST // 3600
    return f"{idle} minutes after the last page that was opened, and after {most} hours in any case."


@manages
@require_POST
def let_try_again(request: Request) -> HttpResponseBase:
    """Somebody need not wait any longer."""
    reset(username=request.POST.get("username", ""))
    messages.success(request, "They can try again now.")
    return redirect("signing-in")
