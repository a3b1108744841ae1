"""The one question behind the receipt's link: whether they wrote the statement."""

from wtforms import Form, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, Optional

from portfolio.witness.fields import LONGEST_WORDS, AtMost

MINE, NOT_MINE = "mine", "not mine"


def _trimmed(value: str | None) -> str:
    return (value or "").replace("\r\n", "\n").strip()


class DisownForm(Form):
    """Nothing is chosen beforehand, so that a machine which only presses buttons says nothing."""

    wrote_it = RadioField(
        "Did you write this statement?",
        choices=[
            SelectChoice(NOT_MINE, "No, this wasn’t me"),
            SelectChoice(MINE, "Yes, I wrote it"),
        ],
        validators=[DataRequired("Choose whether you wrote the statement.")],
    )
    words = TextAreaField(
        "Is there anything the centre should know?",
        filters=[_trimmed],
        validators=[Optional(), AtMost(LONGEST_WORDS)],
    )
