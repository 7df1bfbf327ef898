"""One page with every component in it, drawn with Django's template engine alone: no database, no folder.

`python -m tests.web.component_gallery FOLDER` writes it with the style sheet beside it, to be looked at.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import django
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import Context, Engine
from django.urls import path
from tests.unit.charts.charts_to_draw import stepped

import stonechat.web
from stonechat.analysis.judged import Side, Variation
from stonechat.charts.control import draw_control
from stonechat.charts.drawing import NARROW, WIDE
from stonechat.charts.icons import variation_icon
from stonechat.web.date_boxes import DateBoxesField
from stonechat.web.parts import Cell, Choice, Column, Download, Entry, Group, Option, Table, figure

WEB = Path(stonechat.web.__file__).parent

LINKED = "session sign-in sign-out password help-numbers help-symbols definitions my-access accessibility"
"""The pages that the frame links to."""

urlpatterns = [path(f"{name}/", lambda request: None, name=name) for name in LINKED.split()]


class Everything(forms.Form):
    """A field of every kind, most of them wrong."""

    name = forms.CharField(label="User name", help_text="As on your laptop.")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    reason = forms.ChoiceField(
        label="Why do you open the list?",
        choices=[("audit", "Audit"), ("inspection", "Inspection"), ("complaint", "Complaint")],
        widget=forms.RadioSelect,
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[("analyst", "Analyst"), ("member", "Member")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="I have the agreement of the data protection officer")
    team = forms.ChoiceField(label="Team", choices=[("T1", "North"), ("T2", "South")])
    since = DateBoxesField(label="From which day?", help_text="For example, 31 3 2025.")
    note = forms.CharField(label="What happened?", widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(
        label="Choose a file", help_text="CIN census (.xml), SSDA903 (.csv) or Annex A (.xlsx)."
    )


def write(folder: Path) -> Path:
    """Write the page and what it loads; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(WEB / "static", folder / "static", dirs_exist_ok=True)
    page = folder / "gallery.html"
    page.write_text(gallery().replace('"/static/', '"static/'), encoding="utf-8")
    return page


def gallery() -> str:
    """The page."""
    _configure()
    engine = Engine(
        dirs=[WEB / "templates", Path(__file__).parent / "gallery"],
        libraries={
            "look": "stonechat.web.look",
            "rows": "stonechat.web.rows",
            "static": "django.templatetags.static",
        },
        builtins=["django.templatetags.static"],
    )
    return engine.get_template("gallery.html").render(Context(shown()))


def shown() -> dict[str, object]:
    """What the page is given."""
    form = Everything({"name": "", "team": "T2", "since_0": "31", "since_1": "2", "since_2": "2025"}, {})
    return {
        "council_name": "Stonechat Demo Council",
        "viewer": SimpleNamespace(name="Dana Director"),
        "places": list(_places()),
        "session_warns_after": 780,
        "session_ends_after": 900,
        "request": SimpleNamespace(path="/scorecard/"),
        "heading": "Every component",
        "facts": ("October 2025", "All teams", "Data to 31 October 2025", "Figures under 6 are hidden"),
        "marking": "OFFICIAL-SENSITIVE",
        "printed_by": "Dana Director",
        "form": form,
        "messages": [Message(constants.SUCCESS, "Your password is changed.")],
        "scorecard": _scorecard(),
        "chart": _chart(),
        "filters": _filters(),
        "page": Paginator(range(400), 20).page(6),
        "entries": (
            Entry("Owner", ("Head of Safeguarding",), action="Change", action_href="#"),
            Entry(
                "Counted", ("Assessments authorised in the month.", "Within 45 working days of the referral.")
            ),
        ),
    }


def _places() -> Iterator[dict[str, object]]:
    for words in ("Home", "Scorecard", "Flow", "Benchmark", "Definitions", "Data", "People", "Audit"):
        yield {"url": f"/{words.lower()}/", "words": words, "is_here": words == "Scorecard"}


def _scorecard() -> Table:
    readings = (
        ("Referrals within 12 months of another", "22.4%", Variation.USUAL, None, "usual variation"),
        (
            "Assessments completed within 45 working days",
            "80.6%",
            Variation.CONCERN,
            Side.LOW,
            "concern, low",
        ),
        ("Children seen alone at the last visit", "91.0%", Variation.IMPROVING, Side.HIGH, "improving, high"),
        (
            "Children subject of a plan",
            "c",
            Variation.TOO_FEW,
            None,
            "Too few months for a reading (8 of 13)",
        ),
    )
    columns = [Column(name) for name in ("Indicator", "Lead or lag", "Latest", "Target", "Variation")]
    columns[2:4] = (Column("Latest", numeric=True), Column("Target", numeric=True))
    rows = tuple(
        (
            Cell(title, href="#", note="October 2025"),
            Cell("lead"),
            Cell(value, numeric=True),
            Cell("no target", numeric=True),
            Cell(words, icon=variation_icon(variation, side)),
        )
        for title, value, variation, side, words in readings
    )
    groups = (Group(rows[:2], "Front door and assessment"), Group(rows[2:], "Child protection"))
    downloads = (Download("#csv", "CSV"), Download("#xlsx", "Excel"))
    return Table("scorecard", "Indicators by outcome area", tuple(columns), groups, downloads)


def _chart() -> object:
    judged = stepped()
    return figure(
        "trend",
        draw_control(judged, WIDE),
        draw_control(judged, NARROW),
        source="Source: Stonechat Demo Council, AS02. Data to 31 October 2025.",
    )


def _filters() -> tuple[Choice, ...]:
    teams = (
        Option("", "All teams"),
        Option("T1", "Assessment team North"),
        Option("T2", "Assessment team South"),
    )
    periods = tuple(Option(each, each) for each in ("2025-10", "2025-09", "2025-08"))
    return (
        Choice("team", "Team", "T2", teams),
        Choice("period", "Period", "2025-10", periods),
        Choice("words", "Words"),
    )


def _configure() -> None:
    """Settings of its own where there are none: nothing but templates is needed."""
    if not settings.configured:
        settings.configure(
            ROOT_URLCONF=__name__,
            STATIC_URL="/static/",
            USE_TZ=True,
            TIME_ZONE="Europe/London",
            INSTALLED_APPS=["django.forms"],
            FORM_RENDERER="django.forms.renderers.TemplatesSetting",
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "DIRS": [WEB / "templates"],
                    "APP_DIRS": True,
                }
            ],
        )
        django.setup()


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
