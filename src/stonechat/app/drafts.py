"""What somebody typed into a form and has not saved, so that the end of a session loses no sentence.

A draft is its writer's alone: nobody else reads it, no administrator either, and no log holds its text. What
is typed is checked when the form is saved and not before, so a draft may name a child. Therefore it goes when
the form is saved, when its writer throws it away, when any child is forgotten (`forgetting.py`), and once it
is eight hours old as soon as any draft is kept or looked for.

A form in which people write sentences gets drafts by a line in `FORMS`; its view asks `draft_of` when it is
opened and `forget` when it is saved, and its template passes on `draft`. Passwords, searches for a child,
reasons for looking at children, imports and people have none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from stonechat.app import noting
from stonechat.app.council import LONDON, Council
from stonechat.app.people import person_named
from stonechat.app.permissions import Viewer
from stonechat.app.policies import A_SESSION
from stonechat.basics.problems import wrong_use
from stonechat.indicators.events import MOST_LETTERS
from stonechat.records.models import Draft as Kept


@dataclass(frozen=True, slots=True)
class FormWithText:
    """A form with drafts: how many letters each box takes, and what refuses whoever may not use the form."""

    boxes: Mapping[str, int]
    check: Callable[[Council, Viewer, str], None]


FORMS = {"note": FormWithText({"text": MOST_LETTERS}, noting.check_may_note)}
"""By the first word of their keys; the rest of a key says what the form is about, as in `note:FD17`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a page needs for a form with drafts: its key, the names of its boxes, and what was typed earlier.

    `texts` by name of box and `at` (London) are of the draft that is kept: none, and None, where none is.
    """

    key: str
    boxes: tuple[str, ...]
    texts: Mapping[str, str]
    at: datetime | None


def draft_of(council: Council, viewer: Viewer, key: str) -> Draft:
    """What the viewer typed into the form in the last eight hours and has not saved.

    Refused as wrong use for a form that there is not, and as the form itself for whoever may not use it.
    """
    form = _form(council, viewer, key)
    _remove_old()
    kept = Kept.objects.filter(person__username=viewer.username, form=key).first()
    texts = {name: kept.texts.get(name, "") for name in form.boxes} if kept else {}
    return Draft(key, tuple(form.boxes), texts, kept.saved_at.astimezone(LONDON) if kept else None)


def keep(council: Council, viewer: Viewer, key: str, said: Mapping[str, str]) -> None:
    """Keep what the form's boxes hold, in place of what was kept of it. Nothing else that was sent is kept.

    Text longer than its box takes is cut there; a form with empty boxes has no draft. Refused as `draft_of`.
    """
    form = _form(council, viewer, key)
    _remove_old()
    texts = {name: said.get(name, "")[:most] for name, most in form.boxes.items()}
    if not any(text.strip() for text in texts.values()):
        forget(viewer, key)
        return
    Kept.objects.update_or_create(
        person=person_named(viewer.username),
        form=key,
        defaults={"texts": texts, "saved_at": timezone.now()},
    )


def forget(viewer: Viewer, key: str) -> None:
    """Remove the viewer's draft of the form, if there is one."""
    Kept.objects.filter(person__username=viewer.username, form=key).delete()


def _form(council: Council, viewer: Viewer, key: str) -> FormWithText:
    kind, _, about = key.partition(":")
    if kind not in FORMS:
        raise wrong_use("There is no such form with drafts.", "Reload the page.", "unknown_form")
    FORMS[kind].check(council, viewer, about)
    return FORMS[kind]


def _remove_old() -> None:
    Kept.objects.filter(saved_at__lte=timezone.now() - A_SESSION).delete()
