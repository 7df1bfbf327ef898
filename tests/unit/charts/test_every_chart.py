"""What holds for every chart at both widths: safe, readable, without a collision, the same in grey."""

from itertools import combinations
from pathlib import Path

import pytest
from tests.unit.charts.charts_to_draw import EVERY_CHART
from tests.unit.charts.drawn_text import name, root, texts

from stonechat.charts import colours
from stonechat.charts.drawing import NARROW, WIDE, Drawing
from stonechat.charts.svg import NAMESPACE

GOLDEN = Path(__file__).with_name("golden")
CASES = [(chart, width) for chart in EVERY_CHART for width in (WIDE, NARROW)]


@pytest.fixture(params=CASES, ids=[f"{chart}-{width}" for chart, width in CASES])
def drawing(request: pytest.FixtureRequest) -> Drawing:
    chart, width = request.param
    return EVERY_CHART[chart](width)


def test_it_is_xml_without_style_script_or_address(drawing: Drawing) -> None:
    for svg in (drawing.svg, drawing.picture("Source: made up")):
        for element in root(svg).iter():
            assert name(element) not in {"script", "style", "foreignObject", "image", "use", "a"}
            assert not {
                key for key in element.attrib if key == "style" or key.startswith("on") or "href" in key
            }
            assert "tabindex" not in element.attrib
            assert not any("url(" in value for value in element.attrib.values())
        assert svg.replace(NAMESPACE, "").count("://") == 0


def test_it_is_a_picture_with_words_for_those_who_cannot_see_it(drawing: Drawing) -> None:
    said = root(drawing.svg)
    assert said.get("role") == "img"
    assert said.get("aria-label", "").strip()
    assert len(drawing.alt) <= 300
    assert drawing.title
    assert drawing.title != drawing.alt


def test_every_text_is_at_least_twelve_pixels(drawing: Drawing) -> None:
    sizes = [float(element.attrib["font-size"]) for _, _, element in texts(root(drawing.picture("S")))]
    assert sizes
    assert min(sizes) >= 12


def test_no_two_texts_overlap_and_all_stand_inside(drawing: Drawing) -> None:
    for svg in (drawing.svg, drawing.picture("Source: made up")):
        width, height = float(root(svg).attrib["width"]), float(root(svg).attrib["height"])
        written = [(text, box) for text, box, _ in texts(root(svg))]
        for text, box in written:
            assert box.left >= 0, text
            assert box.left + box.width <= width, text
            assert 0 <= box.top <= box.top + box.height <= height, text
        for (one, here), (other, there) in combinations(written, 2):
            assert not here.overlaps(there), (one, other)


def test_every_colour_is_a_named_one_and_text_can_be_read(drawing: Drawing) -> None:
    named = {value for value in vars(colours).values() if isinstance(value, str) and value.startswith("#")}
    for element in root(drawing.svg).iter():
        for attribute in ("fill", "stroke"):
            assert element.get(attribute, "none") in {*named, *colours.CATEGORIES, "none"}
        if name(element) == "text":
            assert element.attrib["fill"] in {*colours.TEXT, colours.BACKGROUND}


def test_its_table_has_no_blank_cell(drawing: Drawing) -> None:
    assert drawing.table.caption
    for row in drawing.table.rows:
        assert len(row) == len(drawing.table.headings)
        assert all(cell.strip() for cell in row)


@pytest.mark.parametrize(("chart", "width"), CASES, ids=str)
def test_it_is_as_it_was_looked_at(chart: str, width: int) -> None:
    """`python -m tests.unit.charts.draw_golden` draws them anew; look at each before it is committed."""
    kept = (GOLDEN / f"{chart}-{width}.svg").read_text(encoding="utf-8")
    assert f"{EVERY_CHART[chart](width).picture('Source: made up')}\n" == kept


def test_there_is_no_other_kept_drawing() -> None:
    assert {path.stem for path in GOLDEN.glob("*.svg")} == {f"{chart}-{width}" for chart, width in CASES}
