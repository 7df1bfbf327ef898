"""The gallery of charts: docs/gallery.md and its pictures, from a small made-up authority and made-up places.

python -m tests.docs.gallery      writes both (`make docs`)
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import NormalDist

from tests.docs.pages import PROJECT
from tests.functional.commands import stonechat
from tests.viewers import HOLDER

from stonechat.analysis import small_numbers
from stonechat.analysis.funnel import Funnel, funnel
from stonechat.analysis.judged import Assurance, Side, Variation
from stonechat.analysis.neighbours import Neighbour, against_neighbours
from stonechat.analysis.places import Place
from stonechat.analysis.shrinkage import prior_of, shrink
from stonechat.analysis.words_of_places import of_interval, of_shrunk_places
from stonechat.app.council import Council, open_council
from stonechat.app.history import history
from stonechat.app.numbers import value_of
from stonechat.charts.bars import Bar, Comparison, Overall, bar_of, draw_bars
from stonechat.charts.control import draw_control
from stonechat.charts.conversion import Stage, draw_conversion
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.charts.funnel_plot import Plotted, draw_funnel
from stonechat.charts.icons import assurance_icon, variation_icon
from stonechat.charts.sparkline import draw_sparkline
from stonechat.charts.strip import Measured, draw_strip
from stonechat.charts.timeline import Happening, draw_timeline
from stonechat.indicators.measure import Unit
from stonechat.synthetic.authority import write_authority

PAGE = PROJECT / "docs" / "gallery.md"
PICTURES = PROJECT / "docs" / "gallery"

CHILDREN, YEARS, SEED = 9_000, 3, 20_261_120
YEAR = "FY2025-26"
SOURCE = "Source: a made-up authority."

TARGETS = """indicator,measure,from,target,source
AS02,,2023-04-01,85,Made up
"""
EVENTS = """on,indicator,team,kind,text,by,decided_on
2024-06-03,AS02,,event,Second assessment team began,Made up,
2025-04-01,FD16,,step,New threshold agreed with partners,Made up,2026-04-20
2024-10-01,CN01,,recording,New case system,Made up,
"""


@dataclass(frozen=True)
class Shown:
    """One chart of the gallery at both widths, and what it is for."""

    name: str
    heading: str
    use: str
    wide: Drawing
    narrow: Drawing


def gallery() -> dict[Path, str]:
    """Every file of the gallery with what it holds."""
    with tempfile.TemporaryDirectory() as folder:
        council = _council(Path(folder))
        shown = [*_over_time(council), *_of_places(council)]
        small = dict(_small_pictures(council))
    files = {PAGE: _page(shown, council_words=small)}
    for chart in shown:
        files[PICTURES / f"{chart.name}-{WIDE}.svg"] = f"{chart.wide.picture(SOURCE)}\n"
        files[PICTURES / f"{chart.name}-{NARROW}.svg"] = f"{chart.narrow.picture(SOURCE)}\n"
    return files | {PICTURES / f"{name}.svg": f"{svg}\n" for name, (svg, _) in small.items()}


def _council(folder: Path) -> Council:
    """A folder with three years of census returns, targets and events."""
    root = folder / "council"
    write_authority(folder, CHILDREN, YEARS, SEED)
    assert stonechat("init", root, "--name", "Made-up authority").code == 0
    for name, text in (("targets", TARGETS), ("events", EVENTS)):
        (root / "parameters" / f"{name}.csv").write_text(text, encoding="utf-8")
    (root / "parameters" / "population.csv").write_bytes((folder / "population.csv").read_bytes())
    assert stonechat("import", *sorted((folder / "cin").glob("*.xml")), "--folder", root).code in (0, 3)
    return open_council(root)


# ---------------------------------------------------------------- the charts


OVER_TIME = (
    (
        "control",
        "AS02",
        "Control chart",
        "A percentage by month, with limits that follow how many there were.",
    ),
    ("step", "FD16", "Control chart with a step", "A count by month. A person said that the level is new."),
    (
        "run",
        "CN01",
        "Run chart",
        "What is open at each month's end, and a change of recording that breaks it.",
    ),
    ("line", "FD17", "Plain line", "Twelve months that overlap: no limits, the year before in words."),
)


def _over_time(council: Council) -> Iterator[Shown]:
    for name, indicator, heading, use in OVER_TIME:
        judged = history(council, HOLDER, indicator).judgements[0].judged
        yield Shown(name, f"{heading}: {indicator}", use, draw_control(judged), draw_control(judged, NARROW))


def _of_places(council: Council) -> Iterator[Shown]:
    stages, groups = _stages(council), _ages(council)
    teams, strips, plotted, happened = _teams(), _strips(), _funnel(), _happenings()
    to = date(2026, 3, 31)
    yield Shown(
        "flow",
        "From contact to outcome",
        "Each step with its share of the one above. The census has no contacts: the step is an outline.",
        draw_conversion(stages, "All teams", "events dated April 2025 to March 2026"),
        draw_conversion(stages, "All teams", "events dated April 2025 to March 2026", NARROW),
    )
    yield Shown(
        "ages",
        "Groups with intervals",
        "Age bands in their order, each with its 95% interval.",
        draw_bars(groups),
        draw_bars(groups, NARROW),
    )
    yield Shown(
        "teams",
        "Teams by name",
        "Made-up teams, each read together with the others, so that a small one cannot look extreme.",
        draw_bars(teams),
        draw_bars(teams, NARROW),
    )
    yield Shown(
        "neighbours",
        "Statistical neighbours",
        "Made-up figures: ten neighbours, their median and middle half, England and we.",
        draw_strip(strips),
        draw_strip(strips, NARROW),
    )
    yield Shown(
        "funnel",
        "Funnel plot",
        "Made-up figures: places by size, between limits that allow for how much places differ anyway.",
        draw_funnel(plotted),
        draw_funnel(plotted, NARROW),
    )
    yield Shown(
        "timeline",
        "Timeline",
        "A made-up child: what each agency holds, in order of time.",
        draw_timeline(happened, to, "What each agency holds"),
        draw_timeline(happened, to, "What each agency holds", NARROW),
    )


def _stages(council: Council) -> tuple[Stage, ...]:
    def counted(indicator: str) -> int:
        return int(value_of(council, HOLDER, indicator, YEAR, None).values[0].numerator or 0)

    return (
        Stage("contacts", None),
        Stage("referrals", counted("FD15")),
        Stage("assessments", counted("AS01")),
        Stage("section 47 enquiries", counted("CP04")),
        Stage("initial conferences", counted("CP07")),
        Stage("child protection plans", counted("CP12")),
    )


def _ages(council: Council) -> Comparison:
    valued = value_of(council, HOLDER, "AS02", YEAR, "age_band")
    total, *bands = valued.values
    overall = bar_of("All ages", total, Unit.PERCENT).told
    return Comparison(
        valued.indicator.title,
        f"{overall} of assessments of all ages were in time",
        f"{valued.indicator.title}. By age on the day, April 2025 to March 2026",
        [bar_of(value.category or "not recorded", value, Unit.PERCENT) for value in bands],
        Overall(float(total.value or 0), overall),
        100.0,
    )


TEAMS = (("Coast", 41, 160), ("Hill", 30, 96), ("Market", 9, 14), ("River", 22, 118))


def _teams() -> Comparison:
    places = [Place(name, name, part, whole, _percent(part, whole)) for name, part, whole in TEAMS]
    prior = prior_of(places, Unit.PERCENT)
    assert prior is not None
    shrunk = shrink(places, prior)
    bars = []
    for each in shrunk.places:
        told = small_numbers.number(Unit.PERCENT, each.value, each.place.denominator) + "%"
        bar = Bar(each.place.name, each.value, told)
        if each.interval is not None:
            lower, upper = each.interval.lower, each.interval.upper
            words = of_interval(Unit.PERCENT, each.interval, each.place.denominator)
            bar = replace(bar, lower=lower, upper=upper, told_interval=words)
        bars.append(bar)
    return Comparison(
        "Re-referrals by team, read with the others",
        "Re-referrals by team, each read together with the others",
        "Re-referrals within 12 months, read with the other teams. April 2025 to March 2026",
        bars,
        Overall(prior.overall, f"{prior.overall:.0f}%"),
        100.0,
        of_shrunk_places(shrunk),
    )


NAMES = ("Ashby", "Barrow", "Carrick", "Dunmore", "Elstow", "Farne", "Garth", "Holme", "Ings", "Jarrow")


def _percent(part: int, whole: int) -> Decimal:
    return round(Decimal(part * 100) / whole, 1)


def _place(code: str, name: str, share: float, whole: int) -> Place:
    part = round(share * whole / 100)
    return Place(code, name, part, whole, _percent(part, whole))


def _scattered(place: int) -> float:
    """A normal deviate for each place, spread evenly and always the same."""
    return NormalDist().inv_cdf((place * 0.618_034 + 0.31) % 0.98 + 0.01)


def _strips() -> tuple[Measured, ...]:
    measures = (
        ("Re-referrals within 12 months", 21.5, 28.0),
        ("Assessments within 45 working days", 83.0, 81.0),
    )
    return tuple(_beside_neighbours(title, middle, ours) for title, middle, ours in measures)


def _beside_neighbours(title: str, middle: float, ours: float) -> Measured:
    shares = [middle + 2.5 * _scattered(place + 3 * len(title)) for place in range(len(NAMES))]
    near = [
        Neighbour(_place(name, name, share, 2600), "Close") for name, share in zip(NAMES, shares, strict=True)
    ]
    us = _place("998", "Made-up authority", ours, 2400)
    england = _place("E", "England", middle + 0.9, 390_000)
    return Measured(title, Unit.PERCENT, "year to March 2025", against_neighbours(us, near, 2024, england))


def _funnel() -> Plotted:
    places = [
        _place(str(place), f"Place {place}", 22 + 1.6 * _scattered(place), 250 + (place * 197) % 6100)
        for place in range(150)
    ]
    made = funnel([*places, _place("998", "Made-up authority", 28.0, 2400)], Unit.PERCENT)
    assert isinstance(made, Funnel)
    return Plotted("Re-referrals within 12 months", "year to March 2025", "referrals", made, "998")


def _happenings() -> tuple[Happening, ...]:
    care = "Social care"
    return (
        Happening(date(2024, 2, 12), "attended an incident at home", "Police"),
        Happening(date(2024, 2, 14), "assessment of 38 working days", care, date(2024, 4, 9)),
        Happening(date(2024, 5, 20), "attendance below 90%", "School", date(2024, 7, 19)),
        Happening(date(2024, 9, 30), "health visitor's two-year review", "Health"),
        Happening(date(2025, 1, 8), "child protection plan", care, date(2025, 11, 14)),
        Happening(date(2025, 11, 14), "child in need plan", care, is_open=True),
    )


READINGS = (
    ("variation-usual", variation_icon(Variation.USUAL, None), "usual variation"),
    ("variation-improving-high", variation_icon(Variation.IMPROVING, Side.HIGH), "improving, high"),
    ("variation-improving-low", variation_icon(Variation.IMPROVING, Side.LOW), "improving, low"),
    ("variation-concern-high", variation_icon(Variation.CONCERN, Side.HIGH), "concern, high"),
    ("variation-concern-low", variation_icon(Variation.CONCERN, Side.LOW), "concern, low"),
    ("variation-changed-high", variation_icon(Variation.CHANGED, Side.HIGH), "changed, high"),
    ("variation-changed-low", variation_icon(Variation.CHANGED, Side.LOW), "changed, low"),
    ("variation-too-few", variation_icon(Variation.TOO_FEW, None), "too few points"),
    ("assurance-meet", assurance_icon(Assurance.WILL_MEET), str(Assurance.WILL_MEET)),
    ("assurance-miss", assurance_icon(Assurance.WILL_MISS), str(Assurance.WILL_MISS)),
    ("assurance-either", assurance_icon(Assurance.MAY_OR_MAY_NOT), str(Assurance.MAY_OR_MAY_NOT)),
)


def _small_pictures(council: Council) -> Iterator[tuple[str, tuple[str, str]]]:
    """By name the pictures of a scorecard row, each with its words."""
    for indicator in ("AS02", "CN01"):
        judgement = history(council, HOLDER, indicator).judgements[0]
        yield f"sparkline-{indicator}", (draw_sparkline(judgement.judged).decoration, judgement.sentence)
    for name, icon, said in READINGS:
        yield name, (icon, said)


# ---------------------------------------------------------------- the page


def _page(shown: list[Shown], council_words: dict[str, tuple[str, str]]) -> str:
    parts = [
        "# Gallery of charts\n",
        "Every chart that Stonechat draws, at its wide layout with a link to the narrow one. Months are\n"
        "those of a small made-up authority; places and teams are made up where it is said. `make docs`\n"
        "draws them, and a test holds that they are as the code draws them. What each must keep to stands\n"
        "in [src/stonechat/charts](../src/stonechat/charts/README.md).\n",
    ]
    for chart in shown:
        parts.append(f"## {chart.heading}\n\n{chart.use} [Narrow](gallery/{chart.name}-{NARROW}.svg).\n")
        parts.append(f"![{_plain(chart.wide.alt)}](gallery/{chart.name}-{WIDE}.svg)\n")
    parts.append("## The row of a scorecard\n\nThe words always stand beside the picture.\n")
    parts.append("| picture | words |\n|---|---|")
    parts += [f"| ![](gallery/{name}.svg) | {said} |" for name, (_, said) in council_words.items()]
    return "\n".join(parts) + "\n"


def _plain(alt: str) -> str:
    return alt.replace("[", "(").replace("]", ")")


def main() -> None:
    """Write the page and every picture; a picture that is drawn no more goes."""
    files = gallery()
    for path in PICTURES.glob("*.svg"):
        if path not in files:
            path.unlink()
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
