"""The page of an indicator as its template takes it: tables with links, figures, filters."""

from collections.abc import Iterator
from typing import Any

from stonechat.analysis.judged import JudgedPoint
from stonechat.app.indicator_page import Drawn, IndicatorPage, OverTime, Split, SplitRow
from stonechat.app.indicator_tables import Which
from stonechat.basics.dates import in_words
from stonechat.indicators.breakdowns import GROUPED, NOT_RECORDED
from stonechat.indicators.measure import Unit
from stonechat.web.parts import (
    Cell,
    Choice,
    Column,
    Download,
    Entry,
    Figure,
    Group,
    Option,
    Table,
    figure,
    plain_table,
)
from stonechat.web.presenters import addresses

BETTER = {"higher": "Higher", "lower": "Lower", "contextual": "Neither: it depends"}
FORMS = (("csv", "CSV"), ("xlsx", "Excel"))
MADE_FROM = 2
"""The place of the column of a chart's table that numerator and denominator take here, each with its link."""


def context(page: IndicatorPage) -> dict[str, Any]:
    """Everything that `indicator.html` takes."""
    return {
        "page": page,
        "facts": tuple(_facts(page)),
        "own_teams": tuple(
            (one.words, addresses.indicator(page.indicator.id, team=one.value)) for one in page.own_teams
        ),
        "filters": tuple(_filters(page)),
        "keep": (("split", page.split.by),) if page.split else (),
        "ways_to_split": tuple(_ways_to_split(page)),
        "charts": tuple(_charts(page)),
        "now": tuple(_now(page)),
        "split": _split(page),
        "counts": tuple(_counts(page)),
        "definition": tuple(_definition(page)),
        "quality": _quality(page),
        "blanks": _blanks(page),
        "benchmark_href": addresses.if_there("benchmark-one", page.indicator.id)
        if page.about.has_benchmark
        else "",
        "definition_href": addresses.if_there("definition", page.indicator.id),
    }


def _facts(page: IndicatorPage) -> Iterator[str]:
    yield page.period_shown
    yield page.scope.name
    if page.data_to:
        yield f"Data to {in_words(page.data_to)}{f', {page.age}' if page.age else ''}"
    if page.notice:
        yield page.notice.rstrip(".")


