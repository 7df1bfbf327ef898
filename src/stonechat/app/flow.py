"""From contact to outcome: how many children came so far, where they left, how many days lay between.

By cohort: the referrals of the period, each followed for the same time (FD26 to FD29), and its contacts
(FD03). By period: whatever is dated in it, which is not one group followed. Every count is a figure of the
catalogue, so it has a definition and a list of children, and comes through the gate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from stonechat.analysis.intervals import interval_of
from stonechat.analysis.small_numbers import told
from stonechat.analysis.words_of_places import of_interval, of_siblings
from stonechat.analysis.words_of_time import period_in_words
from stonechat.app.clustering import clustered_of
from stonechat.app.conversions import conversions
from stonechat.app.council import Council
from stonechat.app.figures import YEARS, names_of_categories
from stonechat.app.flows import Behind, Choice, Counted, Days, Flow, Row, Share, Step, View, counted
from stonechat.app.gate import Audience, GatedFigures, figures_for
from stonechat.app.once import Once
from stonechat.app.permissions import Viewer
from stonechat.app.published_tables import every_release
from stonechat.basics.dates import in_words
from stonechat.basics.periods import Period, PeriodKind, parse_period, previous_year, twelve_months_to
from stonechat.basics.problems import refusal, wrong_use
from stonechat.indicators.breakdowns import BREAKDOWNS, category_in_words
from stonechat.indicators.measure import Reason, Unit, Value, exact, ratio
from stonechat.indicators.schema import nearest

AGENCY, TEAM = "agency", "team"
CONTACTS, HOW_FAR, STOPPED, DAYS, UNRECORDED = "FD03", "FD26", "FD27", "FD28", "FD29"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see. No period: the last one that can be told.

    `by`: also a row for each agency or team. `agency` or `team`: of that one alone, by its name or number.
    """

    view: View = View.COHORT
    period: str | None = None
    by: str | None = None
    agency: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class _Of:
    """A step: what it is called (`short` where there is little room), and the figure that counts it."""

    name: str
    indicator: str
    measure: str
    part: str = "numerator"
    starts_anew: bool = False
    short: str = ""


COHORT = (
    _Of("Contacts", CONTACTS, "value", "denominator"),
    _Of("Contacts followed by a referral", CONTACTS, "value", short="With a referral"),
    _Of("Referrals", HOW_FAR, "referrals", starts_anew=True),
    _Of("Assessments", HOW_FAR, "assessed"),
    _Of("Section 47 enquiries", HOW_FAR, "enquiries", short="Enquiries"),
    _Of("Conferences", HOW_FAR, "conferences"),
    _Of("Child protection plans", HOW_FAR, "plans", short="Plans"),
)
PERIOD = (
    _Of("Contacts", "FD01", "contacts"),
    _Of("Referrals", "FD16", "referrals"),
    _Of("Assessments started", "AS15", "assessments", short="Started"),
    _Of("Assessments completed", "AS16", "assessments", short="Completed"),
    _Of("Section 47 enquiries", "CP32", "enquiries", short="Enquiries"),
    _Of("Conferences", "CP33", "conferences"),
    _Of("Child protection plans", "CP34", "plans", short="Plans"),
)
LEFT = {
    "referrals": ("no_further_action", "closed_not_assessed", "open_not_assessed"),
    "assessed": ("not_in_need", "early_help", "closed_assessed", "open_assessed"),
    "enquiries": ("closed_enquiry", "open_enquiry"),
    "conferences": ("closed_conference", "open_conference"),
}
"""After which step which measures of FD27 say where children left."""

WAITED = {
    "assessed": ("assessment", "the referral"),
    "enquiries": ("enquiry", "the referral"),
    "conferences": ("conference", "the enquiry"),
    "plans": ("plan", "the conference"),
}
"""Which measures of FD28 say how long a step took, and since when."""

GAPS = ("no_assessment", "no_enquiry", "no_conference")
"""The measures of FD29."""


