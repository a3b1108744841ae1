"""The forms with which people sign in, take up an invitation and choose a password."""

from typing import Any

from flask import request
from flask_security import ChangePasswordForm, LoginForm, ResetPasswordForm
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from portfolio.base.db import db
from portfolio.base.web.pages import safe_next
from portfolio.people import guesses
from portfolio.people.addresses import address_key
from portfolio.people.passwords import HINT, SHORTEST, TOO_SHORT, hashing

GUESSES_PER_NETWORK = 100


class SignInForm(LoginForm):
    """Flask-Security's sign-in, which grows deaf for a while after too many wrong guesses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.next.data:
            self.next.data = safe_next(
                ""
            )  # an address elsewhere is dropped, and signing in goes on

    def validate(self, **kwargs: Any) -> bool:
        """Check address and password, counting what fails per address and per network."""
        address = f"sign-in:{address_key(self.email.data or '')}"
        network = f"sign-in from:{request.remote_addr}"
        if guesses.too_many_guesses(address) or guesses.too_many_guesses(
            network, most=GUESSES_PER_NETWORK
        ):
            self.form_errors.append(
                "Too many wrong tries. Wait 15 minutes, or choose a new password with “Forgotten your password?”."
            )
            return False
        db.session.rollback()  # hold no transaction while the password is hashed
        with hashing:
            right = bool(super().validate(**kwargs))
        if right:
            return True
        guesses.count_guess(address)
        guesses.count_guess(network)
        return False


class ResetForm(ResetPasswordForm):
    """A new password after a link by mail; typed once, because it can be shown."""

    password_confirm = None


class ChangeForm(ChangePasswordForm):
    """A new password in place of the one now; typed once, because it can be shown."""

    new_password_confirm = None


class InvitationForm(FlaskForm):
    """What an invited person says: how they are called, and their password."""

    name = StringField(
        "Your name",
        [DataRequired("Enter your name."), Length(max=200, message="Use 200 characters or fewer.")],
        description="As it should stand in portfolios and on certificates.",
    )
    password = PasswordField(
        "Choose a password",
        [DataRequired(TOO_SHORT), Length(min=SHORTEST, message=TOO_SHORT)],
        description=HINT,
    )
    sealed = HiddenField()
