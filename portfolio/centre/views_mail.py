"""The administrator's page of messages that did not go."""

from uuid import UUID

from flask import render_template, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import PageProblem, go, guarded, tell
from portfolio.centre import undelivered
from portfolio.centre.blueprint import blueprint
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE


@blueprint.get("/centre/mail")
@guarded(*LOOKS_AFTER_CENTRE)
def mail() -> str:
    """List the messages that were refused, are doubtful, or have waited for more than an hour."""
    return render_template("centre/mail.html", rows=undelivered.messages())


@blueprint.post("/centre/mail/<uuid:mail_id>/again")
@guarded(*LOOKS_AFTER_CENTRE)
def mail_again(mail_id: UUID) -> Response:
    """Try to send one of them again."""
    try:
        row = undelivered.try_again(current_person(), mail_id)
    except undelivered.NothingToTry as problem:
        raise PageProblem(str(problem), back=url_for("centre.mail")) from problem
    tell(f"The message to {row.recipient} is sent again now. If it fails, it stands here again.")
    return go("centre.mail")