def _sentence_case(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _asked(page: IndicatorPage) -> dict[str, str]:
    """What the address says of the page as it is shown, but for the split."""
    several = len(page.indicator.latest.measures) > 1
    return {
        "period": page.period.label,
        "team": page.scope.team or "",
        "measure": page.measure.name if several else "",
    }


# ---------------------------------------------------------------- filters


def _filters(page: IndicatorPage) -> Iterator[Choice]:
    offered, asked = page.choices, _asked(page)
    if offered.measures:
        yield Choice("measure", "Measure", asked["measure"], _options(offered.measures))
    yield Choice("period", "Period", asked["period"], _options(offered.periods))
    if offered.teams:
        everyone = Option("", "All teams")
        yield Choice("team", "Team", asked["team"], (everyone, *_options(offered.teams)))


def _ways_to_split(page: IndicatorPage) -> Iterator[dict[str, Any]]:
    """Links to the same page with another split, and which of them it has."""
    for one in page.choices.splits:
        href = addresses.indicator(page.indicator.id, **_asked(page), split=one.value)
        is_here = page.split is not None and one.value == page.split.by
        yield {"words": _sentence_case(one.words), "href": f"{href}#by", "is_here": is_here}


def _options(offered: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(Option(one.value, _sentence_case(one.words)) for one in offered)


# ---------------------------------------------------------------- over time


def _charts(page: IndicatorPage) -> Iterator[dict[str, Any]]:
    names = (Which.OVER_TIME, Which.MONTH_BY_MONTH)[: len(page.over_time)]
    for which, series in zip(reversed(names), page.over_time, strict=True):
        yield {
            "figure": _chart(page, series, which) if series.judgement.judged.last else None,
            "beyond": series.judgement.sentence.removeprefix(f"{series.drawn.wide.title}.").strip(),
            "judgement": series.judgement,
            "on_trial": series.on_trial,
            "is_first": series is page.over_time[0],
        }


def _chart(page: IndicatorPage, series: OverTime, which: Which) -> Figure:
    drawn = series.drawn
    return Figure(
        which.value,
        drawn.wide.title,
        drawn.wide.subtitle,
        drawn.wide.svg,
        drawn.narrow.svg,
        _series_table(page, series, which),
        f"{page.authority}, {page.indicator.id}. Snapshot {page.made.valued.snapshot}, "
        f"catalogue {page.made.valued.catalogue}.",
    )


def _series_table(page: IndicatorPage, series: OverTime, which: Which) -> Table:
    """Newest first: who reads on paper or by ear begins with the latest."""
    told = series.drawn.wide.table
    heads = told.headings
    columns = (
        Column(heads[0]),
        *(Column(head, numeric=True) for head in (heads[1], "Counted", "Out of", *heads[3:-1])),
        Column(heads[-1]),
    )
    pairs = list(zip(told.rows, series.judgement.judged.points, strict=True))
    rows = tuple(_series_row(page, words, each) for words, each in reversed(pairs))
    return Table(f"{which}-data", told.caption, columns, (Group(rows),), _downloads(page, which))


def _series_row(page: IndicatorPage, words: tuple[str, ...], each: JudgedPoint) -> tuple[Cell, ...]:
    period = each.point.period.label
    above, below = _counted(page, each.point.numerator, each.point.denominator, period=period)
    return (
        Cell(words[0]),
        Cell(words[1], numeric=True),
        above,
        below,
        *(Cell(word, numeric=True) for word in words[MADE_FROM + 1 : -1]),
        Cell(words[-1]),
    )


def _counted(page: IndicatorPage, above: Any, below: Any, **asked: str | None) -> tuple[Cell, Cell]:
    """Numerator and denominator, each a link to its children where the viewer may list any."""
    said = {"measure": page.measure.name, "team": page.scope.team, **asked}
    if page.measure.denominator is None and above is None:  # the middle of so many
        return _number(page, None, "numerator", said), _number(page, below, "numerator", said)
    return _number(page, above, "numerator", said), _number(page, below, "denominator", said)


def _number(page: IndicatorPage, number: Any, part: str, asked: dict[str, str | None]) -> Cell:
    if number is None:
        return Cell("none", numeric=True)
    words = f"{number:,f}" if not isinstance(number, int) else f"{number:,}"
    has_rows = part == "numerator" or page.measure.denominator is not None
    if not page.may_list or not number or not has_rows:
        return Cell(words, numeric=True)
    return Cell(words, addresses.children(page.indicator.id, part=part, **asked), numeric=True)


def _downloads(page: IndicatorPage, which: Which) -> tuple[Download, ...]:
    asked = _asked(page) | ({"split": page.split.by} if which is Which.SPLIT and page.split else {})
    return tuple(
        Download(addresses.indicator_file(page.indicator.id, which.value, form, **asked), words)
        for form, words in FORMS
    )


# ---------------------------------------------------------------- now


def _now(page: IndicatorPage) -> Iterator[Entry]:
    now = page.now
    above, below = _counted(page, now.value.numerator, now.value.denominator, period=page.period.label)
    cautions = [now.caution] if now.caution else []
    if page.measure.unit is Unit.COUNT:
        yield _listed("Value", (now.told, *cautions), above)
    else:
        yield Entry("Value", (now.told, *cautions))
        if now.value.numerator is not None:
            yield _listed("Counted", (above.text,), above)
    if now.value.denominator is not None:
        yield _listed("Out of", (below.text,), below)
    yield Entry(now.before_shown, (now.told_before, *([now.change] if now.change else [])))
    if page.about.targets:
        yield Entry("Target", page.about.targets)


def _listed(name: str, texts: tuple[str, ...], cell: Cell) -> Entry:
    return Entry(name, texts, action="List" if cell.href else "", action_href=cell.href)


# ---------------------------------------------------------------- split


def _split(page: IndicatorPage) -> dict[str, Any] | None:
    if page.split is None:
        return None
    split = page.split
    return {
        "title": split.title,
        "empty": split.empty,
        "said": split.said,
        "figure": _drawn("split", split.bars, _split_table(page, split)) if split.bars else None,
        "table": _split_table(page, split) if split.rows and not split.bars else None,
        "funnel": figure("funnel", split.funnel.wide, split.funnel.narrow) if split.funnel else None,
    }


def _drawn(id: str, drawn: Drawn, table: Table) -> Figure:
    return Figure(id, drawn.wide.title, drawn.wide.subtitle, drawn.wide.svg, drawn.narrow.svg, table)


def _split_table(page: IndicatorPage, split: Split) -> Table:
    heads = split.headings
    columns = (
        Column(_sentence_case(heads[0])),
        *(Column(_sentence_case(head), numeric=True) for head in (heads[1], "Counted", "Out of")),
        *(Column(_sentence_case(head)) for head in heads[2:]),
    )
    rows = tuple(_split_row(page, split, row) for row in split.rows)
    caption = split.bars.wide.table.caption if split.bars else f"By {split.title}, {page.period_shown}"
    files = _downloads(page, Which.SPLIT) if split.compared else ()
    return Table("split-data", caption, columns, (Group(rows),), files)


def _split_row(page: IndicatorPage, split: Split, row: SplitRow) -> tuple[Cell, ...]:
    """A group that adds up several codes has no list of its own: its codes have."""
    asked = {"period": page.period.label, "by": split.by, "category": row.category or NOT_RECORDED}
    value = row.value
    above, below = _counted(page, value.numerator, value.denominator, **{**asked, "team": None})
    if split.by in GROUPED:
        above, below = (Cell(cell.text, numeric=True) for cell in (above, below))
    name, told, *others = row.cells
    return (Cell(name), Cell(told, numeric=True), above, below, *map(Cell, others))


# ---------------------------------------------------------------- how it was made


def _counts(page: IndicatorPage) -> Iterator[dict[str, Any]]:
    for place, count in enumerate(page.made.counts):
        if count.measure == page.measure.name:
            rows = [(words, f"{left:,}") for words, left in count.steps]
            caption = f"How the {count.part} was counted, step by step"
            yield {
                "table": plain_table(f"count-{place}", caption, ("Step", "Rows left"), rows),
                "part": count.part,
                "sql": count.sql,
            }


def _definition(page: IndicatorPage) -> Iterator[Entry]:
    indicator, made = page.indicator, page.made
    yield Entry("What is counted", made.definition)
    said = [f"{one.title}: {one.value} {one.unit} ({one.source})." for one in made.parameters]
    if said:
        yield Entry("Limits used", tuple(said))
    if made.population:
        yield Entry("Population", (made.population,))
    source = indicator.source
    texts = (source.measure, source.law, source.note)
    yield Entry("Source", (f"Definition {source.status}.", *(text for text in texts if text)))
    yield Entry("Better", (BETTER[indicator.better],))
    yield Entry("Owner", (indicator.owner,))
    if indicator.purpose:
        yield Entry("Purpose", (indicator.purpose,))
    if indicator.review_by:
        yield Entry("To be reviewed by", (in_words(indicator.review_by),))
    made_by = f"Snapshot {made.valued.snapshot}, catalogue {made.valued.catalogue}, {made.valued.engine}"
    yield Entry("Made by", (made_by,))


def _quality(page: IndicatorPage) -> Table:
    has_counts = any(one.read is not None for one in page.quality.tables)
    more = ("Rows received", "Rows refused", "Open, then gone") if has_counts else ()
    rows = [
        (one.name, one.one_row_per, "; ".join(one.covered) or "none", *_books(one, has_counts))
        for one in page.quality.tables
    ]
    heads = ("Table", "One row for each", "Days covered", *more)
    return plain_table("tables-read", "The tables that this figure reads", heads, rows)


def _books(one: Any, has_counts: bool) -> tuple[str, ...]:
    return (
        tuple(f"{number or 0:,}" for number in (one.read, one.rejected, one.unresolved)) if has_counts else ()
    )


def _blanks(page: IndicatorPage) -> Table | None:
    rows = [
        (one.column.replace("_", " "), one.meaning, f"{one.blank:,}", f"{one.of:,}")
        for one in page.quality.blanks
    ]
    heads = ("Column", "What it is", "Blank", "Out of")
    caption = "Blank cells in the columns that it reads, in this period"
    return plain_table("blanks", caption, heads, rows) if rows else None
