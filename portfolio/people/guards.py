"""Who may open what: deny by default; what isn't yours looks exactly like what isn't there."""

from typing import cast

from flask import Flask, current_app, redirect, request, session, url_for
from flask_login import current_user
from flask_security.utils import logout_user
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.web import pages
from portfolio.base.web.pages import ANYONE, SIGNED_IN, not_found
from portfolio.people import sign_ins
from portfolio.people.model import Account

SIGN_IN_SECRET = "browser"  # noqa: S105 -- the name of a field in the signed cookie
LAST_SEEN = "seen"
LONGEST_IDLE = 60 * 60 * 2
SEEN_EVERY = 60

OPEN_TO_ALL = frozenset(
    {"static", "security.login", "security.forgot_password", "security.reset_password"}
)
OPEN_TO_SIGNED_IN = frozenset({"security.logout", "security.change_password"})
"""Flask-Security's own views, which can't carry our guard."""


def current_person() -> Account:
    """Return who is signed in. Only for views that nobody else can reach."""
    return cast("Account", current_user._get_current_object())  # noqa: SLF001 -- werkzeug's own way to the object


def person_or_none() -> Account | None:
    """Return who is signed in, or None."""
    return current_person() if current_user.is_authenticated else None


def guards_of(app: Flask, endpoint: str) -> frozenset[str]:
    """Return the roles that may open an endpoint (or ANYONE, SIGNED_IN); empty means nobody."""
    if endpoint in OPEN_TO_ALL:
        return frozenset({ANYONE})
    if endpoint in OPEN_TO_SIGNED_IN:
        return frozenset({SIGNED_IN})
    return pages.roles_of(app, endpoint)


def install_guards(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    allowed = guards_of(current_app, request.endpoint)
    if request.endpoint == "static":
        return None
    _end_stale_sign_in()
    if ANYONE in allowed:
        return None
    if not allowed:
        not_found()
    person = person_or_none()
    if person is None:
        return _to_sign_in()
    if SIGNED_IN not in allowed and not person.has(*allowed):
        not_found()
    return None


def _end_stale_sign_in() -> None:
    """Treat a browser whose sign-in ended, idled too long or grew too old as a stranger's."""
    if not current_user.is_authenticated:
        return
    secret = session.get(SIGN_IN_SECRET, "")
    moment = int(now().timestamp())
    idle = moment - session.get(LAST_SEEN, moment)
    if idle > LONGEST_IDLE or not sign_ins.holds(secret, current_person().id):
        session.pop(SIGN_IN_SECRET, None)
        session.pop(LAST_SEEN, None)
        logout_user()
    elif idle > SEEN_EVERY or LAST_SEEN not in session:
        session[LAST_SEEN] = moment


def _to_sign_in() -> Response:
    if pages.is_autosave():
        raise Unauthorized(
            "You have been signed out. Sign in again; your words are kept on this device."
        )
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("security.login", next=wanted or None), code=303)
