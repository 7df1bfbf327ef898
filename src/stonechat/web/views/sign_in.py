"""Signing in and out, one's own password, the first administrator, and staying signed in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from stonechat.app.people import check_may_sign_in
from stonechat.app.set_up import has_administrator, make_first_administrator
from stonechat.basics.problems import Refused
from stonechat.web.guard import TRIED_ROLE, Request, posted, public, signed_in
from stonechat.web.middleware import touch


class SignInForm(AuthenticationForm):
    """User name and password. What is wrong with them is never said apart."""

    error_messages = {
        "invalid_login": "The user name or the password is not right.",
        "inactive": "The user name or the password is not right.",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Asked once the password is right."""
        super().confirm_login_allowed(user)
        try:
            check_may_sign_in(user, timezone.now())
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


sign_in = public(
    sensitive_post_parameters("password")(
        LoginView.as_view(
            template_name="people/sign_in.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        )
    )
)
"""Begins a session of its own, whatever cookie was sent; goes on only to an address of ours."""


@public
def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for one name from one place."""
    return render(request, "people/locked_out.html", status=429)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session, here and on the server, and let the browser forget what it kept."""
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@signed_in
@require_POST
def still_here(request: Request) -> HttpResponse:
    """Somebody says that they are there; the session goes on."""
    touch(request)
    return HttpResponse(status=204)


@signed_in
@require_POST
def stop_trying(request: Request) -> HttpResponseBase:
    """An administrator is themselves again."""
    request.session.pop(TRIED_ROLE, None)
    return redirect("roles")


class NewPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice; what a new one must be is said once, in a sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "new_password1"
        ].help_text = "At least 12 characters, not only digits, not a common one, and not like your name."
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""


@signed_in
@sensitive_post_parameters()
def password(request: Request) -> HttpResponseBase:
    """Change one's own password. Every other session of the person ends."""
    form = NewPasswordForm(request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Your password is changed.")
        return redirect("home")
    return render(request, "people/password.html", {"form": form})


class SetUpForm(forms.Form):
    """The code that the server printed, and who the first administrator is."""

    code = forms.CharField(label="Code that the server printed", max_length=100)
    username = forms.CharField(label="User name", max_length=150)
    name = forms.CharField(label="Your name", max_length=150)
    password = forms.CharField(label="Password, at least 12 characters", widget=forms.PasswordInput)


@public
@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Make the first administrator. Once there is one, this only leads to signing in."""
    if has_administrator():
        return redirect("sign-in")
    form = SetUpForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            make_first_administrator(**form.cleaned_data, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _signed_in(request, form.cleaned_data)
    return render(request, "people/set_up.html", {"form": form})


def _signed_in(request: HttpRequest, said: dict[str, str]) -> HttpResponseBase:
    person = authenticate(request, username=said["username"].strip(), password=said["password"])
    login(request, person)
    return redirect("home")
