"""The learner's page of who takes part in a piece: ask them, see what they said, send again, cancel."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.web.pages import go, guarded, not_found, tell, warn
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.store import NotThere
from portfolio.handover.blueprint import blueprint
from portfolio.handover.corroboration.store import of_one
from portfolio.handover.parties import store as parties
from portfolio.handover.parties.model import AskedState, Participant, PartyRole
from portfolio.handover.parties.store import PARTS
from portfolio.handover.replies import requests
from portfolio.handover.replies.forms import AskPartyForm
from portfolio.handover.replies.piece_panels import people_of
from portfolio.handover.replies.request_rules import Inviting
from portfolio.outsiders.rules import NotOpen, RequestRefused, TooMany
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO


@blueprint.route("/evidence/<uuid:evidence_id>/people", methods=["GET", "POST"])
@guarded(*KEEPS_PORTFOLIO)
def people(evidence_id: UUID) -> str | Response | tuple[str, int]:
    """Show who was asked and what they said; ask somebody else."""
    piece = own_piece(evidence_id)
    if piece.kind_id not in PARTS:
        not_found()
    form = AskPartyForm()
    if form.validate_on_submit() and piece.latest is not None:
        made = _ask(form, piece)
        if made is not None:
            tell(f"{made.name} is asked. {_how(made)}")
            return go("handover.people", evidence_id=evidence_id)
        return _page(piece, form), 422
    return _page(piece, form)


def _how(made: Participant) -> str:
    if made.account_id:
        return "They reply signed in."
    if made.state == AskedState.WAITING:
        return "Their link waits for your assessor, who passes it on."
    return "They get a link by e-mail."


def _page(piece: Evidence, form: AskPartyForm) -> str:
    taking = of_one(piece)
    return render_template(
        "handover/replies/people.html",
        piece=piece,
        people=people_of(piece, taking),
        is_party=PARTS[piece.kind_id] is PartyRole.PARTY,
        moment=now(),
        form=form,
    )


def _ask(form: AskPartyForm, piece: Evidence) -> Participant | None:
    """Ask, or say in the form why not."""
    inviting = Inviting(form.name.data or "", form.email.data or "", form.message.data or "")
    try:
        return requests.ask(current_person(), piece.id, inviting)
    except RequestRefused as refused:
        form.show(refused.problems)
    except (TooMany, NotThere) as problem:
        form.form_errors.append(str(problem))
    return None


@blueprint.post("/participants/<uuid:participant_id>/again")
@guarded(*KEEPS_PORTFOLIO)
def ask_again(participant_id: UUID) -> Response:
    """Send a new link, or tell somebody with an account again; an old link stops working."""
    row = _own(participant_id)
    try:
        requests.send_again(current_person(), participant_id)
    except (NotOpen, TooMany, RequestRefused, NotThere) as problem:
        warn(str(problem))
    else:
        tell(f"{row.name} is asked again.")
    return go("handover.people", evidence_id=row.evidence_id)


@blueprint.route("/participants/<uuid:participant_id>/cancel", methods=["GET", "POST"])
@guarded(*KEEPS_PORTFOLIO)
def stop_asking(participant_id: UUID) -> str | Response:
    """Ask once more, then stop asking somebody; what they said stays."""
    row = _own(participant_id)
    back = url_for("handover.people", evidence_id=row.evidence_id)
    if request.method != "POST":
        return render_template("handover/replies/stop_asking.html", row=row, back=back)
    try:
        requests.cancel(current_person(), participant_id)
    except (NotOpen, NotThere) as problem:
        warn(str(problem))
    else:
        tell(f"{row.name} is no longer asked. What they said stays.")
    return go("handover.people", evidence_id=row.evidence_id)


def _own(participant_id: UUID) -> Participant:
    return parties.own(current_person(), participant_id) or not_found()
