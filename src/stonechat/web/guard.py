"""The policy of every page: who may ask for it. A view without one is answered 403, and fails the tests.

A policy here says which permission lets somebody in at the door. What they may see behind it (whose
children, exact figures or not) is decided in `app`, of what they are granted at that moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from stonechat.app.council import Council
from stonechat.app.permissions import Permission, Viewer

TRIED_ROLE = "tried_role"
"""In the session: the role as which an administrator looks at the pages."""

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """A request as views get it: whose folder is served, and who asks."""

    council: Council
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may ask for a page.

    `any_of`: one of these permissions is needed; empty: being signed in is enough. `is_public`: nobody need
    sign in. `is_of_children`: what it shows is of single children, so allowed and refused requests are both
    recorded. `wakes`: asking for it counts as being there, so that the session does not end.
    What a page sends by itself does not wake: a draft only if somebody has just typed (`views/drafts.py`).
    """

    any_of: tuple[Permission, ...] = ()
    is_public: bool = False
    is_of_children: bool = False
    wakes: bool = True

    def allows(self, viewer: Viewer | None) -> bool:
        """Whether somebody (None: not signed in) may ask for the page."""
        if self.is_public:
            return True
        return viewer is not None and (not self.any_of or any(map(viewer.may, self.any_of)))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form sent, even if it is nothing; None where no form was sent."""
    return request.POST if request.method == "POST" else None


def public(view: View) -> View:
    """A page for everybody, signed in or not."""
    return _with(view, Policy(is_public=True, wakes=False))


def signed_in(view: View) -> View:
    """A page for everybody who signed in, whatever their role."""
    return _with(view, Policy())


def needs(*any_of: Permission, is_of_children: bool = False, wakes: bool = True) -> Callable[[View], View]:
    """A page for whoever has one of these permissions."""
    policy = Policy(any_of, is_of_children=is_of_children, wakes=wakes)
    return lambda view: _with(view, policy)


def policy_of(view: Callable[..., HttpResponseBase]) -> Policy | None:
    """The policy of a view; None if it has none."""
    found = getattr(view, "policy", None)
    return found if isinstance(found, Policy) else None


def _with(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]
    return view
