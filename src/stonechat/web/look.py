"""Template filters that give Django's form fields the look and the ids that `components/field.html` wants."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

from stonechat.web.date_boxes import DateBoxes

register = template.Library()

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateBoxes, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # before radios, of which Django makes it
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)

CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload app-file",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "text": "govuk-input",
}


@register.filter
def kind(field: BoundField) -> str:
    """Which of the looks of field.html the field has."""
    widget = field.field.widget
    return next((name for one, name in KINDS if isinstance(widget, one)), "text")


@register.filter
def widget(field: BoundField) -> SafeString:
    """The field's box or boxes, as Django draws them, with our classes."""
    look = kind(field)
    if look == "date":
        return field.as_widget(attrs={"has_error": bool(field.errors)})
    given = field.field.widget.attrs.get("class", "")
    classes = [CLASSES[look], *given.split()]
    if field.errors and look != "checkbox":
        classes.append(f"{classes[0]}--error")
    return field.as_widget(attrs={"class": " ".join(classes), **_unspelled(look)})


@register.filter
def box(option: BoundWidget, look: str) -> SafeString:
    """The box of one radio or checkbox."""
    attrs = {**option.data["attrs"], "class": f"govuk-{look}__input"}
    return option.parent_widget._render(
        "django/forms/widgets/input.html", {"widget": {**option.data, "attrs": attrs}}
    )


@register.filter
def first_box(field: BoundField) -> str:
    """The id of the box that a link in the error summary leads to."""
    first = f"{field.auto_id}_0" if kind(field) in {"radios", "checkboxes", "date"} else ""
    return first or field.id_for_label


@register.filter
def described_by(field: BoundField) -> str:
    """The ids of what describes a group of boxes: its help, its errors."""
    parts = (("helptext", field.help_text), ("error", field.errors))
    return " ".join(f"{field.auto_id}_{name}" for name, said in parts if said)


def _unspelled(look: str) -> dict[str, Any]:
    return {"spellcheck": "false", "autocapitalize": "none"} if look == "password" else {}
