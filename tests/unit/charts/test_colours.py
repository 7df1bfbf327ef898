import pytest

from stonechat.charts import colours
from stonechat.charts.colours import contrast, luminance


def test_contrast_is_as_defined() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the standard's own borderline
    assert contrast("#00B0F0", "#FFFFFF") < 3  # a blue that the rules leave out


@pytest.mark.parametrize("colour", [*colours.MARKS, *colours.CATEGORIES[:3]])
def test_marks_stand_out(colour: str) -> None:
    assert contrast(colour, colours.BACKGROUND) >= 3


@pytest.mark.parametrize("colour", colours.TEXT)
def test_text_can_be_read(colour: str) -> None:
    assert contrast(colour, colours.BACKGROUND) >= 4.5


def test_readings_that_look_alike_in_grey_are_those_that_differ_in_shape() -> None:
    assert luminance(colours.IMPROVING) == pytest.approx(luminance(colours.CONCERN), abs=0.02)
