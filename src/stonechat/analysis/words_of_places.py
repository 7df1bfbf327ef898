"""Comparisons of places, teams and groups, in sentences for a page, a pack or a command.

Each says where a value lies, never that one is better or worse than another, and gives no place in an order.
The numbers in a sentence are those that `small_numbers.py` rounds for labels.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from stonechat.analysis.clusters import Clustered
from stonechat.analysis.disparity import Disparity, Likelihood
from stonechat.analysis.funnel import Funnel, FunnelPlace, NoFunnel, Standing
from stonechat.analysis.intervals import Interval
from stonechat.analysis.neighbours import AgainstNeighbours, ChangeAgainstNeighbours, Half
from stonechat.analysis.places import LeftOut, Place, Why
from stonechat.analysis.recording import RecordingCheck
from stonechat.analysis.shrinkage import Shrunk, ShrunkPlaces
from stonechat.analysis.small_numbers import number, told, with_unit
from stonechat.indicators.measure import Unit, rounded

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

AUTHORITIES = "authorities"


def of_interval(unit: Unit, interval: Interval, denominator: int | Decimal | None = None) -> str:
    """From one end to the other: "25% to 36%", "40.1 to 52.8 per 10,000"."""
    lower, upper = (number(unit, end, denominator) for end in (interval.lower, interval.upper))
    return f"{with_unit(unit, lower) if unit is Unit.PERCENT else lower} to {with_unit(unit, upper)}"


def of_siblings(clustered: Clustered) -> str:
    """How far brothers and sisters, and children counted more than once, widened the intervals."""
    if clustered.design_effect == 1:
        return "Brothers and sisters make no difference to this figure."
    return (
        "Intervals allow for brothers and sisters and for children counted more than once: the "
        f"{clustered.children:,} counted, of {clustered.families:,} families, say as much as "
        f"{number(Unit.COUNT, clustered.effective)} children who have nothing to do with each other."
    )


def of_left_out(left_out: Iterable[LeftOut]) -> str | None:
    """Who is not compared and why: "Left out: City of London (too small ...)." None for nobody."""
    gone = tuple(left_out)
    by_reason = [
        f"{_listed(names)} ({why.value})"
        for why in Why
        if (names := [each.place.name for each in gone if each.why is why])
    ]
    return f"Left out: {'; '.join(by_reason)}." if by_reason else None


def of_funnel(funnel: Funnel | NoFunnel, what: str = AUTHORITIES) -> tuple[str, ...]:
    """What a funnel as a whole says: how far `what` differ, phi and tau, and whether it can judge at all."""
    if isinstance(funnel, NoFunnel):
        return (f"There is no funnel: {funnel.value}.",)
    low, high = (with_unit(funnel.unit, number(funnel.unit, end)) for end in funnel.spread)
    said = [
        f"The {what} differ by {_times(funnel.phi)} times the variance that chance alone would give "
        f"(dispersion phi {_times(funnel.phi)}, spread tau {funnel.tau:.3f})."
    ]
    if funnel.tau:
        said.append(f"If chance played no part, some two in three would still lie between {low} and {high}.")
    if funnel.chance_does_not_explain:
        said.append(
            "Chance does not explain these differences, and unless it is known how alike their children are "
            "the funnel cannot say who is unusual."
        )
        if what == AUTHORITIES:
            said.append("Statistical neighbours are the fairer comparison.")
    if funnel.from_few:
        said.append(f"There are only {_in_words(len(funnel.places))}, so this spread is itself uncertain.")
    return (*said, *filter(None, [of_left_out(funnel.left_out)]))


def of_place_on_funnel(each: FunnelPlace, funnel: Funnel) -> str:
    """Where one place lies: "Leeds: 30.1%, above the 99.8% limit for its size."

    Where chance does not explain how places differ, its value alone, and that the funnel cannot judge it.
    """
    value = f"{each.place.name}: {_told(funnel.unit, each.place, each.value)}"
    if funnel.chance_does_not_explain:
        return f"{value}; places differ too much for a funnel to judge it."
    return f"{value}, {_by_limits(each.standing)}."


def of_neighbours(against: AgainstNeighbours, unit: Unit) -> tuple[str, ...]:
    """Our value by the neighbours' middle half, England's beside it, the model's year, who has no figure."""
    ours = _published(unit, against.us)
    said = [_by_middle_half(against, unit, ours)]
    if against.england is not None and against.england.value is not None:
        said.append(f"England: {_published(unit, against.england)}.")
    said.append(f"Neighbours are those of the {against.model_year} model.")
    return (*said, *filter(None, [of_left_out(against.left_out)]))


def of_change(change: ChangeAgainstNeighbours | None, unit: Unit) -> tuple[str, ...]:
    """Our change beside that of the neighbours, and how far it hangs on one of them."""
    if change is None:
        return ("There are too few figures of both years to compare our change with that of the neighbours.",)
    said = [
        f"Ours {_moved(change.own, unit)}; the median of {_in_words(change.compared)} neighbours "
        f"{_moved(change.neighbours, unit)}."
    ]
    if not change.difference and not change.hangs_on_one:
        said.append("There is no difference, whichever neighbour is left out.")
    elif change.hangs_on_one:
        said.append(
            f"The difference of {_signed(change.difference)} hangs on a single neighbour: without one "
            f"of them it is anything from {_signed(change.lowest)} to {_signed(change.highest)}."
        )
    else:
        said.append(
            f"The difference is {_signed(change.difference)}, and from {_signed(change.lowest)} to "
            f"{_signed(change.highest)} whichever neighbour is left out."
        )
    return (*said, *filter(None, [of_left_out(change.left_out)]))


