"""What an assessor writes about a learner of theirs: chosen, begun, and then written like any piece."""

from collections.abc import Iterator
from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.web.pages import go, guarded, not_found
from portfolio.enrolment import store as enrolments
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Kind, Shape
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.records import store
from portfolio.evidence.records.extension_points import Panel
from portfolio.evidence.records.follow_up_checks import handover_of, since
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.queries import NamedPiece
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import DECIDES, Author


@blueprint.get("/evidence/about/<uuid:learner_id>")
@guarded(*DECIDES)
def choose_record(learner_id: UUID) -> str:
    """Let an assessor choose what to write about a learner; `?handover=` says about which handover."""
    learner = _assessed(learner_id)
    return render_template(
        "evidence/writing/choose_record.html",
        learner=learner,
        kinds=sorted(written_by_assessors(), key=lambda assessor: len(assessor.written_by)),
        handover=_handover(learner, request.args.get("handover", "")),
        drafts=[
            record
            for record in store.written_by(current_person())
            if record.learner == learner.name
        ],
    )


def written_by_assessors() -> list[Kind]:
    """Return the kinds that an assessor writes about a learner."""
    return [kind for kind in KINDS.values() if Author.ASSESSOR in kind.written_by]


@blueprint.post("/evidence/about/<uuid:learner_id>/<kind_id>")
@guarded(*DECIDES)
def begin_record(learner_id: UUID, kind_id: str) -> AnyResponse:
    """Begin a record about a learner and open it."""
    learner = _assessed(learner_id)
    kind = KINDS.get(kind_id)
    if kind is None or Author.ASSESSOR not in kind.written_by:
        not_found()
    handover = _handover(learner, request.form.get("handover", ""))
    about = [field for field in kind.fields if field.shape is Shape.PIECE] if handover else []
    content = {
        field.name: str(handover.id)
        for field in about
        if handover and field.of_kind == handover.kind_id
    }
    piece = store.begin(current_person(), kind_id, content, learner_id=learner.id)
    return go("evidence.edit", evidence_id=piece.id)


def later_check_backs(piece: Evidence, _reader: Account) -> Iterator[Panel]:
    """Add to a record about a handover what was found when somebody checked back."""
    for handover in handover_of(piece):
        tasks = {action.id: action.task for action in handover.actions}
        found = since(piece, [handover])
        yield Panel(
            "evidence/reading/_verified.html",
            {"handover": handover, "found": found, "tasks": tasks},
        )


def _assessed(learner_id: UUID) -> Account:
    person = current_person()
    if person.id == learner_id or not enrolments.assesses(person, learner_id):
        not_found()
    return people.by_id(learner_id) or not_found()


def _handover(learner: Account, wanted: str) -> NamedPiece | None:
    """Return the submitted piece of the learner's that is named, or None."""
    theirs = store.by_name(learner.id, submitted_only=True) if wanted else ()
    return next((named for named in theirs if str(named.id) == wanted), None)
