"""What single charts must say and draw, beyond what holds for all of them."""

from dataclasses import replace
from datetime import date

import pytest
from tests.unit.charts.charts_to_draw import (
    HIGHER,
    NAMES,
    few,
    flow,
    measured,
    one_strip,
    strips,
    teams,
    usual,
    with_gaps,
)
from tests.unit.charts.drawn_text import name, root, texts

from stonechat.analysis.judged import Assurance, Side, Variation
from stonechat.charts import colours
from stonechat.charts.bars import Bar, Comparison, bar_of, draw_bars
from stonechat.charts.conversion import Stage, draw_conversion
from stonechat.charts.drawing import WIDE
from stonechat.charts.icons import SIZE, assurance_icon, variation_icon
from stonechat.charts.sparkline import draw_sparkline
from stonechat.charts.strip import draw_strip
from stonechat.charts.timeline import Happening, draw_timeline
from stonechat.indicators.measure import Reason, Unit, Value, ratio


def shares(*stages: Stage) -> list[str]:
    return [row[2] for row in draw_conversion(stages, "All teams", "2025-26").table.rows]


def test_a_share_is_of_the_step_above_and_of_few_a_count() -> None:
    found = shares(Stage("contacts", 400), Stage("referrals", 112), Stage("plans", 40), Stage("ends", 12))
    assert found == [
        "not applicable",
        "28.0% of the step above",
        "36% of the step above",
        "12 of 40 in the step above",
    ]


def test_a_step_not_recorded_is_named_over_and_not_stepped_over_in_silence() -> None:
    assert shares(Stage("contacts", 400), Stage("referrals", None), Stage("plans", 40))[1:] == [
        "not applicable",
        "10.0% of contacts",
    ]
    drawn = root(flow(WIDE).svg)
    assert [element.get("stroke-dasharray") for element in drawn.iter() if name(element) == "rect"].count(
        "5 4"
    ) == 1


def test_a_larger_later_step_is_no_share() -> None:
    assert shares(Stage("enquiries", 10), Stage("conferences", 12))[1] == "more than the step above"


def test_a_step_that_starts_anew_has_no_share_and_the_message_is_of_its_group() -> None:
    stages = (
        Stage("contacts", 1400),
        Stage("referrals", 330, starts_anew=True),
        Stage("plans", 66),
    )
    drawing = draw_conversion(stages, "All", "2024-25")
    assert drawing.title == "330 referrals, 66 plans"
    assert [row[2] for row in drawing.table.rows] == [
        "not applicable",
        "not applicable",
        "20.0% of the step above",
    ]


def test_a_hidden_step_says_so_and_not_that_it_was_not_recorded() -> None:
    drawing = draw_conversion((Stage("enquiries", 60), Stage("plans", None, "c")), "All", "2024-25")
    assert [row[1] for row in drawing.table.rows] == ["60", "c"]
    assert "Not recorded" not in " ".join(said for said, *_ in texts(root(drawing.svg)))


def test_nothing_above_gives_no_share() -> None:
    assert shares(Stage("enquiries", 0), Stage("conferences", 0)) == ["not applicable", "not applicable"]


def test_bars_begin_at_zero_and_are_as_long_as_their_values() -> None:
    groups = (Bar("A", 20.0, "20%"), Bar("B", 40.0, "40%"))
    drawn = root(draw_bars(Comparison("T", "M", "S", groups)).svg)
    bars = [element for element in drawn.iter() if element.get("fill") == colours.NEIGHBOUR]
    assert len({bar.attrib["x"] for bar in bars}) == 1
    assert float(bars[1].attrib["width"]) == pytest.approx(2 * float(bars[0].attrib["width"]), rel=0.01)


def value(part: int, whole: int) -> Value:
    percent = ratio(Unit.PERCENT, part, whole)
    reason = Reason.NO_DENOMINATOR if percent is None else None
    return Value("value", "age_band", "1 to 4", part, whole, percent, reason, None)


def test_a_bar_of_a_value_has_its_interval_in_the_unit_and_in_words() -> None:
    bar = bar_of("1 to 4", value(30, 60), Unit.PERCENT)
    assert (bar.value, bar.told, bar.told_interval) == (50.0, "50%", "38% to 62%")
    assert bar.lower == pytest.approx(37.7, abs=0.1)
    assert bar.upper == pytest.approx(62.3, abs=0.1)


def test_too_few_for_a_percentage_have_words_and_no_bar() -> None:
    few_of_them, none = (
        bar_of("unborn", value(0, 9), Unit.PERCENT),
        bar_of("unborn", value(0, 0), Unit.PERCENT),
    )
    assert (few_of_them.value, few_of_them.told, few_of_them.upper) == (None, "0 of 9", None)
    assert (none.value, none.told) == (None, "no denominator")
    assert bar_of("1 to 4", value(1, 10), Unit.PERCENT).value == 10.0


