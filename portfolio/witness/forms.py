"""The forms of asking a witness, and of the staff."""

from collections.abc import Sequence
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.criteria.model import Unit
from portfolio.evidence.model import Evidence
from portfolio.people.asking import LONGEST_TEXT, Problem
from portfolio.witness.fields import LONGEST_WORDS, AtMost, plain_breaks


class AskForm(FlaskForm):
    """A learner says who saw their work, and what to ask about first."""

    witness_name = StringField("Their name", filters=[plain_breaks])
    witness_role = StringField(
        "Their role",
        filters=[plain_breaks],
        description="For example duty manager, or site supervisor.",
    )
    relationship = StringField(
        "How do they know you?", filters=[plain_breaks], description="For example my line manager."
    )
    witness_email = EmailField(
        "Their work e-mail address",
        filters=[plain_breaks],
        description="The link goes there, and only there. An address of their employer counts for more than a private one.",
    )
    what_they_saw = TextAreaField(
        "What did they see?",
        filters=[plain_breaks],
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
        filters=[plain_breaks],
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
        filters=[plain_breaks],
        validators=[
            DataRequired("Say how you reached them, so that an IQA can follow it."),
            AtMost(LONGEST_WORDS),
        ],
        description="For example: rang the employer’s main number and was put through. Don’t use contact details that came from the learner.",
    )
