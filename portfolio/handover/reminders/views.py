"""How a learner is reminded: the mail and its switch, the calendar's address, and the link that stops the mail."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portfolio.base.web.full_addresses import public_url
from portfolio.base.web.pages import ANYONE, csrf, go, guarded, not_found, tell
from portfolio.handover.blueprint import blueprint
from portfolio.handover.reminders import feed as feeds
from portfolio.handover.reminders import switch
from portfolio.history.chain import Actor
from portfolio.outsiders import link_guesses
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO

BY_LINK = Actor(None, "The link in a reminder")


@blueprint.get("/reminders")
@guarded(*KEEPS_PORTFOLIO)
def reminders() -> str:
    """Show how this learner is reminded, and the ways to change it."""
    return _page()


def _page(address: str = "") -> str:
    person = current_person()
    return render_template(
        "handover/reminders/reminders.html",
        mail_is_on=switch.are_on(person.id),
        feed=feeds.of_account(person.id),
        address=address,
        hour=current_app.config["REMINDERS_HOUR"],
    )


@blueprint.post("/reminders")
@guarded(*KEEPS_PORTFOLIO)
def remind() -> ResponseReturnValue:
    """Do what the pressed button says."""
    person, wish = current_person(), request.form.get("do", "")
    if wish == "make":
        # Shown in this answer and never again, so it can be no redirect.
        path = f"/calendar/{feeds.make(person).text}.ics"
        return _page(public_url(path))
    if wish == "close":
        feeds.close(person)
        tell("The calendar address is closed. No calendar can read your check-backs any more.")
    elif wish == "stop":
        switch.stop(person, person.actor)
        tell("You get no more reminders by e-mail.")
    elif wish == "begin":
        switch.begin_again(person, person.actor)
        tell("You get reminders by e-mail again.")
    else:
        abort(400, "Go back, and press one of the buttons.")
    return go("handover.reminders")


@blueprint.route("/reminders/stop/<token>", methods=["GET", "POST"])
@guarded(ANYONE)
def stop(token: str) -> str:
    """Stop somebody's reminders by the link in one of them: a page with a button, then what it does.

    Mail programs post here by themselves when somebody presses their “unsubscribe” (RFC 8058); they
    have no cookie, so what protects it is the secret in the address.
    """
    account = switch.whose(token)
    if account is None:
        link_guesses.note("reminder link")
        not_found()
    if request.method == "POST":
        switch.stop(account, BY_LINK)
    return render_template("handover/reminders/stop.html", on=switch.are_on(account.id))


csrf.exempt(stop)
