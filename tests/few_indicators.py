"""A few of the shipped indicators, for tests that import and do not ask for every figure.

The steps of an import are the same as with all of them, and it takes a tenth of the time.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from stonechat.app import figures
from stonechat.indicators.catalogue import Catalogue, load_catalogue

FEW = ("FD16", "FD17", "AS02", "AS03", "CP11")
"""A count, a look-back, a share, quantiles and a stock."""


@cache
def _cut_down() -> Catalogue:
    whole = load_catalogue()
    return replace(whole, indicators={one: whole[one] for one in FEW})


def few(_local: Path | None = None) -> Catalogue:
    """The catalogue of these alone, wherever it is loaded from; read once."""
    return _cut_down()


def patch_catalogue(patch: Callable[[object, str, object], None]) -> None:
    """Let the app know these alone. `patch` sets an attribute, as `monkeypatch.setattr` does."""
    patch(figures, "load_catalogue", few)
