"""Any series that can be judged can be drawn: as XML, inside its frame, without a collision, in few words."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.charts.charts_to_draw import months, series
from tests.unit.charts.drawn_text import root, texts

from stonechat.analysis import words
from stonechat.analysis.judged import Event, EventKind, Judged, Step, Target
from stonechat.analysis.trend import judge
from stonechat.charts.control import draw_control
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.charts.sparkline import draw_sparkline
from stonechat.indicators.definition import Kind
from stonechat.indicators.measure import Unit

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
DAYS = st.integers(0, 1100).map(lambda days: date(2022, 11, 1) + timedelta(days=days))
TOPS = {Unit.PERCENT: 100, Unit.COUNT: 20_000, Unit.PER_10K: 3_000, Unit.DAYS: 900}


@st.composite
def any_judged(draw: st.DrawFn) -> Judged:
    unit = draw(st.sampled_from(list(TOPS)))
    top = draw(st.sampled_from([1, 7, TOPS[unit]]))
    values = draw(st.lists(st.none() | st.integers(0, top), min_size=1, max_size=36))
    made = series(
        values,
        unit=unit,
        kind=draw(st.sampled_from(Kind)),
        denominator=draw(st.sampled_from([4, 40, 129, 4000])),
        periods=months(len(values)),
        title=draw(TEXT),
        scope=draw(TEXT),
    )
    target = Target(draw(DAYS), float(draw(st.integers(0, top))), "made up")
    return judge(
        made,
        steps=[Step(day, draw(TEXT) + "x", "By", day) for day in draw(st.lists(DAYS, max_size=2))],
        events=[
            Event(day, draw(TEXT), "By", "", draw(st.sampled_from(EventKind)))
            for day in draw(st.lists(DAYS, max_size=5))
        ],
        targets=draw(st.sampled_from([[], [target]])),
    )


def check(drawing: Drawing) -> None:
    drawn = root(drawing.svg)
    written = [(text, box) for text, box, _ in texts(drawn)]
    for text, box in written:
        assert box.left >= -0.5 and box.left + box.width <= drawing.width + 0.5, text
        assert box.top >= 0 and box.top + box.height <= drawing.height, text
    for (one, here), (other, there) in combinations(written, 2):
        assert not here.overlaps(there), (one, other)
    assert len(drawing.alt) <= words.MOST_LETTERS
    assert all(cell.strip() for row in drawing.table.rows for cell in row)
    for element in drawn.iter():
        for name in ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height"):
            assert -1 <= float(element.get(name, 0)) <= 2000, element.attrib


@settings(max_examples=120)
@given(any_judged())
def test_any_series_can_be_drawn(judged: Judged) -> None:
    for width in (WIDE, NARROW):
        check(draw_control(judged, width))
    check(draw_sparkline(judged))
    root(draw_control(replace(judged, warnings=())).picture("Source"))
