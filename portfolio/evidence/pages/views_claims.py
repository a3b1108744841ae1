"""Claims on a piece: which criteria it is for, at which place and why; taken back and made again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields import SelectChoice

from portfolio.base.web.pages import go, guarded, not_found, tell, warn
from portfolio.criteria.model import Criterion, Unit
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.forms import ClaimForm
from portfolio.evidence.pages.page_access import claimed_piece, names_for
from portfolio.evidence.records import claims as made
from portfolio.evidence.records.model import Claim, Evidence, PlaceKind
from portfolio.evidence.records.store import NotThere
from portfolio.people.guards import current_person
from portfolio.people.roles import WRITES_EVIDENCE

PHOTO_PAGE = "1"


@dataclass(frozen=True)
class Near:
    """A criterion that lies close to the one just claimed, and why."""

    criterion: Criterion
    reason: str


@blueprint.get("/evidence/<uuid:evidence_id>/claims")
@guarded(*WRITES_EVIDENCE)
def claims(evidence_id: UUID) -> str:
    """Show all criteria of the learner's units with the claims of this piece."""
    piece = claimed_piece(evidence_id)
    enrolled = made.enrolments_for(current_person(), piece.learner_id)
    fresh = _named_claim(piece, "claimed")
    return render_template(
        "evidence/claims/claims.html",
        piece=piece,
        enrolled=[(enrolment, enrolment.unit) for enrolment in enrolled],
        claims_for=_claims_by_criterion(piece),
        theirs={
            other.id for other in piece.claims if made.may_take_back(current_person(), piece, other)
        },
        filenames={attachment.id: attachment.filename for attachment in piece.attachments},
        fresh=fresh,
        near=_near(piece, fresh, enrolled) if fresh else [],
        taken_back=_named_claim(piece, "taken_back"),
    )


def _claims_by_criterion(piece: Evidence) -> dict[tuple[UUID, str], list[Claim]]:
    found: dict[tuple[UUID, str], list[Claim]] = {}
    for claim in piece.live_claims:
        found.setdefault((claim.enrolment_id, claim.criterion), []).append(claim)
    return found


def _named_claim(piece: Evidence, argument: str) -> Claim | None:
    wanted = request.args.get(argument, "")
    live = argument == "claimed"
    for claim in piece.claims:
        if str(claim.id) == wanted and (claim.withdrawn_at is None) == live:
            return claim
    return None


def _near(piece: Evidence, claim: Claim, enrolled: Sequence[Enrolment]) -> list[Near]:
    """Return the criteria close to a claim's that this piece isn't claimed for yet: only a hint."""
    unit = next(
        (enrolment.unit for enrolment in enrolled if enrolment.id == claim.enrolment_id), None
    )
    if unit is None:
        return []
    there = {
        other.criterion for other in piece.live_claims if other.enrolment_id == claim.enrolment_id
    }
    overlaps = unit.criterion(claim.criterion).overlaps
    return [
        Near(unit.criterion(overlap.criterion), overlap.reason)
        for overlap in overlaps
        if overlap.criterion not in there
    ]


@blueprint.get("/evidence/<uuid:evidence_id>/claims/<uuid:enrolment_id>/<code>")
@guarded(*WRITES_EVIDENCE)
def claim(evidence_id: UUID, enrolment_id: UUID, code: str) -> str:
    """Show the form to claim this piece for one criterion, its text beside it."""
    piece = claimed_piece(evidence_id)
    form = ClaimForm(formdata=None)
    like = next(
        (other for other in piece.live_claims if str(other.id) == request.args.get("like")), None
    )
    if like and like.place_kind == PlaceKind.QUOTE:
        form.quote.data = like.place
    return _claim_page(piece, enrolment_id, code, form)


