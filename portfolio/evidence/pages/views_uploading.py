"""Takes one chosen file at a time into a draft, so that each shows its progress and is retried alone."""

from uuid import UUID

from flask import Response, jsonify, render_template, request

from portfolio.base.web.pages import go, guarded, is_autosave, takes_up_to, warn
from portfolio.evidence.intake.accepted import LIMITS, MEGABYTE
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.form_page import FILES
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.pages.uploads import FIELD, take_in
from portfolio.evidence.pages.views_writing import Answer
from portfolio.people.guards import current_person
from portfolio.people.roles import WRITES_EVIDENCE

CHOOSE = "Choose a file first."


@blueprint.post("/evidence/<uuid:evidence_id>/files")
@guarded(*WRITES_EVIDENCE)
@takes_up_to(LIMITS.sound_bytes + MEGABYTE)
def add_file(evidence_id: UUID) -> Answer:
    """Attach the file that was sent; answer its card as JSON, or the page without a script."""
    piece = own_piece(evidence_id)
    before = {attachment.id for attachment in piece.live_attachments}
    sent = [upload for upload in request.files.getlist(FIELD) if upload.filename]
    refused = [lack.sentence for lack in take_in(current_person(), piece, sent[:1])]
    problem = refused[0] if refused else "" if sent else CHOOSE
    if not is_autosave():
        if problem:
            warn(problem)
        return go("evidence.edit", evidence_id=piece.id, stage=FILES, _anchor="attachments")
    if problem:
        return _json(422, problem=problem)
    added = [
        attachment
        for attachment in own_piece(evidence_id).live_attachments
        if attachment.id not in before
    ]
    cards = [render_template("evidence/writing/_file_card.html", file=file) for file in added]
    return _json(200, card="".join(cards))


def _json(status: int, **said: str) -> Response:
    answer = jsonify(**said)
    answer.status_code = status
    return answer
