"""The page that says why a statement may be trusted, and what its assessor does about it: confirm, dispute, correct."""

from collections.abc import Iterator
from uuid import UUID

from flask import current_app, render_template, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.evidence.kinds.witness_statement import WITNESS_STATEMENT
from portfolio.evidence.records.extension_points import Panel
from portfolio.evidence.records.model import Evidence
from portfolio.outsiders.rules import NotOpen
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import (
    CHECKS_WITNESSES,
    DECIDES,
    LOOKS_AFTER_CENTRE,
    READS_EVERY_PORTFOLIO,
)
from portfolio.witness.assurance import NEVER_PROVEN
from portfolio.witness.blueprint import blueprint
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import RequestState
from portfolio.witness.statements import standing
from portfolio.witness.trust import correcting
from portfolio.witness.trust.forms import ConfirmForm, CorrectForm
from portfolio.witness.trust.statement_offers import StatementSeen
from portfolio.witness.trust.trust_page import OPEN_CORRECTION, Trust, answered, trust_in


@blueprint.get("/witnesses/statements/<uuid:statement_id>")
@guarded(*CHECKS_WITNESSES)
def statement(statement_id: UUID) -> str:
    """Say how a statement stands and why, what happened with it, and what to look at."""
    return _page(statement_id, ConfirmForm(), CorrectForm())


@blueprint.route("/witnesses/statements/<uuid:statement_id>/confirm", methods=["GET", "POST"])
@guarded(*DECIDES)
def confirm(statement_id: UUID) -> str | Response:
    """Record that one asked the witness by another way, and what they answered; it stands on the same page."""
    _refuse_the_witness(statement_id)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _page(statement_id, form, CorrectForm())
    yes = form.confirmed.data == "yes"
    try:
        standing.confirm(statement_id, current_person(), confirmed=yes, how=form.how.data)
    except (standing.BothWitnessAndAssessor, NotOpen) as problem:
        raise PageProblem(str(problem), back=_here(statement_id)) from problem
    tell("The statement is confirmed." if yes else "The statement is in question.")
    return go("witness.statement", statement_id=statement_id)


@blueprint.route("/witnesses/statements/<uuid:statement_id>/correct", methods=["GET", "POST"])
@guarded(*DECIDES)
def correct(statement_id: UUID) -> str | Response:
    """Open the statement again for its witness, with a reason that they read; it stands on the same page."""
    _refuse_the_witness(statement_id)
    form = CorrectForm()
    if not form.validate_on_submit():
        return _page(statement_id, ConfirmForm(), form, correcting_now=True)
    try:
        asked = correcting.ask(current_person(), statement_id, form.reason.data)
    except (standing.BothWitnessAndAssessor, NotOpen) as problem:
        raise PageProblem(str(problem), back=_here(statement_id)) from problem
    if asked.state == RequestState.WAITING:
        tell("The link is ready. No mail leaves this installation, so hand it over yourself.")
        return go("witness.release", request_id=asked.id)
    tell(f"{asked.witness_name} has been asked by mail. What stands goes on standing until then.")
    return go("witness.statement", statement_id=statement_id)


def _refuse_the_witness(statement_id: UUID) -> None:
    shown = standing.for_assessor(current_person(), statement_id) or not_found()
    if is_the_witness(current_person(), shown.statement):
        raise PageProblem(
            "You are the witness of this statement, and nobody is both witness and assessor of one. "
            "Ask another assessor.",
            back=_here(statement_id),
        )


def _here(statement_id: UUID) -> str:
    return url_for("witness.statement", statement_id=statement_id)


def _page(
    statement_id: UUID,
    form: ConfirmForm,
    correct_form: CorrectForm,
    *,
    correcting_now: bool = False,
) -> str:
    trust = trust_in(current_person(), statement_id) or not_found()
    state = trust.correction.state if trust.correction else ""
    return render_template(
        "witness/trust/statement.html",
        trust=trust,
        seen=_seen(trust),
        never_proven=NEVER_PROVEN,
        answered=answered(trust.content),
        form=form,
        correct_form=correct_form,
        correcting_now=correcting_now,
        correction_is=OPEN_CORRECTION.get(RequestState(state)) if state else "",
        mail_leaves=current_app.config["MAIL_REALLY_LEAVES"],
    )


def _seen(trust: Trust) -> StatementSeen:
    """Return the statement as the person looking sees it."""
    person, asked = current_person(), trust.shown.request
    return StatementSeen(
        acts=trust.acts,
        assesses=person.has(*DECIDES),
        samples=person.has(*READS_EVERY_PORTFOLIO),
        looks_after_centre=person.has(*LOOKS_AFTER_CENTRE),
        is_newest=trust.is_newest,
        asked_by_link=asked is not None,
        vouched=bool(asked and asked.vouched_through),
        disputed=trust.standing.disputed,
    )


def how_it_stands(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Tell the learner how a statement stands, in kind words; staff read that with the reasons elsewhere."""
    if piece.kind_id != WITNESS_STATEMENT.id or reader.id != piece.learner_id:
        return
    shown = standing.of_evidence(piece.id)
    if shown is not None:
        found = standing.standing(shown.statement)
        yield Panel("witness/trust/_stands.html", {"standing": found})
