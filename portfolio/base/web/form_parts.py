"""Which part of the design system draws a field of a form, and what its box says (`templates/parts/forms.html`)."""

from typing import Any, NamedTuple

from wtforms import Field

TIMED = frozenset({"date", "datetime-local", "time", "month", "number"})
"""Boxes of a browser that drop what they can't read."""
DATE_LENGTHS = frozenset({7, 10, 16, 19})
"""Characters of 2026-11, 2026-11-03, 2026-11-03T14:05 and the same with seconds."""


class InputBox(NamedTuple):
    """The type of an input and its value."""

    type: str
    value: str


def part_of(field: Field) -> str:
    """Return which part shows a field, by its widget; for a plain input its type."""
    if hasattr(field, "entries"):
        return "rows"
    if hasattr(field, "form"):
        return "group"
    input_type = getattr(field.widget, "input_type", "")
    if input_type == "hidden":
        return "hidden"
    if hasattr(field, "iter_choices"):
        return _choosing(field)
    if "TextArea" in type(field.widget).__name__:
        return "textarea"
    return input_type or "text"


def _choosing(field: Field) -> str:
    widget = type(field.widget).__name__
    option = type(field.option_widget).__name__ if hasattr(field, "option_widget") else ""
    if "Radio" in option or "Radio" in widget:
        return "radios"
    several = widget == "ListWidget" or "Checkbox" in widget or takes_many(field)
    return "checkboxes" if several else "select"


def takes_many(field: Field) -> bool:
    """Whether more than one can be chosen: options, or files."""
    multiple = bool(getattr(field.widget, "multiple", False))
    return multiple or str(field.type) == "MultipleFileField"


def spans_row(part: str, *, wide: Any = False, compact: Any = False) -> bool:
    """Whether a field stands across a whole row of `rows_field`: where it is asked, and every long text."""
    return bool(wide or (part == "textarea" and compact))


def box_of(field: Field, part: str) -> InputBox:
    """Return how an input is shown again.

    A date that could not be read is shown as it was typed, in a text box, because a date box would drop it.
    """
    typed = str(field._value())  # noqa: SLF001 -- WTForms' own way to what a widget shows
    if part in TIMED and field.errors and typed and _is_unread(field.data, typed):
        return InputBox("text", typed)
    if part == "datetime-local" and hasattr(field.data, "strftime"):
        return InputBox(part, field.data.strftime("%Y-%m-%dT%H:%M"))
    return InputBox(part, typed)


def _is_unread(data: Any, typed: str) -> bool:
    looks_like_date = typed[4:5] == "-" and len(typed) in DATE_LENGTHS
    return data is None or (isinstance(data, str) and not looks_like_date)
