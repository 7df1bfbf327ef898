from hypothesis import given
from hypothesis import strategies as st

from stonechat.charts.lettering import box, shortened, width, wrapped


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80), st.integers(60, 400))
def test_wrapped_lines_fit_and_lose_no_word_that_fits(text: str, room: int) -> None:
    lines = wrapped(text, 12, room)
    assert all(width(line, 12) <= room for line in lines)
    if all(width(word, 12) <= room for word in text.split()):
        assert " ".join(lines).split() == text.split()


def test_a_word_that_is_too_wide_is_cut() -> None:
    assert shortened("Safeguarding", 12, 40).endswith("…")
    assert width(shortened("Safeguarding", 12, 40), 12) <= 40
    assert shortened("Team", 12, 400) == "Team"


def test_boxes_touch_where_texts_do() -> None:
    one = box("Mean 48%", 100, 50, 12)
    assert one.overlaps(box("Upper limit", 120, 55, 12))
    assert not one.overlaps(box("Upper limit", 100, 66, 12))
    assert not one.overlaps(box("48%", 99, 50, 12, "end"))
