"""How a figure is told when it stands on few children: as "12 of 40", as "30%" or as "30.1%".

One place for the words and decimals of a value, so that a sentence, a label and a table say the same. It
hides nothing: what an audience may not see is decided before, where permission is. Rules: chart rules
(docs/explanation/small-numbers.md).
"""

from decimal import Decimal
from fractions import Fraction

from stonechat.indicators.measure import Unit, rounded

NO_PERCENTAGE_UNDER = 10
"""With fewer there is no percentage at all."""

WARN_UNDER = 30
"""With fewer a percentage says little, and that is said."""

COUNTS_UNDER = 50
"""With fewer the words are "12 of 40"."""

WHOLE_PERCENT_UNDER = 200
"""With fewer a percentage has no decimals."""

Number = int | Decimal


def places(unit: Unit, denominator: Number | None) -> int:
    """How many decimals a value has when it is told: none for counts and for percentages of fewer than 200.

    A limit, a mean or a target of percentages takes the decimals of the values that it stands beside. An
    unknown denominator allows one decimal: the value was published so.
    """
    if unit is Unit.COUNT:
        return 0
    few = denominator is not None and denominator < WHOLE_PERCENT_UNDER
    return 0 if unit is Unit.PERCENT and few else 1


def has_percentage(denominator: Number | None) -> bool:
    """Whether a percentage may be shown at all, in words or as a dot: not of fewer than 10."""
    return denominator is None or denominator >= NO_PERCENTAGE_UNDER


def told(unit: Unit, value: Decimal | None, numerator: Number | None, denominator: Number | None) -> str:
    """The value in words: "12 of 40", "31%", "30.6%", "45.2 per 10,000 (1,204)", "38.5 working days", "17".

    Percentages and rates are rounded once, from what they were made from; from the value itself where that
    is not known. A ratio above 100% is no part of a whole: "60 against 40". "no value" for None. A rate has
    its count beside it. Thousands are set off by commas.
    """
    if value is None:
        return "no value"
    if unit is Unit.PERCENT:
        return _percentage(value, numerator, denominator)
    if unit is Unit.PER_10K:
        count = f" ({_plain(numerator)})" if numerator is not None else ""
        return f"{number(unit, value)} per 10,000{count}"
    return with_unit(unit, number(unit, value))


def number(unit: Unit, value: float | Decimal, denominator: Number | None = None) -> str:
    """A number of this unit without its unit, to the decimals of `places`, half up: "1,204", "30", "-0.5"."""
    return f"{rounded(_exact(value), places(unit, denominator)):,}"


def with_unit(unit: Unit, text: str) -> str:
    """A number already rounded, with its unit: "30%", "45.2 per 10,000", "12 working days", "17"."""
    match unit:
        case Unit.PERCENT:
            return f"{text}%"
        case Unit.COUNT | Unit.EACH:
            return text
        case _:
            return f"{text} {unit.value}"


def caution(unit: Unit, denominator: Number | None, what: str = "This figure") -> str | None:
    """A sentence about `what`, a percentage of fewer than 30; None for all else."""
    if unit is not Unit.PERCENT or denominator is None or denominator >= WARN_UNDER:
        return None
    if not has_percentage(denominator):
        return f"{what} is of {_plain(denominator)}, too few for a percentage."
    return f"{what} is of {_plain(denominator)} only: one child more or fewer would change it a good deal."


def _percentage(value: Decimal, numerator: Number | None, denominator: Number | None) -> str:
    if numerator is None or not denominator:
        said = min(places(Unit.PERCENT, denominator), _decimals_of(value))
        return with_unit(Unit.PERCENT, f"{rounded(value, said):,}")
    if denominator < COUNTS_UNDER:
        between = "of" if numerator <= denominator else "against"
        return f"{_plain(numerator)} {between} {_plain(denominator)}"
    exact = Fraction(numerator) * 100 / Fraction(denominator)
    return with_unit(Unit.PERCENT, f"{rounded(exact, places(Unit.PERCENT, denominator)):,}")


def _decimals_of(value: Decimal) -> int:
    """How many it was written with: a percentage published without decimals is not given one."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _exact(value: float | Decimal) -> Decimal:
    """What was written, not the binary number nearest to it: 0.15 is fifteen hundredths."""
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def _plain(number: Number) -> str:
    return f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
