"""Replying signed in: what somebody with an account is asked to confirm, and their reply."""

from http import HTTPStatus
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.web.actions import PageAction
from portfolio.base.web.pages import SIGNED_IN, go, guarded, not_found, tell
from portfolio.handover.blueprint import blueprint
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.parties.store import asked_of
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.forms import DeclineReplyForm
from portfolio.handover.replies.pages import form_of, page_of, said_before, version_before_them
from portfolio.handover.replies.reply_links import OpenedAsk, open_for
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO

Answer = str | tuple[str, int] | Response


@blueprint.get("/replies")
@guarded(SIGNED_IN)
def asked() -> str:
    """List what others ask this person to confirm."""
    rows = asked_of(current_person())
    has_log = current_person().has(*KEEPS_PORTFOLIO)
    back = (
        PageAction("Handovers", "handover.log")
        if has_log
        else PageAction("Home", "home.first_page")
    )
    return render_template("handover/replies/asked.html", rows=rows, moment=now(), back=back)


@blueprint.route("/replies/<uuid:participant_id>", methods=["GET", "POST"])
@guarded(SIGNED_IN)
def reply(participant_id: UUID) -> Answer:
    """Show what was handed over to this person, and keep what they say, once."""
    found = _found(participant_id)
    before = said_before(found)
    form = form_of(found, before, request.form if request.method == "POST" else None)
    if request.method == "POST":
        if not form.is_complete():
            page = render_template("handover/replies/reply.html", **page_of(found, form, before))
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        replies.reply_signed_in(
            current_person(),
            participant_id,
            version_before_them(found, form.version.data or "").version,
            form.sending.data or "",
            form.points(),
        )
        tell(f"Thank you. {found.learner.name} is told. You can come back and say more.")
        return go("handover.asked")
    return render_template("handover/replies/reply.html", **page_of(found, form, before))


@blueprint.route("/replies/<uuid:participant_id>/not-there", methods=["GET", "POST"])
@guarded(SIGNED_IN)
def not_there(participant_id: UUID) -> Answer:
    """Ask once more, then note that they weren't there."""
    found = _found(participant_id)
    form = DeclineReplyForm(request.form if request.method == "POST" else None)
    sending = request.form.get("sending", "")
    if request.method != "POST" or not sending or not form.validate():
        return render_template(
            "handover/replies/not_there.html",
            form=form,
            row=found.participant,
            learner=found.learner,
            sending=form_of(found, ()).sending.data,
        )
    replies.decline_signed_in(
        current_person(), participant_id, ReplyKind.NOT_THERE, form.words.data or "", sending
    )
    tell(f"Thank you. {found.learner.name} is told.")
    return go("handover.asked")


def _found(participant_id: UUID) -> OpenedAsk:
    return open_for(current_person(), participant_id) or not_found()
