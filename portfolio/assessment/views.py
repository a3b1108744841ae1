"""The assessor's pages: what waits, one piece with all its claims, the criteria of an enrolment; and the learner's feedback."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.assessment import board, problems, store
from portfolio.assessment import queue as waiting
from portfolio.assessment.feedback_page import after_feedback
from portfolio.assessment.forms import AchievementForm, DecisionsForm, decisions_form, declare_form
from portfolio.assessment.piece_review import Desk, lay_out
from portfolio.assessment.unsaved_decisions import UnsavedDecision, sentence, unsaved_decisions
from portfolio.base.clock import now
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records import store as pieces
from portfolio.evidence.records.extension_points import Where, panels_on
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.references import names_of
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import (
    DECIDES,
    FOLLOWS_LEARNERS,
    KEEPS_PORTFOLIO,
    READS_EVERY_PORTFOLIO,
    Author,
)

blueprint = Blueprint("assessment", __name__)
Answer = str | tuple[str, int] | Response
INVALID, STALE = 422, 409


@blueprint.get("/assessment")
@guarded(*DECIDES)
def queue() -> str:
    """Show what waits for the assessor, longest first, and whom they assess."""
    person = current_person()
    everything = waiting.queue(person.id)
    learner, unit = request.args.get("learner", ""), request.args.get("unit", "")
    return render_template(
        "assessment/queue.html",
        everything=everything,
        shown=waiting.narrowed(everything, learner, unit),
        learner=learner,
        unit=unit,
        narrows=len(everything) > 1 or bool(learner or unit),
        enrolments=enrolments.of_assessor(person.id),
        writing=pieces.written_by(person),
        now=now(),
    )


@blueprint.get("/assessment/evidence/<uuid:evidence_id>")
@guarded(*FOLLOWS_LEARNERS)
def piece(evidence_id: UUID) -> Answer:
    """Show one piece with all its claims; the assessor decides, a quality assurer only reads."""
    desk = _desk(current_person(), evidence_id)
    return _piece_page(desk, decisions_form(desk))


@blueprint.post("/assessment/evidence/<uuid:evidence_id>")
@guarded(*DECIDES)
def decided(evidence_id: UUID) -> Answer:
    """Keep all the decisions of the page, or show it again with what is wrong."""
    person = current_person()
    desk = _desk(person, evidence_id)
    form = decisions_form(desk)
    if _assesses(person, desk) and (lost := unsaved_decisions(desk, request.form)):
        return _piece_page(desk, form, lost), STALE
    if not desk.mine:
        not_found()
    if not form.validate():
        return _piece_page(desk, form), INVALID
    try:
        new = store.assess(person, _sent_version(form), form.verdicts, form.soundness)
    except problems.StaleEvidence as problem:
        form.form_errors.append(str(problem))
        form.version_id.data = str(problem.newest.id)
        return _piece_page(_desk(person, evidence_id), form), STALE
    except problems.OwnStatement as problem:
        raise PageProblem(str(problem), back=url_for("assessment.queue")) from problem
    except problems.NotTheirsToAssess:
        now_there = _desk(person, evidence_id)
        lost = unsaved_decisions(now_there, request.form) or not_found()
        return _piece_page(now_there, form, lost), STALE
    tell(
        "Your decisions are kept, and the learner is told."
        if new
        else "Nothing was new, so nothing was changed."
    )
    return go("assessment.piece", evidence_id=evidence_id)


def _sent_version(form: DecisionsForm) -> UUID:
    try:
        return UUID(form.version_id.data or "")
    except ValueError:
        not_found()


def _desk(person: Account, evidence_id: UUID) -> Desk:
    """Return the piece for somebody who may assess or sample it, else 404."""
    evidence = pieces.for_reader(person, evidence_id)
    if evidence is None or evidence.latest is None or evidence.learner_id == person.id:
        not_found()
    theirs = enrolments.of_learner(evidence.learner_id)
    if not person.has(*READS_EVERY_PORTFOLIO):
        theirs = [enrolment for enrolment in theirs if enrolment.assessor_id == person.id]
    decides = person.has(*DECIDES) and evidence.withdrawn_at is None
    return lay_out(evidence, theirs, person.id if decides else None, _names(evidence))


def _names(evidence: Evidence) -> dict[str, str]:
    """Say how the learner's pieces and criteria are named, for answers that name one."""
    return names_of(evidence.learner_id, submitted_only=True)


