"""Addresses that more than one page links to."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def indicator(id: str, **asked: str | None) -> str:
    """The page of an indicator; what is None or empty is left out of the address."""
    return _with(reverse("indicator", args=[id]), asked)


def indicator_file(id: str, which: str, form: str, **asked: str | None) -> str:
    """A table of that page as a file."""
    return _with(reverse("indicator-file", args=[id, which, form]), asked)


def children(id: str, **asked: str | None) -> str:
    """The children behind a number: period, measure, part, by, category, team."""
    return _with(f"{reverse('indicator', args=[id])}children/", asked)


def if_there(name: str, *parts: str) -> str:
    """The address of this name; empty where there is no such page."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def _with(path: str, asked: dict[str, str | None]) -> str:
    said = {name: value for name, value in asked.items() if value}
    return f"{path}?{urlencode(said)}" if said else path
