"""The forms of asking a witness, of the witness's own pages (no cookie, so no session token), and of the staff."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    EmailField,
    Field,
    Form,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.base.clock import today
from portfolio.criteria.model import Unit
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.evidence.model import Evidence
from portfolio.people.asking import LONGEST_TEXT, Problem
from portfolio.witness.answering import has_words
from portfolio.witness.brief import Question

LONGEST_STATEMENT = 20_000
LONGEST_WORDS = 2000
OLDEST = timedelta(days=365 * 10)


class AtMost(Length):
    """A limit that is checked but not counted down on the page; few ever come near it."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)
        self.field_flags: dict[str, int] = {}


def _strip(value: str | None) -> str:
    """Return what was typed, with plain line breaks: a browser sends them as two characters."""
    return (value or "").replace("\r\n", "\n").strip()


class AskForm(FlaskForm):
    """A learner says who saw their work, and what to ask about first."""

    witness_name = StringField("Their name", filters=[_strip])
    witness_role = StringField(
        "Their role", filters=[_strip], description="For example duty manager, or site supervisor."
    )
    relationship = StringField(
        "How do they know you?", filters=[_strip], description="For example my line manager."
    )
    witness_email = EmailField(
        "Their work e-mail address",
        filters=[_strip],
        description="The link goes there, and only there. An address of their employer counts for more than a private one.",
    )
    what_they_saw = TextAreaField(
        "What did they see?",
        filters=[_strip],
        validators=[AtMost(LONGEST_TEXT)],
        description="One or two sentences, so that they know which occasion you mean. Leave out anything that shows who a customer is. Don’t write their statement for them.",
    )
    about = SelectField("Is it about one of your pieces of evidence?", validators=[Optional()])
    criteria = SelectMultipleField(
        "Which criteria do you ask about first?",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description="They will be told about all the criteria of the unit. These come first.",
    )

    def offer(self, unit: Unit, pieces: Sequence[Evidence]) -> None:
        """Fill in what there is to choose from: the unit's criteria and the learner's pieces."""
        self.criteria.choices = [
            SelectChoice(one.code, f"{one.code}. {one.title}") for one in unit.criteria
        ]
        self.about.choices = [
            SelectChoice("", "No, or I have not written it yet"),
            *(SelectChoice(str(one.id), f"{one.reference} {one.title}") for one in pieces),
        ]

    @property
    def about_id(self) -> UUID | None:
        """The piece that was chosen, or None."""
        chosen = (self.about.data or "").strip()
        return UUID(chosen) if chosen else None

    def show(self, problems: Sequence[Problem]) -> None:
        """Say each problem beside its field."""
        for problem in problems:
            field: Field = self[problem.field]
            field.errors = (*field.errors, problem.sentence)


class VouchForm(FlaskForm):
    """Somebody of the staff says how they know an address."""

    how = TextAreaField(
        "How do you know that this address is theirs?",
        filters=[_strip],
        validators=[
            DataRequired("Say how you know, for example “It is on the employer’s web page”."),
            AtMost(LONGEST_WORDS),
        ],
        description="For example: on our witness list, on the employer’s web page, or they gave it to you on a visit.",
    )


class ConfirmForm(FlaskForm):
    """An assessor says what the witness answered when asked by another way."""

    confirmed = RadioField(
        "Did they write this statement?",
        choices=[
            SelectChoice("yes", "Yes, they say they wrote it"),
            SelectChoice("no", "No, they say they did not"),
        ],
        validators=[DataRequired("Choose what the witness said.")],
    )
    how = TextAreaField(
        "How did you ask them?",
        filters=[_strip],
        validators=[
            DataRequired("Say how you reached them, so that an IQA can follow it."),
            AtMost(LONGEST_WORDS),
        ],
        description="For example: rang the employer’s main number and was put through. Don’t use contact details that came from the learner.",
    )


