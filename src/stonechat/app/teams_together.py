"""What the shares of an authority's teams say when small teams are read together with the others.

In words, teams by name. Why: docs/explanation/comparing-places.md. The reading is `analysis/shrinkage.py`.
"""

from collections.abc import Iterator, Mapping, Sequence

from stonechat.analysis.places import Place
from stonechat.analysis.shrinkage import prior_of, shrink
from stonechat.analysis.words_of_places import of_shrunk, of_shrunk_places
from stonechat.indicators.definition import Measure
from stonechat.indicators.measure import Unit, Value


def teams_in_words(
    measures: Sequence[Measure], values: Sequence[Value], names: Mapping[str, str]
) -> tuple[str, ...]:
    """A sentence about all teams and one for each, for every measure that is a share of a whole.

    `values` are by team; what no team is recorded for is left out. Nothing for fewer than three teams, and
    for a measure that is no share: a ratio that can pass 100%, a count, a length of time.
    """
    several = len(measures) > 1
    return tuple(
        f"{measure.title}: {said}" if several else said
        for measure in measures
        if measure.unit is Unit.PERCENT
        for said in _read([value for value in values if value.measure == measure.name], names)
    )


def _read(values: Sequence[Value], names: Mapping[str, str]) -> Iterator[str]:
    teams = [_team(value.category, value, names) for value in values if value.category is not None]
    prior = prior_of(teams, Unit.PERCENT)
    if prior is None:
        return
    together = shrink(teams, prior)
    yield of_shrunk_places(together)
    yield from (of_shrunk(each, Unit.PERCENT) for each in together.places)


def _team(code: str, value: Value, names: Mapping[str, str]) -> Place:
    """The team under its name, with its number behind it, since two teams may have one name."""
    name = f"{names[code]} ({code})" if code in names else code
    return Place(code, name, value.numerator, value.denominator, value.value, is_team=True)
