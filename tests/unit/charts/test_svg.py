import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.charts.drawn_text import root

from stonechat.charts.svg import element, escaped, joined, number


@given(st.text())
def test_any_text_becomes_text_and_nothing_else(text: str) -> None:
    read = root(element("text", text))
    assert len(read) == 0
    kept = "".join(letter for letter in text if letter.isprintable() and not 0xD800 <= ord(letter) <= 0xDFFF)
    assert all(letter in (read.text or "") for letter in kept if ord(letter) < 0xFFFE)


@given(st.text())
def test_any_text_can_be_an_attribute(text: str) -> None:
    if "url(" not in text.lower():
        root(element("svg", aria_label=text))


def test_markup_is_not_escaped_twice() -> None:
    assert joined((element("g"), "<")) == "<g/>&lt;"


def test_a_character_that_xml_has_not_becomes_a_mark() -> None:
    assert escaped("a\x00\x0b\ud800b") == "a\ufffd\ufffd\ufffdb"


@pytest.mark.parametrize("forbidden", ["script", "style", "a", "image", "foreignObject"])
def test_an_element_that_is_not_known_is_refused(forbidden: str) -> None:
    with pytest.raises(ValueError, match="no element"):
        element(forbidden)


@pytest.mark.parametrize("forbidden", ["style", "href", "onclick", "id", "class", "tabindex"])
def test_an_attribute_that_is_not_known_is_refused(forbidden: str) -> None:
    with pytest.raises(ValueError, match="no attribute"):
        element("rect", **{forbidden: "x"})


@pytest.mark.parametrize("value", ["url(http://example.org)", "URL(#a)"])
def test_a_value_that_refers_elsewhere_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="outside itself"):
        element("rect", fill=value)


def test_numbers_are_written_to_a_tenth_without_a_sign_on_zero() -> None:
    assert [number(value) for value in (3.0, 3.14, -0.04, 12)] == ["3", "3.1", "0", "12"]
