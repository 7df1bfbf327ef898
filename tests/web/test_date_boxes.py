"""A date in three boxes."""

from datetime import date

import pytest


@pytest.fixture
def read(council):
    from django import forms

    from stonechat.web.date_boxes import DateBoxesField

    class Form(forms.Form):
        since = DateBoxesField()
        until = DateBoxesField(required=False)

    def read(day: str, month: str, year: str, name: str = "since") -> object:
        form = Form({f"{name}_0": day, f"{name}_1": month, f"{name}_2": year})
        form.full_clean()
        return form.errors[name] if name in form.errors else form.cleaned_data[name]

    return read


@pytest.mark.parametrize(
    ("boxes", "meant"), [(("1", "4", "2025"), date(2025, 4, 1)), (("29", "02", "2024"), date(2024, 2, 29))]
)
def test_a_date(read, boxes, meant):
    assert read(*boxes) == meant


@pytest.mark.parametrize(
    "boxes",
    [
        ("29", "2", "2025"),
        ("31", "4", "2025"),
        ("0", "1", "2025"),
        ("1", "13", "2025"),
        ("1", "1", "0"),
        ("1", "1", "99999"),
        ("1", "1", "-4"),
    ],
)
def test_a_date_that_there_is_not(read, boxes):
    assert read(*boxes) == ["Enter a real date, such as 31 3 2025."]


def test_a_part_that_is_missing(read):
    assert read("1", "", "2025") == ["A date needs a day, a month and a year."]
    assert read("1", "", "2025", "until") == ["A date needs a day, a month and a year."]


def test_a_part_that_is_no_number(read):
    assert read("first", "4", "2025") == ["Write a date in numbers."]


def test_no_date_where_none_is_needed_is_none(read):
    assert read("", "", "") == ["Enter a date."]
    assert read("", "", "", "until") is None


def test_a_date_is_shown_in_its_boxes(council):
    from stonechat.web.date_boxes import DateBoxes

    assert DateBoxes().decompress(date(2025, 3, 31)) == [31, 3, 2025]
