"""The ways in that need no password: the first run, and the demonstration on this machine."""

from uuid import UUID

from flask import current_app, render_template, request
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from portfolio.base.web.pages import ANYONE, go, guarded, not_found, tell
from portfolio.home import first_run as running
from portfolio.home.blueprint import blueprint
from portfolio.home.forms import FirstRunForm
from portfolio.people import store as people

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via")


@blueprint.route("/first-run", methods=["GET", "POST"])
@guarded(ANYONE)
def first_run() -> str | Response:
    """Set up the centre and its first administrator; only while there is no centre."""
    if people.the_centre() is not None:
        not_found()
    form = FirstRunForm()
    if form.validate_on_submit() and _right_code(form):
        try:
            account = running.set_up(
                centre=form.centre.data,
                name=form.name.data,
                email=form.email.data,
                password=form.password.data,
            )
        except people.CentreThere:
            return go("security.login")
        login_user(account, authn_via=["password"])
        tell("Your centre is set up, and you are signed in.")
        return go("home.first_page")
    return render_template("home/first_run.html", form=form)


def _right_code(form: FirstRunForm) -> bool:
    if running.too_many_tries():
        form.code.errors = ["Too many wrong codes. Wait 15 minutes and try again."]
        return False
    if running.code_matches(form.code.data or ""):
        return True
    form.code.errors = [
        "That is not the set-up code. Copy it from the terminal where “portfolio run” was started."
    ]
    return False


@blueprint.post("/demonstration/<uuid:account_id>")
@guarded(ANYONE)
def be(account_id: UUID) -> Response:
    """Sign in as somebody without a password: in demonstration mode only, on this machine only."""
    account = people.by_id(account_id) if is_demonstration() else None
    if account is None or not account.active:
        not_found()
    login_user(account, authn_via=["demonstration"])
    return go("home.first_page")


def is_demonstration() -> bool:
    """Whether this is the demonstration, asked from the machine it runs on and through no proxy."""
    forwarded = any(name in request.headers for name in FORWARDED)
    return bool(
        current_app.config["DEMONSTRATION"] and request.remote_addr in LOOPBACK and not forwarded
    )