def flow(council: Council, viewer: Viewer, asked: Asked) -> Flow:
    """The steps of the period beside those of the year before, for the viewer.

    Refused for a period that cannot be read or is one day, for an agency or team that there is not, for an
    agency and a team at once, and if nothing has been imported.
    """
    figures = figures_for(council, viewer)
    setting = figures.setting
    releases = tuple(kept.id for kept in every_release(council.folder))
    key = council.folder, setting.snapshot.id, setting.catalogue.version, figures.threshold, releases
    whose = viewer.granted, council.settings.benchmark.neighbours_of, council.settings.authority.name
    return _KNOWN.of((*key, *whose, asked), lambda: _worked_out(council, figures, asked))


_KNOWN: Once[tuple[object, ...], Flow] = Once(200)
"""What was worked out last for whoever was granted the same: it depends on content alone, never on time."""


def _worked_out(council: Council, figures: GatedFigures, asked: Asked) -> Flow:
    names = names_of_categories(council.folder, figures.setting.snapshot, TEAM)
    asking = _Asking(figures, asked.view, *_scope(figures, asked, names), names)
    period = parse_period(asked.period) if asked.period else asking.last_told()
    if period.kind is PeriodKind.DATE:
        raise wrong_use(
            "The flow is of what happens in a period, and that is one day.",
            "Ask for a month or a year.",
            "date_for_a_flow",
        )
    return _flow(council, asking, period, asked.by)


def _flow(council: Council, asking: "_Asking", period: Period, by: str | None) -> Flow:
    figures, setting = asking.figures, asking.figures.setting
    steps = tuple(asking.steps(period))
    maturing = asking.maturing(period)
    return Flow(
        view=asking.view,
        period=period,
        before=previous_year(period),
        authority=council.settings.authority.name or f"authority {setting.authority}",
        scope=asking.scope,
        span=period_in_words(period),
        snapshot=setting.snapshot.id,
        catalogue=setting.catalogue.version,
        covered_to=setting.windows.last,
        data_to=_day(setting.windows.last),
        is_suppressed=figures.audience(asking.team) is Audience.SUPPRESSED,
        steps=steps,
        gaps=tuple(asking.gaps(period)),
        rows=tuple(asking.rows(period, by)) if by else (),
        conversions=conversions(council, figures),
        said=tuple(asking.said(period)),
        maturing=maturing,
        threshold=figures.threshold,
        by=by,
        periods=tuple(asking.periods()),
        agencies=tuple(Choice(name, name) for name in BREAKDOWNS[AGENCY].known),
        teams=asking.teams(),
    )


def _day(day: date | None) -> str | None:
    return in_words(day) if day else None


