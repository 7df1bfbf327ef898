"""The children behind a number: exactly the rows counted, with a reason, and never unrecorded.

The rows are recorded in the read log before they are handed over; if they cannot be recorded, they are
not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from stonechat.app.council import Council
from stonechat.app.figures import current_setting, names_of_categories
from stonechat.app.readlog import Read, signed_in_user
from stonechat.app.reports import Children
from stonechat.basics.periods import parse_period
from stonechat.basics.problems import refusal, wrong_use
from stonechat.engines.engine import EVERY, Every
from stonechat.indicators.breakdowns import BREAKDOWNS, NOT_RECORDED, categories, categories_meant
from stonechat.indicators.measure import Reason
from stonechat.indicators.plan import Part, Planned, reason_in
from stonechat.indicators.schema import nearest
from stonechat.pipeline.results import Setting, engine


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see, and why. `measure` None: the first; `category` None: every one.

    `category` may also be `NOT_RECORDED`: the rows in which the breakdown's column is blank.
    """

    indicator: str
    period: str
    reason: str
    measure: str | None = None
    part: str = "numerator"
    breakdown: str | None = None
    category: str | None = None


def list_children(council: Council, asked: Asked) -> Children:
    """The rows counted, one for each thing counted, in order of the table's key.

    Refused without a reason, for a measure, breakdown or category that there is not, for a part that a
    measure does not have, and if the read log cannot be written.
    """
    setting = current_setting(council)
    planned = setting.plan(setting.catalogue[asked.indicator], parse_period(asked.period), asked.breakdown)
    counted = engine(council.folder, setting.snapshot)
    part = _part(planned, asked, reason_in(planned, counted.answer(planned.tallies)))
    place = part.denominator if asked.part == "denominator" else part.numerator
    if place is None:
        raise wrong_use(
            f"{asked.indicator} has no rows below the line: it is not divided by rows.",
            "Ask for its numerator.",
            "no_rows_in_part",
        )
    category = _category(asked, names_of_categories(council.folder, setting.snapshot, asked.breakdown))
    rows = counted.rows(planned.tallies[place.tally], place.aggregate, category)
    _record(council, setting, asked, part, [str(row["person_id"]) for row in rows])
    columns = planned.indicator.drill
    return Children(
        asked.indicator,
        asked.period,
        part.measure.name,
        asked.part,
        asked.breakdown,
        asked.category,
        setting.snapshot.id,
        columns,
        tuple({name: row[name] for name in columns} for row in rows),
    )


def _part(planned: Planned, asked: Asked, reason: Reason | None) -> Part:
    """The measure asked for, whole or broken down."""
    measures = [measure.name for measure in planned.edition.measures]
    name = asked.measure or measures[0]
    if name not in measures:
        raise wrong_use(
            f"{asked.indicator} has no measure {name}.", nearest(name, measures), "unknown_measure"
        )
    if asked.category is not None and asked.breakdown is None:
        raise wrong_use(
            "A category needs its breakdown.", "Add --by, for example --by sex.", "category_alone"
        )
    if reason is not None:
        raise refusal(
            f"{asked.indicator} for {asked.period} is {reason}, so no children stand behind it.",
            "Ask for a period that the returns cover; `stonechat doctor` lists them.",
            "nothing_counted",
        )
    wanted = asked.breakdown if asked.category is not None else None
    return next(part for part in planned.parts if (part.measure.name, part.breakdown) == (name, wanted))


def _category(asked: Asked, names: Mapping[str, str]) -> str | Every | None:
    """The category as the engine knows it, from its code, its name or both. Refused for any other."""
    if asked.category is None or asked.breakdown is None:
        return EVERY
    if asked.category.casefold() == NOT_RECORDED:
        return None
    meant = categories_meant(asked.breakdown, asked.category, names)
    if len(meant) > 1:
        what = f"{len(meant)} categories of {asked.breakdown} are called {asked.category}."
        raise wrong_use(what, f"Name one by its code: {', '.join(meant)}.", "category_of_several")
    if meant or BREAKDOWNS[asked.breakdown].is_named_by_returns:
        return meant[0] if meant else asked.category
    fix = nearest(asked.category, [*categories(asked.breakdown), NOT_RECORDED])
    raise wrong_use(f"{asked.breakdown} has no category {asked.category}.", fix, "unknown_category")


def _record(council: Council, setting: Setting, asked: Asked, part: Part, person_ids: list[str]) -> None:
    read = Read(
        who=signed_in_user(),
        what="children",
        reason=asked.reason,
        indicator=asked.indicator,
        period=asked.period,
        measure=part.measure.name,
        part=asked.part,
        breakdown=asked.breakdown,
        category=asked.category,
        snapshot=setting.snapshot.id,
    )
    council.readlog.record(read, person_ids, datetime.now(UTC))