def of_recording(check: RecordingCheck | None, place: Place) -> str | None:
    """A warning where the place's value is so unusual that its recording should be checked; else None."""
    found = [each for each in check.unusual if each.place.code == place.code] if check else []
    if not found:
        return None
    way = "above" if found[0].deviations > 0 else "below"
    return (
        f"Check recording practice before comparing {place.name}: its value lies "
        f"{_times(float(abs(found[0].deviations)))} median absolute deviations {way} the median. "
        "It may count something else."
    )


def of_shrunk_places(shrunk: ShrunkPlaces, what: str = "teams") -> str:
    """What is said once above all of them."""
    prior = shrunk.prior
    overall = with_unit(prior.unit, number(prior.unit, prior.overall))
    if prior.is_all_chance:
        return f"The {what} differ by no more than chance would make them: {overall} is the figure for each."
    return (
        f"Each of the {what} is read together with the others (overall {overall}): the fewer its children, "
        "the nearer to the overall figure."
    )


def of_shrunk(each: Shrunk, unit: Unit) -> str:
    """One of them: "Team A: 3 of 8; read with the others 24% (10% to 41%)." """
    own = _told(unit, each.place, each.own)
    if each.interval is None:
        return f"{each.place.name}: {own}."
    size = each.place.denominator
    value = with_unit(unit, number(unit, each.value, size))
    return (
        f"{each.place.name}: {own}; read with the others {value} ({of_interval(unit, each.interval, size)})."
    )


def of_disparity(found: Disparity, happening: str) -> str:
    """How groups differ: `happening` completes "as likely to ...", for example "be referred again"."""
    pair = f"{found.group.name} and {found.other.name}"
    if found.ratio is None or found.interval is None:
        reason = found.why_not.value if found.why_not else "it is not known"
        return f"No ratio is given for {pair}: {reason}."
    lower, upper = _two(found.interval.lower), _two(found.interval.upper)
    if found.likelihood is Likelihood.CANNOT_TELL:
        return (
            f"The figures cannot tell whether {pair} differ in how likely they are to {happening}: "
            f"the ratio is {_two(found.ratio)}, and anything from {lower} to {upper} would fit."
        )
    return (
        f"{found.group.name}: {_two(found.ratio)} times as likely as {found.other.name} to {happening} "
        f"({lower} to {upper}). The ratio does not say why."
    )


def _by_limits(standing: Standing) -> str:
    return (
        f"{standing.value} for its size"
        if standing is not Standing.WITHIN
        else "within the limits for its size"
    )


def _by_middle_half(against: AgainstNeighbours, unit: Unit, ours: str) -> str:
    if against.half is None or against.middle is None or against.lower is None or against.upper is None:
        if against.us.value is None:
            return f"There is no figure for {against.us.name} to set beside its neighbours'."
        return f"{ours}. Fewer than six of its statistical neighbours have a figure, too few to compare with."
    low, middle, high = (number(unit, each) for each in (against.lower, against.middle, against.upper))
    which = {Half.ABOVE: "above", Half.WITHIN: "within", Half.BELOW: "below"}[against.half]
    return (
        f"{ours}: {which} the middle half of {_which_neighbours(against)} "
        f"({with_unit(unit, low) if unit is Unit.PERCENT else low} to {with_unit(unit, high)}; "
        f"median {with_unit(unit, middle)})."
    )


def _which_neighbours(against: AgainstNeighbours) -> str:
    total = len(against.neighbours)
    if against.compared == total:
        return f"its {_in_words(total)} statistical neighbours"
    return f"the {_in_words(against.compared)} of its {_in_words(total)} statistical neighbours with a figure"


def _told(unit: Unit, place: Place, value: float) -> str:
    exact = place.value if place.value is not None else Decimal(str(value))
    return told(unit, exact, place.numerator, place.denominator)


def _published(unit: Unit, place: Place) -> str:
    return told(unit, place.value, place.numerator, place.denominator)


def _moved(change: Decimal, unit: Unit) -> str:
    if not change:
        return "did not change"
    points = "percentage points" if unit is Unit.PERCENT else with_unit(unit, "").strip()
    amount = f"{_exactly(abs(change))} {points}".strip()
    return f"{'rose' if change > 0 else 'fell'} by {amount}"


def _signed(change: Decimal) -> str:
    return f"{'+' if change > 0 else ''}{_exactly(change)}" if change else "0"


def _exactly(change: Decimal) -> str:
    """To two decimals where it has two, else to one, so that differences add up for whoever checks them."""
    hundredths = f"{rounded(Fraction(change), 2):,}"
    return hundredths.removesuffix("0")


def _times(number_of: float) -> str:
    """A multiple to two figures that people can read: "232", "29.8", "4.0"."""
    return f"{number_of:,.0f}" if number_of >= 100 else f"{number_of:.1f}"


def _two(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def _in_words(n: int) -> str:
    return _SMALL[n] if n < len(_SMALL) else f"{n:,}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
