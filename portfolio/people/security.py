"""Flask-Security, fitted to this house: our transactions, our mail, our words, slow guessing, real sign-out."""

from datetime import timedelta
from typing import Any

from flask import Flask, request, session
from flask_login import user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    MailUtil,
    Security,
    password_changed,
    password_reset,
    user_authenticated,
)

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import post
from portfolio.base.settings.config import Settings
from portfolio.base.web.full_addresses import public_url
from portfolio.people import invitations, passwords, sign_ins, store
from portfolio.people.forms import ChangeForm, ResetForm, SignInForm
from portfolio.people.guards import LAST_SEEN, SIGN_IN_SECRET, person_or_none
from portfolio.people.model import Account, RoleRow
from portfolio.people.networks import network_mark
from portfolio.people.passwords import HashCost
from portfolio.people.roles import KEEPS_PORTFOLIO
from portfolio.people.words import BODIES, MESSAGES, SUBJECTS


class Datastore(FSQLALiteUserDatastore):
    """Flask-Security's store, committing through `write()` and knowing addresses as we do."""

    def commit(self) -> None:
        """Keep what Flask-Security changed, in a transaction that may write."""
        with write():
            """The changed rows are flushed and kept when the block ends."""

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:
        """Find a person; by e-mail address however it is written."""
        if "email" in wanted:
            return store.by_email(str(wanted["email"]))
        if "fs_uniquifier" in wanted:
            return sign_ins.person_of(wanted["fs_uniquifier"], session.get(SIGN_IN_SECRET, ""))
        found: Account | None = super().find_user(case_insensitive=case_insensitive, **wanted)
        return found


class Post(MailUtil):
    """Flask-Security's mail, sent like all other mail and with links from the configured address."""

    def normalize(self, email: str) -> str:
        """Return an address as it is compared; a space before or after it is nobody's mistake."""
        result: str = super().normalize(email.strip())
        return result

    def send_mail(
        self, template: str, subject: str, recipient: Any, *_rest: Any, **kwargs: Any
    ) -> None:
        """Add the message that belongs to Flask-Security's `template`."""
        del subject  # ours says it in our words
        which = template.rpartition("/")[2]
        token = kwargs.get("reset_token")
        with write() as rows:
            post(
                rows,
                to=str(recipient),
                subject=SUBJECTS[which],
                body=BODIES[which].format(name=kwargs["user"].name),
                link=public_url(f"/reset-password/{token}") if token else None,
                about=which,
            )


def open_security(app: Flask, settings: Settings, hash_cost: HashCost) -> None:
    """Give `app` sign-in, sign-out, reset and change of password."""
    app.config |= {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__time_cost": hash_cost.passes,
            "argon2__memory_cost": hash_cost.memory_kib,
            "argon2__parallelism": hash_cost.lanes,
        },
        "SECURITY_PASSWORD_SALT": None,
        "SECURITY_PASSWORD_LENGTH_MIN": passwords.SHORTEST,
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
        "SECURITY_EMAIL_PLAINTEXT": False,  # `Post` has the words; no template is rendered for them
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_USE_REGISTER_V2": True,
        **{f"SECURITY_MSG_{name}": said for name, said in MESSAGES.items()},
    }
    app.extensions["people"] = Security(
        app,
        Datastore(db, Account, RoleRow),
        login_form=SignInForm,
        reset_password_form=ResetForm,
        change_password_form=ChangeForm,
        mail_util_cls=Post,
    )
    app.extensions["people"].change_password_context_processor(_around_change_password)
    user_authenticated.connect(_remember_browser, app)
    user_logged_out.connect(_forget_browser, app)
    for changed in (password_changed, password_reset):
        changed.connect(_end_every_sign_in, app)


def _around_change_password() -> dict[str, bool]:
    """Say to its page whether this person is reminded of anything."""
    person = person_or_none()
    return {"reminded": person is not None and person.has(*KEEPS_PORTFOLIO)}


def _remember_browser(_app: Flask, user: Account, **_kwargs: Any) -> None:
    """Begin a signed-in browser; whoever was signed in here before is signed out."""
    _forget_browser(_app)
    session[SIGN_IN_SECRET] = sign_ins.begin(user.id, network_mark(request.remote_addr))
    session[LAST_SEEN] = int(now().timestamp())


def _forget_browser(_app: Flask, **_kwargs: Any) -> None:
    session.pop(LAST_SEEN, None)
    secret = session.pop(SIGN_IN_SECRET, None)
    if secret:
        sign_ins.end(secret)


def _end_every_sign_in(_app: Flask, user: Account, **_kwargs: Any) -> None:
    """End every browser's sign-in but the one that a password was just changed from.

    Open invitations are closed too: a link in an old mail must not set yet another password.
    """
    keep = session.get(SIGN_IN_SECRET) if request.endpoint == "security.change_password" else None
    with write() as rows:
        sign_ins.end_all(rows, user.id)
        invitations.close(rows, user.id)
    if keep:
        session[SIGN_IN_SECRET] = sign_ins.begin(user.id, network_mark(request.remote_addr))
