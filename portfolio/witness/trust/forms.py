"""What an assessor writes on the page about a statement: what the witness answered, or why it is to be corrected."""

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired

from portfolio.outsiders.forms import plain_breaks
from portfolio.witness.fields import LONGEST_WORDS, AtMost


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


class CorrectForm(FlaskForm):
    """An assessor says why a statement should be looked at once more."""

    reason = TextAreaField(
        "What should the witness look at?",
        filters=[plain_breaks],
        validators=[
            DataRequired("Say what the witness should look at; they read it."),
            AtMost(LONGEST_WORDS),
        ],
        description="The witness reads this. Don’t say what they should write, and leave out anything that shows who a customer is.",
    )
