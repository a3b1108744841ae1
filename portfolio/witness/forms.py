"""The forms of asking a witness, and of the staff."""

from flask_wtf import FlaskForm
from wtforms import (
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import DataRequired

from portfolio.witness.fields import LONGEST_WORDS, AtMost, plain_breaks


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