def _claim_page(piece: Evidence, enrolment_id: UUID, code: str, form: ClaimForm) -> str:
    unit = _unit(piece, enrolment_id)
    criterion = (
        next((criterion for criterion in unit.criteria if criterion.code == code), None)
        or not_found()
    )
    files = piece.files_for(current_person().id)
    form.attachment.choices = [
        SelectChoice(value=str(file.id), label=file.filename) for file in files
    ]
    return render_template(
        "evidence/claims/claim.html",
        piece=piece,
        unit=unit,
        enrolment_id=enrolment_id,
        criterion=criterion,
        form=form,
        has_files=bool(files),
        quotable=piece.kind.quotable,
        others=[
            other
            for other in piece.live_claims
            if (other.enrolment_id, other.criterion) == (enrolment_id, code)
        ],
        names=names_for(piece),
    )


def _unit(piece: Evidence, enrolment_id: UUID) -> Unit:
    units = {
        enrolment.id: enrolment.unit
        for enrolment in made.enrolments_for(current_person(), piece.learner_id)
    }
    return units.get(enrolment_id) or not_found()


@blueprint.post("/evidence/<uuid:evidence_id>/claims/<uuid:enrolment_id>/<code>")
@guarded(*WRITES_EVIDENCE)
def add_claim(evidence_id: UUID, enrolment_id: UUID, code: str) -> AnyResponse | Response:
    """Claim this piece for one criterion; a refusal keeps what was typed."""
    piece = claimed_piece(evidence_id)
    form = ClaimForm()
    if not piece.kind.quotable:
        form.place_kind.data = PlaceKind.PAGE
    elif not piece.files_for(current_person().id):
        form.place_kind.data = PlaceKind.QUOTE
    form.place_kind.raw_data = [form.place_kind.data or ""]
    fresh = _add(piece, enrolment_id, code, form) if form.is_complete() else None
    if fresh is None:
        page = _claim_page(claimed_piece(evidence_id), enrolment_id, code, form)
        return Response(page, status=422)
    tell(f"{piece.reference} is claimed for criterion {code}.")
    return go("evidence.claims", evidence_id=piece.id, claimed=fresh.id)


def _add(piece: Evidence, enrolment_id: UUID, code: str, form: ClaimForm) -> Claim | None:
    quoted = form.place_kind.data == PlaceKind.QUOTE
    field = form.quote if quoted else form.page
    attachment_id = _id(form.attachment.data)
    place = field.data or ("" if quoted else _only_page(piece, attachment_id))
    files = {attachment.id: attachment for attachment in piece.files_for(current_person().id)}
    recording = files[attachment_id].is_recording if attachment_id in files else False
    try:
        return made.add(
            current_person(),
            piece.id,
            enrolment_id=enrolment_id,
            criterion=code,
            place_kind=PlaceKind.TIME if recording and not quoted else form.place_kind.data,
            place=place,
            reason=form.reason.data or "",
            attachment_id=attachment_id,
        )
    except NotThere:
        not_found()
    except made.LongReason as problem:
        form.reason.errors = (str(problem),)
    except (made.WrongPlace, made.SameClaim) as problem:
        field.errors = (str(problem),)
    return None


def _only_page(piece: Evidence, attachment_id: UUID | None) -> str:
    """Return the page of a file that has just one: a photo's."""
    return next(
        (
            PHOTO_PAGE
            for attachment in piece.files_for(current_person().id)
            if attachment.id == attachment_id and attachment.is_photo
        ),
        "",
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@blueprint.post("/claims/<uuid:claim_id>/take-back")
@guarded(*WRITES_EVIDENCE)
def take_back(claim_id: UUID) -> AnyResponse:
    """Take a claim back; the next page offers to undo it."""
    try:
        gone = made.take_back(current_person(), claim_id)
    except NotThere:
        not_found()
    return go("evidence.claims", evidence_id=gone.evidence_id, taken_back=gone.id)


@blueprint.post("/claims/<uuid:claim_id>/again")
@guarded(*WRITES_EVIDENCE)
def claim_again(claim_id: UUID) -> AnyResponse:
    """Undo taking a claim back."""
    try:
        back = made.restore(current_person(), claim_id)
    except NotThere:
        not_found()
    except (made.WrongPlace, made.SameClaim) as problem:
        warn(str(problem))
        return go("evidence.claims", evidence_id=made.evidence_of(claim_id))
    tell(f"The claim for criterion {back.criterion} is back.")
    return go("evidence.claims", evidence_id=back.evidence_id)