def _scope(figures: GatedFigures, asked: Asked, names: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The breakdown and the category of the one agency or team asked for; None for everyone."""
    if asked.agency and asked.team:
        raise wrong_use(
            "The flow is of an agency or of a team, not of both at once.",
            "Choose one of them.",
            "agency_and_team",
        )
    if asked.by not in (None, AGENCY, TEAM):
        raise wrong_use(
            f"The flow cannot be split by {asked.by}.", "Split it by agency or by team.", "unknown_breakdown"
        )
    if asked.agency:
        known = BREAKDOWNS[AGENCY].known
        if asked.agency not in known:
            raise wrong_use(
                f"There is no agency {asked.agency}.", nearest(asked.agency, list(known)), "unknown_category"
            )
        return AGENCY, asked.agency
    if asked.team:
        meant = [code for code, name in names.items() if asked.team in (code, name)]
        return TEAM, meant[0] if meant else asked.team
    return None, None


class _Asking:
    """The figures of one view and one scope."""

    def __init__(
        self,
        figures: GatedFigures,
        view: View,
        breakdown: str | None,
        category: str | None,
        names: Mapping[str, str],
    ) -> None:
        self.figures, self.view = figures, view
        self._breakdown, self._category, self._names = breakdown, category, names
        self._of = COHORT if view is View.COHORT else PERIOD
        self._catalogue = figures.setting.catalogue
        self._read: dict[tuple[str, Period, str | None], list[Value]] = {}

    @property
    def team(self) -> str | None:
        """The team asked for."""
        return self._category if self._breakdown == TEAM else None

    @property
    def scope(self) -> str:
        """Whose children, in words."""
        if self._breakdown is None or self._category is None:
            return "All agencies and teams"
        said = category_in_words(self._breakdown, self._category, self._names)
        return f"Referred by: {said}" if self._breakdown == AGENCY else said

    # ------------------------------------------------------------ values

    def _values(self, indicator: str, period: Period, breakdown: str | None) -> list[Value]:
        key = indicator, period, breakdown
        if key not in self._read:
            self._read[key] = self.figures.values(self._catalogue[indicator], period, breakdown)
        return self._read[key]

    def _value(
        self, indicator: str, measure: str, period: Period, breakdown: str | None, category: str | None
    ) -> Value:
        """The value of the scope; 0 of a category that is not among those counted."""
        values = [each for each in self._values(indicator, period, breakdown) if each.measure == measure]
        total = next(each for each in values if each.breakdown is None)
        if breakdown is None or total.value is None:
            return total
        own = [
            each
            for each in values
            if each.breakdown and (each.category == category or each.reason is Reason.NOT_TOLD)
        ]
        return (
            own[0]
            if own
            else replace(total, breakdown=breakdown, category=category, numerator=0, denominator=0)
        )

    def _own(self, indicator: str, measure: str, period: Period) -> Value:
        breakdown = self._breakdown
        if breakdown is not None and breakdown not in self._catalogue[indicator].breakdowns:
            total = self._value(indicator, measure, period, None, None)
            return replace(total, numerator=None, denominator=None, value=None, reason=Reason.NOT_TOLD)
        return self._value(indicator, measure, period, breakdown, self._category)

    def _counts(self, period: Period, breakdown: str | None, category: str | None) -> list[Counted]:
        """One count for each step. Those of one group followed are hidden together."""
        values = [
            self._value(of.indicator, of.measure, period, breakdown, category)
            if breakdown is None or breakdown in self._catalogue[of.indicator].breakdowns
            else self._own_not_told(of, period)
            for of in self._of
        ]
        if self.view is View.COHORT:
            first = next(place for place, of in enumerate(self._of) if of.starts_anew)
            team = category if breakdown == TEAM else None
            values[first:] = self.figures.in_steps(values[first:], team)
        return [
            counted(of.name, value, self._behind(of, period, breakdown, category))
            for of, value in zip(self._of, values, strict=True)
        ]

    def _own_not_told(self, of: _Of, period: Period) -> Value:
        total = self._value(of.indicator, of.measure, period, None, None)
        return replace(total, numerator=None, denominator=None, value=None, reason=Reason.NOT_TOLD)

    def _behind(self, of: _Of, period: Period, breakdown: str | None, category: str | None) -> Behind:
        return Behind(of.indicator, of.measure, period.label, of.part, breakdown, category)

    # ------------------------------------------------------------ steps

    def steps(self, period: Period) -> Iterator[Step]:
        """Every step with its share of the one above, beside the year before."""
        now = self._counts(period, self._breakdown, self._category)
        before = self._counts(previous_year(period), self._breakdown, self._category)
        shares, shares_before = self._shares(now, period), self._shares(before, None)
        left = self._left(period, now)
        for place, of in enumerate(self._of):
            yield Step(
                counted=now[place],
                share=shares[place],
                before=before[place],
                share_before=shares_before[place],
                days=self._days(of, period, now[place]),
                left=left.get(of.measure, ()),
                starts_anew=of.starts_anew,
                short=of.short or of.name,
                fault=self._fault(now, place, period),
            )

    def _shares(self, counts: Sequence[Counted], period: Period | None) -> list[Share | None]:
        """Each count as a share of the one above it. Without a period no interval is made."""
        effect = self._effect(period) if period else None
        shares: list[Share | None] = []
        above: Counted | None = None
        for of, each in zip(self._of, counts, strict=True):
            is_share = above is not None and not of.starts_anew
            shares.append(_share(each, above, effect) if above and is_share else None)
            above = each
        return shares

    def _effect(self, period: Period) -> float | None:
        """How far brothers and sisters widen intervals: as of the referrals of the period, all alike.

        None where there is no interval: of whatever is dated in a period.
        """
        if self.view is View.PERIOD:
            return None
        exact = self.figures.exactly()
        if exact is None:
            return 1.0
        indicator = self._catalogue[HOW_FAR]
        found = clustered_of(exact, indicator, period, indicator.latest.measures[0])
        return found.design_effect if found else 1.0

    def _fault(self, counts: Sequence[Counted], place: int, period: Period) -> str | None:
        """Why a step is larger than the one above it."""
        if place == 0 or self._of[place].starts_anew:
            return None
        this, above = counts[place], counts[place - 1]
        if this.count is None or above.count is None or this.count <= above.count:
            return None
        said = f"More {_lower(this.name)} than {_lower(above.name)}"
        if self._of[place].indicator == "CP33":
            unlinked = self._own("CP33", "no_enquiry", period)
            if unlinked.numerator:
                return f"{said}: {unlinked.numerator:,} conferences have no enquiry recorded."
        return f"{said}: some began before the period, or records of the step above are missing."

    # ------------------------------------------------------------ where they left, and how long it took

    def _left(self, period: Period, counts: Sequence[Counted]) -> dict[str, tuple[Counted, ...]]:
        """Where children left after each step. Nothing where the steps around are hidden or not known."""
        if self.view is View.PERIOD:
            return {}
        by_measure = {of.measure: each for of, each in zip(self._of, counts, strict=True)}
        order = list(LEFT)
        found: dict[str, tuple[Counted, ...]] = {}
        for place, after in enumerate(order):
            nearest_step = order[place + 1] if place + 1 < len(order) else "plans"
            if by_measure[after].count is None or by_measure[nearest_step].count is None:
                continue
            values = [self._own(STOPPED, measure, period) for measure in LEFT[after]]
            found[after] = tuple(
                counted(
                    self._title(STOPPED, value.measure), value, self._list(STOPPED, value.measure, period)
                )
                for value in self.figures.in_parts(values, self.team)
            )
        return found

    def _title(self, indicator: str, measure: str) -> str:
        return next(each.title for each in self._catalogue[indicator].latest.measures if each.name == measure)

    def _list(self, indicator: str, measure: str, period: Period) -> Behind:
        return Behind(indicator, measure, period.label, "numerator", self._breakdown, self._category)

    def gaps(self, period: Period) -> Iterator[Counted]:
        """What went on with a step unrecorded, where there is any."""
        if self.view is View.PERIOD or self.figures.audience(self.team) is Audience.SUPPRESSED:
            return
        for measure in GAPS:
            value = self._own(UNRECORDED, measure, period)
            if value.numerator:
                yield counted(
                    self._title(UNRECORDED, measure), value, self._list(UNRECORDED, measure, period)
                )

    def _days(self, of: _Of, period: Period, step: Counted) -> Days | None:
        """Days of the cohort; of one team they are not told."""
        if self.view is View.PERIOD or of.measure not in WAITED or step.count is None:
            return None
        name, since = WAITED[of.measure]
        values = [self._own(DAYS, f"{name}_{which}", period) for which in ("median", "lower", "upper")]
        median, lower, upper = (value.value for value in values)
        if median is None:
            return None
        return Days(since, median, lower, upper, _of_days(median, lower, upper, since))

    # ------------------------------------------------------------ agencies or teams

    def rows(self, period: Period, by: str) -> Iterator[Row]:
        """The steps of each agency or team, by name."""
        found = {
            value.category
            for indicator in dict.fromkeys(of.indicator for of in self._of)
            if by in self._catalogue[indicator].breakdowns
            for value in self._values(indicator, period, by)
            if value.breakdown and value.reason not in (Reason.NOT_TOLD, Reason.NOT_HELD, Reason.MATURING)
        }
        named = {category: category_in_words(by, category, self._names) for category in found}
        for category in sorted(found, key=lambda each: (each is None, named[each].casefold())):
            counts = tuple(self._counts(period, by, category))
            yield Row(category, named[category], counts, tuple(self._shares(counts, period)))

    # ------------------------------------------------------------ periods and words

    def _follow_up(self) -> int:
        followed = self._catalogue[HOW_FAR].latest.followed_for
        return followed.number if followed else 0

    def last_told(self) -> Period:
        """The last twelve months whose referrals have all been followed, or that the returns cover.

        For whoever may not see exact figures the last such financial year: of parts of a year less is shown.
        """
        last = self.figures.setting.windows.last
        if last is None:
            what = "No return is held, so no period is covered."
            raise refusal(what, "Import a return first.", "nothing_held")
        if self.view is View.COHORT:
            last -= timedelta(days=self._follow_up())
        years = [year for year in self.figures.years(YEARS) if year.last <= last]
        if years and self.figures.audience(self.team) is Audience.SUPPRESSED:
            return years[-1]
        return twelve_months_to(_month_end(last))

    def periods(self) -> Iterator[Choice]:
        """Twelve months, financial years and, by period, months: the latest first."""
        latest = self.last_told()
        yield Choice(latest.label, period_in_words(latest))
        years = self.figures.years(YEARS)
        for year in reversed(years):
            if year.last <= latest.last and year != latest:
                yield Choice(year.label, period_in_words(year))
        if self.view is View.PERIOD:
            for month in reversed(self.figures.months(12)):
                yield Choice(month.label, period_in_words(month))

    def teams(self) -> tuple[Choice, ...]:
        """The teams that may be chosen, by name."""
        found = ((category_in_words(TEAM, code, self._names), code) for code in self._names)
        return tuple(Choice(code, name) for name, code in sorted(found, key=lambda one: one[0].casefold()))

    def maturing(self, period: Period) -> str | None:
        """When the referrals of the period will have been followed, where that is not yet."""
        if self.view is View.PERIOD:
            return None
        last, told_on = self.figures.setting.windows.last, period.last + timedelta(days=self._follow_up())
        if last is None or last >= told_on:
            return None
        latest = period_in_words(self.last_told())
        return (
            f"Too early to tell: the last of these referrals will have been followed for "
            f"{self._follow_up()} days on {in_words(told_on)}. "
            f"The latest period that can be told is {latest}."
        )

    def said(self, period: Period) -> Iterator[str]:
        """What the view counts, in words."""
        span = period_in_words(period)
        if self.view is View.PERIOD:
            yield (
                f"By period: whatever is dated in {span}. These are counts of one time, not of one group "
                "followed, so a step can be larger than the one above it and a share has no interval."
            )
        else:
            yield (
                f"By cohort: the referrals of {span}, each followed for {self._follow_up()} days. A step "
                "counts the referrals that came at least so far. Contacts are followed for 7 days and are a "
                "group of their own."
            )
        yield from self._of_siblings(period)

    def _of_siblings(self, period: Period) -> Iterator[str]:
        exact = self.figures.exactly()
        if exact is not None and self.view is View.COHORT and self.maturing(period) is None:
            indicator = self._catalogue[HOW_FAR]
            found = clustered_of(exact, indicator, period, indicator.latest.measures[0])
            if found is not None and found.children:
                yield of_siblings(found)


def _month_end(day: date) -> date:
    """The day, if it ends a month, else the last day of the month before."""
    after = day + timedelta(days=1)
    return day if after.day == 1 else day.replace(day=1) - timedelta(days=1)


def _share(each: Counted, above: Counted, effect: float | None) -> Share | None:
    """None where either is not known, or where the part is larger than the whole."""
    count, of = each.count, above.count
    value = ratio(Unit.PERCENT, count, of)
    if count is None or not of or value is None or count > of:
        return None
    said = told(Unit.PERCENT, value, count, of)
    interval = interval_of(Unit.PERCENT, count, of, design_effect=effect) if effect else None
    chance = f" ({of_interval(Unit.PERCENT, interval, of)})" if interval else ""
    joined = "of" if said.endswith("%") else "in"
    return Share(value, interval, f"{said} {joined} the step above{chance}")


def _of_days(median: Decimal, lower: Decimal | None, upper: Decimal | None, since: str) -> str:
    """ "5.5 days after the referral (half of them 2 to 10)"."""
    said = f"{_plain(median)} {'day' if median == 1 else 'days'} after {since}"
    if lower is None or upper is None:
        return said
    return f"{said} (half of them {_plain(lower)} to {_plain(upper)})"


def _plain(days: Decimal) -> str:
    return f"{exact(days):f}" if days != int(days) else f"{int(days):,}"


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
