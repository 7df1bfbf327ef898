"""What stands before and after every page: privacy, the end of a session, the policy, refusals in words."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from stonechat.app.granting import as_role
from stonechat.app.mistakes import logged
from stonechat.app.people import viewer_of
from stonechat.app.permissions import NotAllowed, NotThere, Permission, Viewer, not_allowed
from stonechat.app.readers_first import PAGES
from stonechat.app.site import served_council
from stonechat.basics.problems import Refused, WrongUse
from stonechat.web.guard import TRIED_ROLE, policy_of

Answer = Callable[[HttpRequest], HttpResponseBase]
TOUCH_EVERY = 60
"""Seconds: a session's end is moved on at most so often, so that reading does not write. So it may last so
much longer than is said, and never ends earlier."""


class ReadersFirst:
    """While a page is being answered, what is worked out ahead waits (`app/warming.py`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with PAGES.one_page():
            return self.get_response(request)


class PrivateAnswers:
    """No answer is kept by a browser or on its way, but for style sheets and scripts, which say nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response


class Sessions:
    """Ends a session some time after it was last used, and a working day after it began."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and _is_over(request):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Move the end on, unless the page asks by itself and nobody may be there."""
        policy = policy_of(view)
        if request.user.is_authenticated and policy is not None and policy.wakes:
            touch(request)


def touch(request: HttpRequest) -> None:
    """Somebody is there: the session ends `SESSION_ENDS_AFTER` seconds from now."""
    now = timezone.now().timestamp()
    request.session.setdefault("began", now)
    if now - request.session.get("seen", 0) > TOUCH_EVERY:
        request.session["seen"] = now


def _is_over(request: HttpRequest) -> bool:
    now = timezone.now().timestamp()
    seen, began = request.session.get("seen", now), request.session.get("began", now)
    ends_after = settings.SESSION_ENDS_AFTER + (0 if _is_signing_in(request) else TOUCH_EVERY)
    return now - seen > ends_after or now - began > settings.SESSION_LASTS_AT_MOST


def _is_signing_in(request: HttpRequest) -> bool:
    """Whether it is where a page goes by itself when its time is up: that must not lead back to the page."""
    return request.path == reverse(settings.LOGIN_URL)


class Policies:
    """Asks the policy of the page; whoever it does not allow is sent to sign in, or refused in words."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.council = served_council()
        request.viewer = _viewer(request) if request.user.is_authenticated else None
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None where the page may go on."""
        policy = policy_of(view)
        if policy is not None and policy.allows(request.viewer):
            return _only_looking(request)
        if policy is not None and request.viewer is None:
            return redirect_to_login(request.get_full_path())
        return render(request, "403.html", status=403)


def _viewer(request: HttpRequest) -> Viewer:
    """Who asks, with what they are granted now; or as a role that an administrator tries."""
    viewer = viewer_of(request.user)
    tried = request.session.get(TRIED_ROLE)
    if tried is None or not viewer.may(Permission.MANAGE_PEOPLE):
        return viewer
    try:
        return as_role(viewer, tried)
    except NotThere:  # the role was removed meanwhile
        del request.session[TRIED_ROLE]
        return viewer


_MAY_WHILE_LOOKING = ("session", "sign-in", "sign-out", "stop-trying")


def _only_looking(request: HttpRequest) -> HttpResponseBase | None:
    """Refused: whoever tries a role changes nothing."""
    is_trying = request.user.is_authenticated and TRIED_ROLE in request.session
    if request.method in ("GET", "HEAD") or not is_trying:
        return None
    if request.resolver_match and request.resolver_match.url_name in _MAY_WHILE_LOOKING:
        return None
    what = "You look at the pages as another role, so nothing can be changed."
    return refused(request, not_allowed(what, "Stop looking as that role first."))


class Refusals:
    """Turns a refusal of a use case into a page in words, and a mistake of ours into a number to quote."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The page for a refusal; for anything but Django's own answers, the page with a number to quote."""
        if isinstance(error, Refused):
            return refused(request, error)
        if _is_djangos(error):
            return None
        return mistake(request, error)


def refused(request: HttpRequest, error: Refused) -> HttpResponseBase:
    """What cannot be done, and what to do about it: 404, 403, 400 for wrong use, 409 for anything else."""
    if isinstance(error, NotThere):
        return render(request, "404.html", {"problems": error.problems}, status=404)
    if isinstance(error, NotAllowed):
        return render(request, "403.html", {"problems": error.problems}, status=403)
    rules = {problem.rule for problem in error.problems}
    if rules & {"nothing_imported", "nothing_held"}:
        return render(request, "nothing_yet.html", {"problems": error.problems})
    if "unknown_indicator" in rules:
        return render(request, "404.html", status=404)
    status = 400 if isinstance(error, WrongUse) else 409
    return render(request, "refused.html", {"problems": error.problems}, status=status)


def mistake(request: HttpRequest, error: Exception) -> HttpResponseBase:
    """A mistake of ours: written to the log without values, and a number by which it is found there."""
    return render(request, "500.html", {"reference": logged(error)}, status=500)


def _is_djangos(error: Exception) -> bool:
    """Whether Django has an answer of its own: a page not found, a request that is not well formed."""
    return isinstance(error, Http404 | PermissionDenied | SuspiciousOperation)
