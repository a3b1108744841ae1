"""The form of the first run: the centre and its first administrator."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portfolio.people.addresses import is_address
from portfolio.people.passwords import HINT, SHORTEST, TOO_SHORT


def _strip(value: str | None) -> str:
    return (value or "").strip()


class FirstRunForm(FlaskForm):
    """The centre's name, and who looks after it."""

    centre = StringField(
        "Name of your centre",
        filters=[_strip],
        validators=[DataRequired("Enter the name of your centre."), Length(max=200)],
        description="The college, training provider or employer.",
    )
    name = StringField(
        "Your name",
        filters=[_strip],
        validators=[DataRequired("Enter your name."), Length(max=200)],
    )
    email = EmailField(
        "Your e-mail address",
        filters=[_strip],
        validators=[DataRequired("Enter your e-mail address."), Length(max=254)],
        description="You sign in with it, and learners see it when they need to ask somebody.",
    )
    password = PasswordField(
        "Password",
        [DataRequired(TOO_SHORT), Length(min=SHORTEST, message=TOO_SHORT)],
        description=HINT,
    )
    code = StringField(
        "Set-up code",
        [DataRequired("Enter the set-up code.")],
        description="“portfolio run” printed it in its terminal, so that only somebody at the server can set the centre up.",
    )

    def validate_email(self, field: Any) -> None:
        """Refuse what isn't written like an e-mail address."""
        if not is_address(field.data):
            raise ValidationError("Enter an e-mail address such as name@example.org.")
