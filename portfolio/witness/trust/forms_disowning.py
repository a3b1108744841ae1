"""The one question behind the receipt's link: whether they wrote the statement."""

from wtforms import Form, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Optional

from portfolio.base.translation_marker import mark
from portfolio.outsiders.forms import plain_breaks
from portfolio.witness.fields import LONGEST_WORDS, AtMost

MINE, NOT_MINE = "mine", "not mine"


class DisownForm(Form):
    """Nothing is chosen beforehand, so that a machine which only presses buttons says nothing."""

    wrote_it = RadioField(
        mark("Did you write this statement?"),
        choices=[
            SelectChoice(NOT_MINE, mark("No, this wasn’t me")),
            SelectChoice(MINE, mark("Yes, I wrote it")),
        ],
        validators=[DataRequired(mark("Choose whether you wrote the statement."))],
    )
    words = TextAreaField(
        mark("Is there anything the centre should know?"),
        filters=[plain_breaks],
        validators=[Optional(), AtMost(LONGEST_WORDS)],
    )
