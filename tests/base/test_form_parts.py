"""Which part draws a field, and how a date that could not be read is shown again."""

from datetime import datetime

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.base.web.form_parts import InputBox, box_of, part_of, spans_row, takes_many


class Inner(Form):
    name = StringField("Name")


class Every(Form):
    rows = FieldList(StringField("Row"))
    group = FormField(Inner)
    hidden = HiddenField()
    radios = RadioField(choices=["a"])
    checkboxes = SelectMultipleField(
        choices=["a"], widget=ListWidget(), option_widget=CheckboxInput()
    )
    select = SelectField(choices=["a"])
    textarea = TextAreaField()
    password = PasswordField()
    email = EmailField()
    text = StringField()
    file = FileField()
    date = DateField()


@pytest.mark.parametrize("name", list(Every()._fields))
def test_each_field_has_the_part_of_its_name(name):
    assert part_of(Every()[name]) == name


def test_several_files_or_options_can_be_chosen_at_once():
    class Several(Form):
        files = MultipleFileField()
        options = SelectMultipleField(choices=["a"])

    assert takes_many(Several().files)
    assert takes_many(Several().options)
    assert not takes_many(Every().select)


def test_long_texts_span_a_row_of_a_table_and_others_when_asked():
    assert spans_row("textarea", compact=True)
    assert not spans_row("textarea")
    assert not spans_row("text", compact=True)
    assert spans_row("text", wide=True)


class When(Form):
    on = DateField()
    at = DateTimeLocalField(format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def test_a_date_that_could_not_be_read_stands_as_it_was_typed():
    form = When(MultiDict({"on": "31 Febuary"}))
    form.validate()
    assert box_of(form.on, "date") == InputBox("text", "31 Febuary")


def test_a_date_that_was_read_stays_in_its_box():
    form = When(MultiDict({"on": "2026-11-03", "at": "2026-11-03T14:05:09"}))
    form.validate()
    assert box_of(form.on, "date") == InputBox("date", "2026-11-03")
    assert form.at.data == datetime(2026, 11, 3, 14, 5, 9)
    assert box_of(form.at, "datetime-local") == InputBox("datetime-local", "2026-11-03T14:05")
