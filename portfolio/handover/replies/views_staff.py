"""The staff's page of links to reply that nobody could mail: each handed over by hand, once, and written down."""

from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.web.pages import guarded, not_found
from portfolio.evidence.records.store import NotThere
from portfolio.handover.blueprint import blueprint
from portfolio.handover.parties.store import unsent_for
from portfolio.handover.replies import requests
from portfolio.people.guards import current_person
from portfolio.people.roles import HANDLES_LINKS


@blueprint.get("/reply-links")
@guarded(*HANDLES_LINKS)
def links() -> str:
    """List the open links of one's learners (an administrator: everybody's)."""
    return render_template(
        "handover/replies/links.html", rows=unsent_for(current_person()), moment=now()
    )


@blueprint.route("/reply-links/<uuid:participant_id>", methods=["GET", "POST"])
@guarded(*HANDLES_LINKS)
def release(participant_id: UUID) -> str | Response:
    """Ask once more; then show a new link, this once. It is not kept, so there is no page to go to."""
    rows = {row.id: (row, learner) for row, _, learner in unsent_for(current_person())}
    if participant_id not in rows:
        not_found()
    row, learner = rows[participant_id]
    if request.method != "POST":
        return render_template("handover/replies/release.html", row=row, learner=learner)
    try:
        row, link = requests.release(current_person(), participant_id)
    except NotThere:
        not_found()
    return render_template("handover/replies/released.html", row=row, learner=learner, link=link)
