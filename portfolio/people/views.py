"""Taking up an invitation: the link shows a form and changes nothing; the form sets the password, once."""

from flask import Blueprint, redirect, render_template, url_for
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from portfolio.base.sealed_text import BadSeal, seal, unseal
from portfolio.base.web.pages import ANYONE, guarded, tell
from portfolio.people import invitations
from portfolio.people.forms import InvitationForm
from portfolio.people.model import Account

blueprint = Blueprint("people", __name__)
Page = str | tuple[str, int] | Response


@blueprint.get("/invitation/<token>")
@guarded(ANYONE)
def invitation(token: str) -> Page:
    """Show the form; opening the link, by whomever or whatever, uses nothing up."""
    found = invitations.open_invitation(token)
    if found is None:
        return _closed()
    account = found[1]
    return _form_page(InvitationForm(name=account.name, sealed=seal(token)), account)


@blueprint.post("/invitation")
@guarded(ANYONE)
def take_up() -> Page:
    """Set the password and sign the person in; the link's secret comes sealed in the form."""
    form = InvitationForm()
    try:
        token = unseal(form.sealed.data or "")
    except BadSeal:
        return _closed()
    found = invitations.open_invitation(token)
    if found is None:
        return _closed()
    if not form.validate_on_submit():
        return _form_page(form, found[1])
    try:
        account = invitations.take_up(token, form.password.data, form.name.data)
    except invitations.InvitationNotOpen:
        return _closed()
    login_user(account, authn_via=["link"])
    tell("Your password is set, and you are signed in.")
    return redirect(url_for("home.first_page"), code=303)


def _form_page(form: InvitationForm, account: Account) -> str:
    return render_template("people/invitation.html", form=form, account=account)


def _closed() -> tuple[str, int]:
    """Answer every link that isn’t open with the same page, so that it tells nothing about why."""
    return render_template("people/link_closed.html"), 404