class SeenForm(Form):
    """Whether they were there, when it was, and whether their details are right."""

    seen_in_person = RadioField(
        "Did you see it yourself?",
        choices=[SelectChoice(one.value, one.words) for one in IN_PERSON],
        validators=[DataRequired("Choose whether you saw it yourself.")],
    )
    happened_on = DateField(
        "When was it?",
        description="If it was on several days, choose the one you remember best.",
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y"],
        validators=[DataRequired("Enter the day, such as 3/11/2026.")],
    )
    witness_name = StringField(
        "Your name",
        filters=[_strip],
        validators=[DataRequired("Enter your name."), Length(max=150)],
    )
    witness_role = StringField(
        "Your role",
        filters=[_strip],
        validators=[DataRequired("Enter your role."), Length(max=200)],
    )
    relationship = StringField(
        "How do you know them?",
        filters=[_strip],
        validators=[DataRequired("Say how you know them."), Length(max=200)],
    )

    def validate_happened_on(self, field: DateField) -> None:
        """Refuse a day that can't be meant."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError("That day is in the future. Check the date.")
        if isinstance(field.data, date) and field.data < today() - OLDEST:
            raise ValidationError("That day is too long ago. Check the year.")


class WordsForm(Form):
    """What they saw, in their own words."""

    statement = TextAreaField(
        "What did you see?",
        filters=[_strip],
        validators=[
            DataRequired("Write down what you saw, in your own words."),
            Length(max=LONGEST_STATEMENT),
        ],
    )

    def validate_statement(self, field: TextAreaField) -> None:
        """Refuse a text in which nothing can be read."""
        if not has_words(field.data or ""):
            raise ValidationError("Write down what you saw, in your own words.")


class DeclareForm(Form):
    """The declaration, signed by typing one's name."""

    signed = StringField(
        "Type your full name",
        filters=[_strip],
        validators=[DataRequired("Type your full name to sign."), Length(min=2, max=150)],
    )


class DeclineForm(Form):
    """A word or two about why there will be no statement."""

    words = TextAreaField(
        "Would you like to say why?",
        filters=[_strip],
        validators=[Optional(), AtMost(LONGEST_WORDS)],
    )


def criteria_form(questions: Sequence[Question]) -> type[Form]:
    """Return a form with two fields for each criterion: whether they saw it, and a line of their own."""
    fields: dict[str, Any] = {}
    for one in questions:
        mark = one.code.replace(".", "_")
        fields[f"saw_{mark}"] = RadioField(
            "Did you see this?",
            choices=[SelectChoice(choice.value, choice.words) for choice in SAW],
            validators=[DataRequired(f"Choose an answer to “{one.title}”.")],
        )
        fields[f"words_{mark}"] = TextAreaField(
            "In a line of your own (optional)",
            filters=[_strip],
            validators=[Optional(), AtMost(LONGEST_WORDS)],
        )
    return type("CriteriaForm", (Form,), fields)


def criteria_data(answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return kept answers (by criterion) as the form's field values."""
    values: dict[str, str] = {}
    for code, said in answers.items():
        mark = code.replace(".", "_")
        values |= {f"saw_{mark}": said.get("saw", ""), f"words_{mark}": said.get("words", "")}
    return values


def criteria_answers(form: Form, questions: Sequence[Question]) -> dict[str, dict[str, str]]:
    """Return the form's values as answers by criterion; only what was answered."""
    known = {choice.value for choice in SAW}
    answers = {}
    for one in questions:
        mark = one.code.replace(".", "_")
        saw, words = form[f"saw_{mark}"].data, form[f"words_{mark}"].data or ""
        said = {"saw": saw if saw in known else "", "words": words[:LONGEST_WORDS]}
        if any(said.values()):
            answers[one.code] = said
    return answers


def is_too_long(form: Form) -> bool:
    """Whether a text is longer than can be kept, even as a draft."""
    limits = (
        (field.data, rule.max)
        for field in form
        for rule in field.validators
        if isinstance(rule, Length) and rule.max > 0
    )
    return any(len(str(value or "")) > most for value, most in limits)
