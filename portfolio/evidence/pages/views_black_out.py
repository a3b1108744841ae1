"""Blacking out regions of a photo: drawn on it or entered as numbers, shown, then done for good."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.blobs import BlobProblem, blobs
from portfolio.base.formatting import plural
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.evidence.intake.accepted import FileRefused
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.records import attachments
from portfolio.evidence.records.model import Attachment, Evidence
from portfolio.evidence.redaction.blacking import Box, WrongBox, boxes_from, size_of
from portfolio.evidence.redaction.photos import ChangedMeanwhile
from portfolio.evidence.redaction.photos import black_out as blacken
from portfolio.people.guards import current_person
from portfolio.people.roles import WRITES_EVIDENCE


@blueprint.get("/attachments/<uuid:attachment_id>/black-out")
@guarded(*WRITES_EVIDENCE)
def black_out(attachment_id: UUID) -> str:
    """Show a photo to draw on."""
    piece, photo = _own_photo(attachment_id)
    return _page(piece, photo, ())


@blueprint.post("/attachments/<uuid:attachment_id>/black-out")
@guarded(*WRITES_EVIDENCE)
def blacked_out(attachment_id: UUID) -> AnyResponse | Response:
    """Show the regions on the photo, or black them out for good."""
    piece, photo = _own_photo(attachment_id)
    boxes: Sequence[Box] = ()
    try:
        boxes = boxes_from(request.form)
        if "show" in request.form:
            return Response(_page(piece, photo, boxes))
        blacken(
            current_person(),
            piece,
            photo,
            boxes,
            seen=request.form.get("seen", ""),
            keep_original=bool(request.form.get("keep_original")),
        )
    except (WrongBox, ChangedMeanwhile, FileRefused) as problem:
        page = _page(*_own_photo(attachment_id), boxes, str(problem))
        return Response(page, status=422)
    except BlobProblem as problem:
        raise PageProblem(str(problem), status=503) from problem
    tell(f"{_count(len(boxes))} blacked out in “{photo.filename}”. What was there is gone.")
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    return go("evidence.details", evidence_id=piece.id, _anchor="photos")


def _count(number: int) -> str:
    return plural(number, "One place is", "{} places are")


def _own_photo(attachment_id: UUID) -> tuple[Evidence, Attachment]:
    one = attachments.for_reader(current_person(), attachment_id)
    if one is None or not one.is_photo:
        not_found()
    piece = own_piece(one.evidence_id)
    return piece, next(each for each in piece.attachments if each.id == attachment_id)


def _page(piece: Evidence, photo: Attachment, boxes: Sequence[Box], problem: str = "") -> str:
    try:
        width, height = size_of(blobs().get(photo.sha256))
    except BlobProblem as trouble:
        raise PageProblem(str(trouble), status=410) from trouble
    return render_template(
        "evidence/redaction/black_out.html",
        piece=piece,
        photo=photo,
        boxes=boxes,
        problem=problem,
        width=width,
        height=height,
        typed=request.form if problem else {},
        days=current_app.config["SEALED_DAYS"],
    )