def test_groups_stay_in_the_order_given() -> None:
    assert [row[0][:4] for row in teams(WIDE).table.rows] == ["Asse", "Asse", "Chil", "Duty"]
    shown = [text for text, _, _ in texts(root(teams(WIDE).svg))]
    assert shown.index("Children with disabilities") < shown.index("Duty")


def test_neighbours_stay_in_their_published_order() -> None:
    found = [row[1] for row in strips(WIDE).table.rows][1:11]
    assert tuple(found) == NAMES
    assert "Higher than" not in strips(WIDE).title


def test_a_strip_without_a_figure_of_ours_says_so() -> None:
    assert "no figure of ours" in [text for text, _, _ in texts(root(strips(WIDE).svg))]


def test_a_strip_says_where_we_lie_by_the_middle_half() -> None:
    assert strips(WIDE).title == "Outside the middle half of the neighbours: 1 of 2 measures"
    assert (
        one_strip(WIDE).title
        == "Re-referrals within 12 months: 21.6%, within the middle half of the neighbours"
    )
    alone = (measured("Assessments within 45 working days", None, HIGHER),)
    assert draw_strip(alone).title == "There is no figure of ours"
    few_of_them = (measured("Assessments within 45 working days", 80.0, (*HIGHER[:5], *[None] * 5)),)
    assert draw_strip(few_of_them).title == "Too few neighbours have a figure to compare with"


def test_a_timeline_is_in_order_of_first_days() -> None:
    later, earlier = (
        Happening(date(2025, 3, 1), "plan", "Care"),
        Happening(date(2024, 3, 1), "call", "Police"),
    )
    found = draw_timeline((later, earlier), date(2025, 4, 1), "What agencies hold")
    assert [row[3] for row in found.table.rows] == ["call", "plan"]
    assert draw_timeline((), date(2025, 4, 1), "What agencies hold").subtitle == "Nothing is held"


def test_a_sparkline_has_no_text_and_ends_in_the_shape_of_its_reading() -> None:
    drawn = root(draw_sparkline(usual()).decoration)
    assert drawn.get("aria-hidden") == "true"
    assert not list(texts(drawn))
    assert [name(element) for element in drawn.iter()][-1] == "circle"
    concern = replace(
        usual(), points=(*usual().points[:-1], replace(usual().points[-1], variation=Variation.CONCERN))
    )
    assert [name(element) for element in root(draw_sparkline(concern).decoration).iter()][-1] == "polygon"


def test_a_sparkline_breaks_where_a_month_is_missing() -> None:
    paths = [e for e in root(draw_sparkline(with_gaps()).svg).iter() if name(e) == "path"]
    assert len(paths) == 2  # of three gaps one lies in the last 24 months
    assert draw_sparkline(few()).width == 120


READINGS = [
    (Variation.IMPROVING, Side.HIGH),
    (Variation.IMPROVING, Side.LOW),
    (Variation.CONCERN, Side.HIGH),
    (Variation.CONCERN, Side.LOW),
    (Variation.CHANGED, Side.HIGH),
    (Variation.CHANGED, Side.LOW),
    (Variation.USUAL, None),
    (Variation.TOO_FEW, None),
]


def test_every_icon_is_of_its_own_kind_without_its_colours() -> None:
    """In grey two icons may have one tone; what is drawn must differ all the same."""

    def grey(icon: str) -> tuple[tuple[str, ...], ...]:
        kept = ("d", "points", "r", "stroke-width", "rx")
        tones = {colours.BACKGROUND: "light", colours.CHANGED: "dark", "none": "none"}
        return tuple(
            (
                name(element),
                element.text or "",
                tones.get(element.get("fill", "none"), "tone"),
                *(element.get(key, "") for key in kept),
            )
            for element in root(icon).iter()
        )

    icons = [variation_icon(*reading) for reading in READINGS] + [assurance_icon(each) for each in Assurance]
    assert len({grey(icon) for icon in icons}) == len(icons)


@pytest.mark.parametrize(
    ("reading", "letter"), [((Variation.CONCERN, Side.HIGH), "H"), ((Variation.IMPROVING, Side.LOW), "L")]
)
def test_the_letter_and_arrow_of_an_icon_mean_the_side(reading: tuple[Variation, Side], letter: str) -> None:
    drawn = root(variation_icon(*reading))
    assert [text for text, _, _ in texts(drawn)] == [letter]
    assert (drawn.get("width"), drawn.get("aria-hidden")) == (str(SIZE), "true")
    arrow = next(element for element in drawn.iter() if name(element) == "polygon")
    tip, foot = (float(corner.split(",")[1]) for corner in arrow.attrib["points"].split()[:2])
    assert (tip < foot) is (letter == "H")


def test_no_target_has_an_empty_icon() -> None:
    assert not list(root(assurance_icon(None))[0])
