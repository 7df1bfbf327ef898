"""One indicator, its tables as files, and what is noted of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from stonechat.app.drafts import Draft, draft_of, forget, keep
from stonechat.app.indicator_page import Asked, indicator_page
from stonechat.app.indicator_tables import indicator_table
from stonechat.app.noting import ChangedMeanwhile, NewNote, add_note, note_form, take_back
from stonechat.app.permissions import Permission
from stonechat.app.tables import Form, download
from stonechat.basics.problems import Refused
from stonechat.indicators.events import MOST_LETTERS, EventKind
from stonechat.web.date_boxes import DateBoxesField
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs
from stonechat.web.presenters import indicator as presenter


@needs(Permission.READ_FIGURES)
@require_GET
def indicator(request: Request, id: str) -> HttpResponse:
    """Everything about one number."""
    page = indicator_page(request.council, request.viewer, id, _asked(request))
    return render(request, "indicator.html", presenter.context(page))


@needs(Permission.READ_FIGURES)
@require_GET
def indicator_file(request: Request, id: str, which: str, form: str) -> HttpResponse:
    """One of its tables as CSV or Excel."""
    return as_file(
        download(indicator_table(request.council, request.viewer, id, _asked(request), which), Form(form))
    )


def _asked(request: Request) -> Asked:
    said = request.GET
    return Asked(*(said.get(name, "").strip() for name in ("period", "team", "measure", "split")))


# ---------------------------------------------------------------- what is noted


class NoteForm(forms.Form):
    """What happened, when, of whom."""

    kind = forms.ChoiceField(label="What do you want to note?", widget=forms.RadioSelect)
    on = DateBoxesField(label="On which day?", help_text="For example, 31 3 2025.")
    text = forms.CharField(
        label="What happened, in a few words?",
        help_text=f"At most {MOST_LETTERS} characters, because it stands on the chart. Whoever sees it "
        "reads it: name no child, no family and no worker. For a new level give the reason.",
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds"}),
        error_messages={"required": "Say in a few words what happened."},
    )
    team = forms.ChoiceField(label="Of which team?", required=False)
    everywhere = forms.BooleanField(label="Show it on every indicator (not for a new level)", required=False)
    names_nobody = forms.BooleanField(
        label="The text names nobody", error_messages={"required": "Check that the text names nobody."}
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, about: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, words) for kind, words in about.kinds]
        self.fields["team"].choices = [("", "All teams"), *about.teams]
        if not about.teams:
            del self.fields["team"]

    def note(self, id: str) -> NewNote:
        """What was written, once it is valid."""
        said = self.cleaned_data
        return NewNote(
            said["on"],
            EventKind(said["kind"]),
            said["text"],
            None if said["everywhere"] else id,
            said.get("team") or None,
        )


@needs(Permission.NOTE)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: Request, id: str) -> HttpResponseBase:
    """Note an event, or propose that the level is new."""
    about = note_form(request.council, request.viewer, id)
    if request.method != "POST":
        return _opened(request, about)
    form = NoteForm(about, request.POST)
    if form.is_valid():
        try:
            add_note(
                request.council, request.viewer, form.note(about.indicator.id), form.cleaned_data["version"]
            )
        except ChangedMeanwhile as changed:
            return _changed(request, about, form, changed)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            forget(request.viewer, _key_of_draft(about))
            messages.success(request, "It is noted.")
            return redirect("indicator", about.indicator.id)
    return _unsaved(request, about, form)


def _opened(request: Request, about: Any, changed: ChangedMeanwhile | None = None) -> HttpResponse:
    """The form with what the person typed into it earlier and did not save."""
    notebook = changed.now if changed else about.notebook
    draft = draft_of(request.council, request.viewer, _key_of_draft(about))
    form = NoteForm(about, initial={"version": notebook.version, **draft.texts})
    return _note_page(request, about, form, draft, changed)


def _unsaved(
    request: Request, about: Any, form: NoteForm, changed: ChangedMeanwhile | None = None
) -> HttpResponse:
    """What the person wrote and could not save: still in the form, and kept as a draft."""
    key = _key_of_draft(about)
    keep(request.council, request.viewer, key, request.POST.dict())
    return _note_page(request, about, form, draft_of(request.council, request.viewer, key), changed)


def _changed(request: Request, about: Any, form: NoteForm, changed: ChangedMeanwhile) -> HttpResponse:
    """Both: what the person wrote, still in the form, and what stands in the file by now."""
    form.add_error(None, str(changed))
    form.data = {**form.data.dict(), "version": changed.now.version}
    return _unsaved(request, about, form, changed)


def _note_page(
    request: Request, about: Any, form: NoteForm, draft: Draft, changed: ChangedMeanwhile | None
) -> HttpResponse:
    said = {
        "form": form,
        "draft": draft,
        "indicator": about.indicator,
        "notebook": changed.now if changed else about.notebook,
        "changed": changed,
    }
    return render(request, "note.html", said, status=409 if changed else 200)


def _key_of_draft(about: Any) -> str:
    return f"note:{about.indicator.id}"


@needs(Permission.NOTE)
@require_POST
def take_note_back(request: Request, id: str) -> HttpResponseBase:
    """Take back one note."""
    said = request.POST
    try:
        take_back(request.council, request.viewer, id, said.get("key", ""), said.get("version", ""))
    except ChangedMeanwhile as changed:
        about = note_form(request.council, request.viewer, id)
        return _opened(request, about, changed)
    messages.success(request, "The note is taken back. The log keeps what it said and who took it back.")
    return redirect("note", id)
