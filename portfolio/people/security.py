"""Flask-Security, fitted to this house: our transactions, our mail, our slow guessing, real sign-out."""

from datetime import timedelta
from typing import Any

from flask import Flask, request, session
from flask_login import user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    LoginForm,
    MailUtil,
    Security,
    password_changed,
    password_reset,
    user_authenticated,
)

from portfolio.base.config import Settings
from portfolio.base.db import db, write
from portfolio.base.links import public_url
from portfolio.base.mail import post
from portfolio.people import store
from portfolio.people.guards import SIGN_IN_SECRET
from portfolio.people.model import Account, RoleRow

SUBJECTS = {
    "reset_instructions": "Choose a new password",
    "reset_notice": "Your password was changed",
    "change_notice": "Your password was changed",
}
BODIES = {
    "reset_instructions": """Hello {name},

Somebody, probably you, asked to choose a new password for Learner Portfolio. Do it here:

{{link}}

The link works for an hour. If it wasn’t you, ignore this; your password stays as it is.
""",
    "reset_notice": """Hello {name},

Your password for Learner Portfolio was changed and every browser was signed out.
If it wasn’t you, tell your centre at once.
""",
}
BODIES["change_notice"] = BODIES["reset_notice"]


class Datastore(FSQLALiteUserDatastore):  # type: ignore[misc]
    """Flask-Security's store, committing through `write()`."""

    def commit(self) -> None:
        """Keep what Flask-Security changed, in a transaction that may write."""
        with write():
            """The changed rows are flushed and kept when the block ends."""


class Post(MailUtil):  # type: ignore[misc]
    """Flask-Security's mail, sent like all other mail and with links from the configured address."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, *_rest: Any, **kwargs: Any
    ) -> None:
        """Add the message that belongs to Flask-Security's `template`."""
        del subject  # ours says it in our words
        token = kwargs.get("reset_token")
        with write() as rows:
            post(
                rows,
                to=str(recipient),
                subject=SUBJECTS[template],
                body=BODIES[template].format(name=kwargs["user"].name),
                link=public_url(f"/reset-password/{token}") if token else None,
                about=template,
            )


class SignInForm(LoginForm):  # type: ignore[misc]
    """Flask-Security's sign-in, which grows deaf for a while after too many wrong guesses."""

    def validate(self, **kwargs: Any) -> bool:
        """Check address and password, counting what fails per address and per network."""
        keys = [f"sign-in:{self.email.data}", f"sign-in from:{request.remote_addr}"]
        if store.too_many_guesses(keys[0]) or store.too_many_guesses(keys[1], most=100):
            self.form_errors.append(
                "Too many wrong tries. Wait 15 minutes, or choose a new password with “Forgotten your password?”."
            )
            return False
        db.session.rollback()  # hold no transaction while the password is hashed
        if bool(super().validate(**kwargs)):
            return True
        for key in keys:
            store.count_guess(key)
        return False


def open_security(app: Flask, settings: Settings) -> None:
    """Give `app` sign-in, sign-out, reset and change of password."""
    app.config |= {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_SALT": None,
        "SECURITY_PASSWORD_LENGTH_MIN": 8,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_URL": "/reset-password",
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
        "SECURITY_AUTO_LOGIN_AFTER_RESET": False,
        "SECURITY_POST_RESET_VIEW": "/sign-in",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/change-password",
        "SECURITY_POST_CHANGE_VIEW": "/",
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
        "SECURITY_REGISTERABLE": False,
        "SECURITY_TRACKABLE": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_EMAIL_SENDER": settings.mail_from,
        "SECURITY_USE_REGISTER_V2": True,
    }
    datastore = Datastore(db, Account, RoleRow)
    app.extensions["people"] = Security(app, datastore, login_form=SignInForm, mail_util_cls=Post)
    user_authenticated.connect(_remember_browser, app)
    user_logged_out.connect(_forget_browser, app)
    for changed in (password_changed, password_reset):
        changed.connect(_end_every_sign_in, app)


def _remember_browser(_app: Flask, user: Account, **_kwargs: Any) -> None:
    session[SIGN_IN_SECRET] = store.begin_sign_in(user.id)


def _forget_browser(_app: Flask, **_kwargs: Any) -> None:
    secret = session.pop(SIGN_IN_SECRET, None)
    if secret:
        store.end_sign_in(secret)


def _end_every_sign_in(_app: Flask, user: Account, **_kwargs: Any) -> None:
    """A new password ends every browser's sign-in but the one that a change was just made from."""
    keep = session.get(SIGN_IN_SECRET) if request.path == "/change-password" else None
    with write() as rows:
        store.end_all_sign_ins(rows, user.id)
    if keep:
        session[SIGN_IN_SECRET] = store.begin_sign_in(user.id)
