"""People and their roles: who there is, adding, roles given and taken, leaving; and what I may see myself."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from stonechat.app.granting import give_role, own_sentences, roles, roles_held, services, take_role
from stonechat.app.people import (
    add_with_role,
    everybody,
    has_left,
    let_back_in,
    listed,
    person_named,
    set_password,
)
from stonechat.app.permissions import Permission
from stonechat.app.reports import Listed
from stonechat.app.teams import teams_held
from stonechat.basics.dates import in_words
from stonechat.basics.problems import Refused
from stonechat.web.guard import Request, needs, posted, signed_in
from stonechat.web.parts import Cell, Column, Entry, Group, Table

manages = needs(Permission.MANAGE_PEOPLE)

NOT_LIMITED = ("", "none: the role is for the whole authority, or as set below")


class RoleForm(forms.Form):
    """Which role, and whose figures and children it is for."""

    role = forms.ChoiceField(label="Role")
    service = forms.ChoiceField(label="Only for this service", required=False)
    team = forms.ChoiceField(label="Only for this team", required=False)
    worker = forms.CharField(
        label="Only for this worker's own children",
        help_text="The worker's number as your returns give it. Needed for a social worker.",
        max_length=100,
        required=False,
    )

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Choose a role"), *((one.name, one.title) for one in roles())]
        self.fields["service"].choices = [("", "Every service"), *((s.name, s.name) for s in services())]
        self.fields["team"].choices = [("", "Every team"), *teams_held(request.council)]

    @property
    def reaching(self) -> dict[str, str | None]:
        """The service, team and worker chosen."""
        return {name: self.cleaned_data[name] or None for name in ("service", "team", "worker")}


class AddForm(RoleForm):
    """Somebody new, with a first role."""

    field_order = ("username", "name", "password", "role", "service", "team", "worker")
    username = forms.CharField(label="User name", help_text="What they sign in with.", max_length=150)
    name = forms.CharField(label="Name", help_text="What others read.", max_length=150)
    password = forms.CharField(
        label="First password",
        help_text="At least 12 characters. Give it to them yourself; they can change it.",
        widget=forms.PasswordInput,
        max_length=200,
    )

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["role"].required = False


class PasswordForm(forms.Form):
    """A new password for somebody."""

    password = forms.CharField(
        label="New password", help_text="At least 12 characters.", widget=forms.PasswordInput, max_length=200
    )


@manages
@require_GET
def people(request: Request) -> HttpResponse:
    """Everybody who may sign in, and who has left."""
    table = Table(
        "people",
        "People and their roles",
        tuple(map(Column, ("Name", "User name", "Roles", "Last signed in", "State"))),
        (Group(tuple(_row(one) for one in everybody(timezone.now(), _names(request)))),),
    )
    return render(request, "people/people.html", {"table": table})


def _names(request: Request) -> dict[str, str]:
    """What teams are called, by their numbers."""
    return dict(teams_held(request.council))


def _row(one: Listed) -> tuple[Cell, ...]:
    return (
        Cell(one.name, href=f"/admin/users/{one.username}/"),
        Cell(one.username),
        Cell("; ".join(one.roles) or "no role yet"),
        Cell(_day(one.last_sign_in)),
        Cell(state_of(one)),
    )


def _day(moment: datetime | None) -> str:
    return in_words(timezone.localtime(moment).date()) if moment else "never"


def state_of(one: Listed) -> str:
    """Whether somebody may sign in, in words."""
    if not one.is_active:
        return "has left"
    return "shut out: no sign-in for 60 days" if one.is_idle else "may sign in"


@manages
@sensitive_post_parameters("password")
def add(request: Request) -> HttpResponseBase:
    """Add somebody, with a first role."""
    form = AddForm(request, posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            add_with_role(
                said["username"],
                said["name"],
                said["password"],
                role=said["role"],
                by=request.viewer.username,
                reaching=form.reaching,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{said['name']} can sign in now.")
            return redirect("people")
    return render(request, "people/add.html", {"form": form})


@manages
@require_GET
def person(request: Request, username: str) -> HttpResponse:
    """One person: their roles, and what can be done."""
    return _person_page(request, username)


def _person_page(request: Request, username: str, **forms_sent: Any) -> HttpResponse:
    found = person_named(username)
    shown = listed(found, timezone.now())
    entries = (
        Entry("User name", (shown.username,)),
        Entry("Last signed in", (_day(shown.last_sign_in),)),
        Entry("State", (state_of(shown),)),
    )
    return render(
        request,
        "people/person.html",
        {
            "shown": shown,
            "entries": entries,
            "held": roles_held(found, _names(request)),
            "role_form": RoleForm(request),
            "password_form": PasswordForm(),
            **forms_sent,
        },
        status=400 if forms_sent else 200,
    )


@manages
@require_POST
def give(request: Request, username: str) -> HttpResponseBase:
    """Give a person a role."""
    form = RoleForm(request, request.POST)
    if form.is_valid():
        try:
            give_role(
                person_named(username), form.cleaned_data["role"], request.viewer.username, **form.reaching
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The role is given.")
            return redirect("person", username)
    return _person_page(request, username, role_form=form, form=form)


@manages
@require_POST
def take(request: Request, username: str, grant_id: int) -> HttpResponseBase:
    """Take a role away."""
    take_role(grant_id, request.viewer.username)
    messages.success(request, "The role is taken away.")
    return redirect("person", username)


@manages
@require_POST
@sensitive_post_parameters("password")
def new_password(request: Request, username: str) -> HttpResponseBase:
    """Give a person a new password; their sessions end."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            set_password(person_named(username), form.cleaned_data["password"], request.viewer.username)
        except Refused as refused:
            form.add_error("password", str(refused))
        else:
            messages.success(request, "The password is changed, and every session of theirs has ended.")
            return redirect("person", username)
    return _person_page(request, username, password_form=form, form=form)


@manages
@require_POST
def leave(request: Request, username: str) -> HttpResponseBase:
    """Somebody has left; they may not sign in."""
    has_left(person_named(username), request.viewer.username)
    messages.success(request, "They can not sign in any more.")
    return redirect("person", username)


@manages
@require_POST
def let_back(request: Request, username: str) -> HttpResponseBase:
    """Somebody may sign in again."""
    let_back_in(person_named(username), request.viewer.username, timezone.now())
    messages.success(request, "They can sign in again.")
    return redirect("person", username)


@signed_in
@require_GET
def my_access(request: Request) -> HttpResponse:
    """What I may see and do, in words."""
    return render(request, "people/my_access.html", {"held": own_sentences(request.user, _names(request))})
