"""The form with which an administrator looks up what is kept of a witness, and removes it."""

from flask_wtf import FlaskForm
from wtforms import EmailField, SubmitField, TextAreaField
from wtforms.validators import DataRequired

from portfolio.outsiders.forms import plain_breaks
from portfolio.witness.fields import LONGEST_WORDS, AtMost


class RemovalForm(FlaskForm):
    """Whose details go, and how the wish reached the centre."""

    address = EmailField(
        "The witness’s e-mail address",
        filters=[plain_breaks],
        validators=[DataRequired("Enter the address that the witness was asked at.")],
    )
    reason = TextAreaField(
        "How did they ask, and how do you know that it was them?",
        filters=[plain_breaks],
        validators=[
            DataRequired("Say how the wish reached you, so that it can be followed."),
            AtMost(LONGEST_WORDS),
        ],
        description="For example: by a mail from that address on 3 November; rang them back at work. Don’t write their name here: this line stays in the history.",
    )
    look = SubmitField("Look what there is")
    remove = SubmitField("Remove all of this")
