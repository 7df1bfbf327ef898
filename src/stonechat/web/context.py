"""What every template may use."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from stonechat.app.council import Council
from stonechat.app.permissions import Permission, Viewer
from stonechat.app.shown import is_newer_coming
from stonechat.basics.problems import Refused
from stonechat.web.guard import TRIED_ROLE

PLACES = (
    ("home", "Home", ()),
    ("scorecard", "Scorecard", (Permission.READ_FIGURES,)),
    ("flow", "Flow", (Permission.READ_FIGURES,)),
    ("benchmark", "Benchmark", (Permission.READ_FIGURES,)),
    ("definitions", "Definitions", ()),
    ("data", "Data", (Permission.IMPORT,)),
    ("people", "People", (Permission.MANAGE_PEOPLE,)),
    ("audit", "Audit", (Permission.READ_AUDIT,)),
)
"""The service navigation: name of the URL, words, and the permissions of which one is needed."""

_PARTS_OF = {"people": ("/admin/roles/", "/admin/services/", "/admin/sign-in/")}
"""Addresses that belong to a place and do not begin with its own."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Whose figures these are, who reads them, and where they may go."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    council = getattr(request, "council", None)
    authority = council.settings.authority if council else None
    return {
        "council_name": (authority.name or f"Authority {authority.code}") if authority else "Stonechat",
        "viewer": viewer,
        "places": _places(viewer, request.path) if viewer else (),
        "tried_role": _tried(request, viewer) if viewer else None,
        "figures_are_coming": viewer is not None and council is not None and _are_coming(viewer, council),
        "session_warns_after": settings.SESSION_WARNS_AFTER,
        "session_ends_after": settings.SESSION_ENDS_AFTER,
    }


def _are_coming(viewer: Viewer, council: Council) -> bool:
    """Whether somebody who reads figures sees those before the newest, which are being made ready."""
    with suppress(Refused):  # whatever the page needs of the snapshot is told by the page
        return viewer.may(Permission.READ_FIGURES) and is_newer_coming(council.folder)
    return False


def _tried(request: HttpRequest, viewer: Viewer) -> str | None:
    """The title of the role as which an administrator looks."""
    return viewer.granted[0].role if TRIED_ROLE in request.session and viewer.granted else None


def _places(viewer: Viewer, path: str) -> list[dict[str, Any]]:
    found = []
    for name, words, any_of in PLACES:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        if not any_of or any(map(viewer.may, any_of)):
            is_here = path == url if name == "home" else path.startswith((url, *_PARTS_OF.get(name, ())))
            found.append({"url": url, "words": words, "is_here": is_here})
    return found
