"""The form with which staff vouch for a witness's address."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from portfolio.outsiders.forms import plain_breaks
from portfolio.witness.fields import LONGEST_WORDS, AtMost


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
