"""The scorecard as its template takes it: icons, sparklines, addresses, words for choices."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from stonechat.app.scorecards import Asked, RowGroup, ScorecardPage, ScorecardRow
from stonechat.basics.dates import in_words
from stonechat.charts.icons import assurance_icon, variation_icon
from stonechat.charts.sparkline import sparkline
from stonechat.indicators.definition import Indicator
from stonechat.web.parts import Choice, Download, Option
from stonechat.web.presenters import addresses

ASKED = ("card", "area", "team", "period", "deciding", "by")
YES = "yes"
ROLES = {"lead": "Lead", "lag": "Lag"}


def context(page: ScorecardPage) -> dict[str, Any]:
    """Everything that scorecard.html shows."""
    asked = page.asked
    return {
        "page": page,
        "facts": _facts(page),
        "filters": _filters(page),
        "groups": [_group(group, asked) for group in page.groups],
        "deciding": [
            {"href": _indicator(row.indicator, asked), "title": row.title, "why": row.decision}
            for row in page.deciding
        ],
        "downloads": [
            Download(_with(reverse("scorecard-file", args=[form]), asked), words)
            for form, words in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "is_narrowed": bool(asked.area or asked.deciding),
        "whole": _with(reverse("scorecard"), Asked(card=asked.card, team=asked.team, period=asked.period)),
    }


def _facts(page: ScorecardPage) -> list[str]:
    data_to = f"Data to {in_words(page.data_to)}" if page.data_to else ""
    period = f"To {page.to}" if page.to else ""
    return [fact for fact in (period, page.scope, data_to, page.notice) if fact]


def _filters(page: ScorecardPage) -> tuple[Choice, ...]:
    asked, choices = page.asked, page.choices
    deciding = (Option("", "All indicators"), Option(YES, "Those that need a decision"))
    every = (
        ("card", "Scorecard", asked.card or choices.cards[0].value, choices.cards),
        ("area", "Area", asked.area, (Option("", "All areas"), *choices.areas)),
        ("team", "Team", asked.team, (Option("", "All teams"), *choices.teams)),
        ("period", "To the end of", asked.period, (Option("", "The latest month"), *choices.periods)),
        ("deciding", "Show", YES if asked.deciding else "", deciding),
        ("by", "Group by", asked.by or choices.groupings[0].value, choices.groupings),
    )
    return tuple(
        Choice(name, label, chosen, tuple(options))
        for name, label, chosen, options in every
        if len(options) > 1
    )


def _group(group: RowGroup, asked: Asked) -> dict[str, Any]:
    return {"title": group.title, "rows": [_row(row, asked) for row in group.rows]}


def _row(row: ScorecardRow, asked: Asked) -> dict[str, Any]:
    judged = row.reading.judged if row.reading else None
    return {
        "href": _indicator(row.indicator, asked),
        "id": row.indicator.id,
        "title": row.title,
        "role": ROLES.get(row.indicator.role, row.indicator.role),
        "moves": [{"href": _indicator(one, asked), "id": one.id, "title": one.title} for one in row.moves],
        "latest": row.latest,
        "when": row.when,
        "missing": row.missing,
        "note": row.note,
        "target": row.target,
        "variation": row.variation,
        "variation_icon": variation_icon(judged.variation, judged.side) if judged else None,
        "assurance": row.assurance,
        "assurance_icon": assurance_icon(judged.assurance) if judged and judged.assurance else None,
        "sparkline": sparkline(judged) if judged else None,
        "decision": row.decision,
    }


def _indicator(indicator: Indicator, asked: Asked) -> str:
    """The page of an indicator, for the same team."""
    return addresses.indicator(indicator.id, team=asked.team)


def _with(path: str, asked: Asked) -> str:
    said = {name: getattr(asked, name) for name in ASKED}
    kept = {name: YES if value is True else value for name, value in said.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
