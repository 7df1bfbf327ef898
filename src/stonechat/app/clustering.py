"""How far a figure's children hang together: brothers and sisters, and children counted more than once.

The rows behind a figure are gone through here and forgotten again: what comes out says how many and how much
wider an interval must be, and names nobody, so it is no read of children (`children.py`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from stonechat.analysis.clusters import Clustered, Family, clustered_count, clustered_share
from stonechat.app.figures import Figures
from stonechat.app.once import Once
from stonechat.basics.periods import Period
from stonechat.indicators.definition import Indicator, Measure
from stonechat.indicators.measure import Unit
from stonechat.indicators.plan import Planned

_KNOWN: Once[tuple[Any, ...], Clustered | None] = Once(2_000)


def clustered_of(
    figures: Figures, indicator: Indicator, period: Period, measure: Measure
) -> Clustered | None:
    """As `clustered`, worked out once for all who ask for this figure of this setting."""
    setting = figures.setting
    asked = (
        setting.snapshot.id,
        setting.catalogue.version,
        indicator.id,
        indicator.kind,
        period,
        measure.name,
    )
    return _KNOWN.of(asked, lambda: clustered(figures, figures.plan(indicator, period, None), measure))


def clustered(figures: Figures, planned: Planned, measure: Measure) -> Clustered | None:
    """The whole figure by families; a child of whom no return tells a family is one alone.

    None for what is neither a share nor a rate nor a count of rows, has no rows behind it, or has no value
    whatever is counted: not held, or maturing.
    """
    own = (each for each in planned.parts if each.breakdown is None and each.measure == measure)
    part = next(own, None)
    if part is None or measure.unit not in (Unit.PERCENT, Unit.PER_10K, Unit.COUNT):
        return None
    families = figures.families()
    counted = _by_family(figures.children_behind(planned, part.numerator), families)
    if measure.unit is not Unit.PERCENT:
        return clustered_count(counted.values())
    if part.denominator is None:
        return None
    asked = _by_family(figures.children_behind(planned, part.denominator), families)
    if any(counted[family] > asked[family] for family in counted):
        return None
    return clustered_share(Family(counted[family], of) for family, of in asked.items())


def _by_family(children: Sequence[str], families: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """Rows by family. A child's own id stands for a family of one, apart from every family's id."""
    return Counter(
        ("family", families[child]) if child in families else ("child", child) for child in children
    )