def _assesses(person: Account, desk: Desk) -> bool:
    """Whether a person assesses the learner of the piece, rather than reads it as a quality assurer."""
    return enrolments.assesses(person, desk.evidence.learner_id)


def _piece_page(desk: Desk, form: DecisionsForm, lost: Sequence[UnsavedDecision] = ()) -> str:
    learner = desk.units[0].learner if desk.units else None
    if lost:
        form.form_errors.append(sentence(desk))
    return render_template(
        "assessment/piece.html",
        desk=desk,
        form=form,
        learner=learner,
        lost=lost,
        may_record=_may_record(desk),
        assesses=current_person().has(*DECIDES),
        next_one=_next(desk.evidence.id) if desk.mine else None,
        more=list(panels_on(Where.PIECE, desk.evidence, current_person())),
    )


def _may_record(desk: Desk) -> bool:
    """Whether the person looking may write a record that names this piece, such as an observation of a handover."""
    kind_id, live = desk.evidence.kind_id, desk.evidence.withdrawn_at is None
    named = {
        field.of_kind
        for kind in KINDS.values()
        if Author.ASSESSOR in kind.written_by
        for field in kind.fields
    }
    return live and kind_id in named and _assesses(current_person(), desk)


def _next(evidence_id: UUID) -> waiting.WaitingPiece | None:
    """Return what waits longest besides this piece."""
    others = waiting.queue(current_person().id)
    return next((other for other in others if other.evidence_id != evidence_id), None)


@blueprint.get("/assessment/enrolments/<uuid:enrolment_id>")
@guarded(*FOLLOWS_LEARNERS)
def criteria(enrolment_id: UUID) -> Answer:
    """Show each criterion of an enrolment with its claims; the assessor declares which are achieved."""
    return _criteria_page(_to_assess(enrolment_id))


@blueprint.post("/assessment/enrolments/<uuid:enrolment_id>")
@guarded(*DECIDES)
def declared(enrolment_id: UUID) -> Answer:
    """Declare one criterion achieved, or not yet."""
    person = current_person()
    enrolment = _to_assess(enrolment_id)
    code = request.form.get("criterion", "")
    form = declare_form(code, sent=True)
    if not form.validate():
        return _criteria_page(enrolment, code, form), INVALID
    achieved = request.form.get("achieved") == "yes"
    try:
        store.declare(person, enrolment_id, code, achieved, form.reason.data or "")
    except (problems.NotEnough, problems.ReasonMissing) as problem:
        form.reason.errors = [str(problem)]
        return _criteria_page(_to_assess(enrolment_id), code, form), INVALID
    except problems.NotTheirsToAssess:
        not_found()
    tell(
        f"Criterion {code} is {'achieved' if achieved else 'not achieved yet'}. The learner is told."
    )
    return go("assessment.criteria", enrolment_id=enrolment_id, _anchor=f"criterion-{code}")


def _to_assess(enrolment_id: UUID) -> Enrolment:
    person = current_person()
    enrolment = enrolments.for_reader(person, enrolment_id)
    if enrolment is None or enrolment.learner_id == person.id:
        not_found()
    return enrolment


def _criteria_page(
    enrolment: Enrolment, code: str = "", sent: AchievementForm | None = None
) -> str:
    person = current_person()
    decides = enrolment.assessor_id == person.id and enrolment.withdrawn_at is None
    places = board.of_enrolment(enrolment)
    forms = {
        place.criterion.code: declare_form(place.criterion.code, sent=False) for place in places
    }
    if sent is not None:
        forms[code] = sent
    return render_template(
        "assessment/criteria.html",
        enrolment=enrolment,
        places=places,
        declarations=forms,
        wrong=sent,
        decides=decides,
    )


@blueprint.get("/assessment/feedback/<uuid:evidence_id>")
@guarded(*KEEPS_PORTFOLIO)
def feedback(evidence_id: UUID) -> str:
    """Show the learner what was decided about one of their pieces, and what to do next."""
    person = current_person()
    evidence = pieces.in_portfolio(person, evidence_id)
    if evidence is None or evidence.latest is None:
        not_found()
    mine: Sequence[Enrolment] = enrolments.of_learner(person.id)
    desk = lay_out(evidence, mine, None, _names(evidence))
    return render_template("assessment/feedback.html", desk=desk, next_step=after_feedback(desk))
