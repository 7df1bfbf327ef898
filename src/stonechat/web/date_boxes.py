"""A date as day, month and year in three boxes, for forms: easier than a calendar for a date one knows."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

PARTS = ("day", "month", "year")


class DateBoxes(forms.MultiWidget):
    """Three boxes, named as the field with _0, _1 and _2."""

    template_name = "components/date_boxes.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}) for _ in PARTS]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """The three parts of a date."""
        return [None] * 3 if value is None else [value.day, value.month, value.year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template takes: each box with its part's name."""
        context = super().get_context(name, value, attrs)
        for part, one in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            one["part"] = part
        return context


class DateBoxesField(forms.MultiValueField):
    """A date; what is missing or impossible is said in words."""

    widget = DateBoxes
    default_error_messages = {
        "required": "Enter a date.",
        "invalid": "Enter a real date, such as 31 3 2025.",
    }

    def __init__(self, **kwargs: Any) -> None:
        said = {
            "invalid": "Write a date in numbers.",
            "incomplete": "A date needs a day, a month and a year.",
        }
        parts = [forms.IntegerField(error_messages=said) for _ in PARTS]
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[int]) -> date | None:
        """The date of three parts; None for three empty ones."""
        if not data_list:
            return None
        day, month, year = data_list
        try:
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], "invalid") from None
