"""Importing by browser, in four steps: choose files, see what they are, look at problems, accept."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from stonechat.app import importing
from stonechat.app.council import LONDON, london_now
from stonechat.app.effects import Use, questions_of
from stonechat.app.gone import list_gone
from stonechat.app.importing import no_file_chosen
from stonechat.app.imports import Answers, Seen, open_run, see
from stonechat.app.permissions import Permission
from stonechat.app.policies import State
from stonechat.app.problem_list import problems_by_team, problems_to_send
from stonechat.app.quality import Quality
from stonechat.app.tables import Form, download
from stonechat.basics.problems import Problem, Refused
from stonechat.web.files import as_file
from stonechat.web.guard import Request, needs, posted
from stonechat.web.uploads import arriving
from stonechat.web.views.import_parts import (
    beside_part,
    changes_table,
    effects_table,
    file_part,
    imported_as,
    problems_table,
    without_options,
)

imports = needs(Permission.IMPORT)

STOP_POLLING = 286
"""The status by which htmx stops asking again."""


# ---------------------------------------------------------------- choose


class ManyFiles(forms.ClearableFileInput):
    """A box for several files."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """The files of one return. They have arrived when this is read: see `web/uploads.py`."""

    files = forms.FileField(
        label="Files",
        help_text=(
            "All files of one return, or one zip: a CIN census (XML), an SSDA903 return (CSV files, XML or a "
            "workbook), the Standard Safeguarding Dataset (CSV or Parquet), or published statistics. XML and "
            "CSV up to 600 MB, workbooks up to 200 MB."
        ),
        required=False,
        widget=ManyFiles,
    )


@imports
def import_(request: Request) -> HttpResponseBase:
    """Choose files. Nothing changes until they are accepted."""
    form = FilesForm(posted(request))
    now = timezone.now()
    if request.method == "POST":
        try:
            return redirect("import-run", run_id=_begin(request, now))
        except Refused as refused:
            form.is_valid()
            for problem in refused.problems:
                form.add_error("files", f"{problem.what} {problem.fix}")
    context = {"form": form, "open": open_run(request.council, request.viewer, now)}
    return render(request, "data/choose.html", context, status=400 if form.errors else 200)


def _begin(request: Request, now: datetime) -> str:
    came = arriving(request)
    if came.refused is not None:
        raise came.refused
    if came.receiving is None:
        raise no_file_chosen()
    return importing.begin(request.council, request.viewer, came.receiving, now)


# ---------------------------------------------------------------- look


class AnswersForm(forms.Form):
    """What the files do not say, or say wrongly."""

    authority = forms.RegexField(
        r"^\d{3}$",
        label="Authority",
        help_text="Its three digits, for example 330. Only if the files do not say it, or say it wrongly.",
        required=False,
        error_messages={"invalid": "An authority's code is three digits, for example 330."},
    )
    year = forms.IntegerField(
        label="Year",
        help_text="The year in which the return ends: 2026 for April 2025 to March 2026.",
        required=False,
        min_value=2015,
        max_value=2100,
    )
    made_at = forms.DateTimeField(
        label="When the files were made",
        help_text="Day and time, like 2026-10-31 14:30. Of two returns of one year the later one counts.",
        required=False,
        input_formats=[
            "%Y-%m-%d %H:%M",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%dT%H:%M:%S",
            "%Y-%m-%d",
            "%d/%m/%Y %H:%M",
            "%d/%m/%Y",
        ],
        error_messages={"invalid": "Write day and time like 2026-10-31 14:30."},
    )
    may_shrink = forms.BooleanField(
        label="So many rows are really gone: the whole year was exported", required=False
    )

    def only(self, asked: Collection[str]) -> "AnswersForm":
        """The same form with these boxes; the others are kept as they are, unseen."""
        for name, box in self.fields.items():
            if name not in asked:
                box.widget = forms.HiddenInput()
        return self

    def answers(self) -> Answers:
        """The same as the use case takes it."""
        said = self.cleaned_data
        made_at = said["made_at"]
        return Answers(
            said["authority"] or None,
            said["year"],
            made_at.replace(tzinfo=LONDON) if made_at else None,
            said["may_shrink"],
        )


@imports
@require_GET
def run(request: Request, run_id: str) -> HttpResponse:
    """One import: how far it is, what was found, what became of it."""
    return _show(request, see(request.council, request.viewer, run_id, timezone.now()))


@needs(Permission.IMPORT, wakes=False)
@require_GET
def progress(request: Request, run_id: str) -> HttpResponse:
    """The part of that page which says how far it is; asked for by the page itself, every second."""
    seen = see(request.council, request.viewer, run_id, timezone.now())
    told = _number(request.GET.get("told"))
    has_moved = request.GET.get("state", seen.state) != seen.state
    context = {"run": seen, "new": seen.read[told:], "is_part": True}
    if seen.is_working and not has_moved:
        return render(request, "data/progress.html", context)
    answer = render(request, "data/progress.html", context, status=STOP_POLLING)
    answer["HX-Refresh"] = "true"
    return answer


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0


def _show(request: Request, seen: Seen, form: AnswersForm | None = None) -> HttpResponse:
    if seen.is_working:
        return render(request, "data/working.html", {"run": seen})
    if seen.state is State.DONE:
        return render(request, "data/done.html", _done(request, seen))
    if seen.state is State.CHECKED and seen.quality is not None:
        return render(
            request,
            "data/checked.html",
            _checked(request, seen, seen.quality, form),
            status=400 if form else 200,
        )
    return render(request, "data/over.html", {"run": seen})


def _checked(request: Request, seen: Seen, quality: Quality, form: AnswersForm | None) -> dict[str, Any]:
    asked = [question for one in quality.files for question in questions_of(one.report)]
    use = quality.verdict.use
    return {
        "run": seen,
        "verdict": quality.verdict,
        "is_unsafe": use is Use.UNSAFE,
        "is_held": use is Use.HELD,
        "is_overtaken": use is Use.SAFE and not seen.may_accept,
        "questions": [without_options(question.what) for question in asked],
        "form": form or _answers_form(seen, asked),
        "is_asked": bool(asked) or form is not None,
        "may_answer": use in (Use.SAFE, Use.UNSAFE) and any(one.report.format for one in quality.files),
        "files": [file_part(one, is_alone=use is Use.UNSAFE) for one in quality.files],
        "effects": effects_table(quality.effects) if quality.effects else None,
        "beside": [beside_part(one.beside) for one in quality.files if one.beside],
        "gone": [one.beside for one in quality.files if one.beside and one.beside.gone],
        "may_list": request.viewer.covers(Permission.LIST_CHILDREN),
        "lists": problems_table(problems_by_team(request.council, quality.known()), seen.id),
        "not_listed": sum(sum(one.report.not_listed.values()) for one in quality.files),
    }


ANSWERED_BY = {
    "authority": ("authority",),
    "other_authority": ("authority",),
    "headers": ("authority", "year"),
    "made": ("made_at",),
    "which_is_later": ("made_at",),
    "fewer_rows": ("may_shrink",),
}
"""The boxes that answer a question, by its rule; any other question is about the year."""


def _answers_form(seen: Seen, asked: Sequence[Problem]) -> AnswersForm:
    form = AnswersForm(initial=_initial(seen))
    boxes = {box for question in asked for box in ANSWERED_BY.get(question.rule, ("year",))}
    return form.only(boxes) if boxes else form


def _initial(seen: Seen) -> dict[str, Any]:
    said = seen.answers
    now = said.made_at.astimezone(LONDON) if said.made_at else None
    return {
        "authority": said.authority,
        "year": said.year,
        "made_at": f"{now:%Y-%m-%d %H:%M}" if now else None,
        "may_shrink": said.may_shrink,
    }


def _done(request: Request, seen: Seen) -> dict[str, Any]:
    done = seen.done
    assert done is not None  # noqa: S101  the worker writes both at once
    sees_exact = request.viewer.covers(Permission.READ_EXACT)
    return {
        "run": seen,
        "done": done,
        "imported": [imported_as(report) for report in done.files if report.is_accepted],
        "refused": [report for report in done.files if not report.is_accepted],
        "notices": done.notices,
        "changes": changes_table(done.changes, sees_exact=sees_exact) if done.changes else None,
        "scorecard": _scorecard(),
        "number_of_changes": len({one.indicator for one in done.changes or ()}),
        "is_compared": done.changes is not None,
    }


def _scorecard() -> str:
    try:
        return reverse("scorecard")
    except NoReverseMatch:  # until that page is there
        return reverse("home")


# ---------------------------------------------------------------- decide


@imports
@require_POST
def answer(request: Request, run_id: str) -> HttpResponseBase:
    """Check the files again, with what a person answered."""
    form = AnswersForm(request.POST)
    if not form.is_valid():
        return _show(request, see(request.council, request.viewer, run_id, timezone.now()), form)
    importing.check_again(request.council, request.viewer, run_id, form.answers(), timezone.now())
    return redirect("import-run", run_id=run_id)


@imports
@require_POST
def accept(request: Request, run_id: str) -> HttpResponseBase:
    """Import what was checked."""
    importing.accept(request.council, request.viewer, run_id, timezone.now())
    return redirect("import-run", run_id=run_id)


@imports
@require_POST
def cancel(request: Request, run_id: str) -> HttpResponseBase:
    """Forget the files."""
    importing.cancel(request.council, request.viewer, run_id, timezone.now())
    return redirect("import-run", run_id=run_id)


# ---------------------------------------------------------------- take away


@imports
@require_GET
def problems(request: Request, run_id: str, form: str) -> HttpResponse:
    """Every problem, grouped by team, as a file to send out."""
    if form not in {each.value for each in Form}:
        raise Http404
    table = problems_to_send(request.council, request.viewer, run_id, london_now())
    return as_file(download(table, Form(form)))


@needs(Permission.IMPORT, is_of_children=True)
@require_POST
def gone(request: Request, run_id: str) -> HttpResponse:
    """The children of the last return who are not in this one, once it is recorded that somebody looks."""
    reason = request.POST.get("reason", "")[:500]
    try:
        found = list_gone(request.council, request.viewer, run_id, request.POST.get("return", ""), reason)
    except Refused as refused:
        if {"reason_needed", "reason_names_child"} & {problem.rule for problem in refused.problems}:
            return render(
                request, "data/gone.html", {"problems": refused.problems, "run_id": run_id}, status=400
            )
        raise
    context = {
        "run_id": run_id,
        "children": found,
        "marking": "OFFICIAL-SENSITIVE",
        "printed_by": request.viewer.name,
    }
    return render(request, "data/gone.html", context)


def run_url(run_id: str) -> str:
    """Where a run is seen."""
    return reverse("import-run", kwargs={"run_id": run_id})
