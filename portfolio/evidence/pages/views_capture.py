"""Recording a handover in a minute: one short page, kept once as a draft, and what can come next."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from flask import Response, jsonify, render_template, request, url_for

from portfolio.base.clock import local, now
from portfolio.base.web.pages import go, guarded, is_autosave, not_found
from portfolio.evidence.content.answers import shown_answers
from portfolio.evidence.content.completeness import Lack, too_much
from portfolio.evidence.content.form_answers import part_from, same, with_taps
from portfolio.evidence.content.row_ids import overlaid
from portfolio.evidence.content.short_form import (
    CAPTURED,
    asked_quickly,
    completed,
    copy_of,
    says_something,
    times_to_choose,
    without_ids,
)
from portfolio.evidence.intake.door import ACCEPT_ATTRIBUTE
from portfolio.evidence.kinds.fields import Shape
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.form_page import QUICK, answer_at, mend_at
from portfolio.evidence.pages.forms import EvidenceForm, form_for, show_lacks
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.pages.uploads import attach_all, decoded
from portfolio.evidence.pages.views_writing import Answer, two_versions
from portfolio.evidence.records import store
from portfolio.evidence.records.capturing import capture as keep_once
from portfolio.evidence.records.model import Evidence
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO

Content = dict[str, Any]
NOTHING = "Write who took over, or what was handed over. Then save."


@blueprint.get("/handovers/new")
@guarded(*KEEPS_PORTFOLIO)
def capture() -> str:
    """Show the short page, empty or copied from an earlier piece (`?from=`)."""
    earlier = _earlier(request.args.get("from", ""))
    content = copy_of(CAPTURED, earlier.current) if earlier else {}
    content[CAPTURED.date_field] = f"{local(now()):%Y-%m-%dT%H:%M}"
    return _page(content, earlier, str(uuid4()))


@blueprint.post("/handovers/new")
@guarded(*KEEPS_PORTFOLIO)
def captured_once() -> Answer:
    """Begin the draft with what was typed and its photo; the same page sent twice begins one."""
    earlier = _earlier(request.form.get("from", ""))
    part = part_from(CAPTURED, with_taps(request.form))
    files, refused = decoded(request.files.getlist("files"))
    found = refused + too_much(CAPTURED, part)
    if not files and not found and not says_something(CAPTURED, part):
        found = [Lack(CAPTURED.quick[0].name, NOTHING)]
    if found:
        return _refused(part, earlier, found)
    piece, new = keep_once(current_person(), CAPTURED.id, _content(part, earlier), _key())
    if not new and not _holds(piece, part):
        return two_versions(piece.id, without_ids(CAPTURED, part))
    refused = attach_all(current_person(), piece, files)
    return _kept(piece, refused, photo=bool(files))


def _key() -> UUID:
    try:
        return UUID(request.form.get("key", ""))
    except ValueError:
        return uuid4()


def _earlier(wanted: str) -> Evidence | None:
    if not wanted:
        return None
    try:
        piece = own_piece(UUID(wanted))
    except ValueError:
        not_found()
    return piece if piece.kind_id == CAPTURED.id else not_found()


def _content(part: Content, earlier: Evidence | None) -> Content:
    """Return what the new draft holds: the copied answers, what was typed over them, what follows."""
    before = earlier.current if earlier else {}
    copied = copy_of(CAPTURED, before) if earlier else {}
    whole = overlaid(CAPTURED.id, copied, part)
    me = current_person().name.split()[0]
    return without_ids(CAPTURED, completed(CAPTURED, whole, me, before))


def _holds(piece: Evidence, part: Content) -> bool:
    """Whether a piece says already what was sent: then it was a second tap, or a retry."""
    said = overlaid(CAPTURED.id, piece.current, without_ids(CAPTURED, part))
    return same(CAPTURED, said, piece.current)


def _kept(piece: Evidence, refused: list[Lack], *, photo: bool) -> Answer:
    where = url_for("evidence.captured", evidence_id=piece.id, key=request.form.get("key", ""))
    if photo:
        where = url_for("evidence.edit", evidence_id=piece.id, stage=QUICK)
    if refused and is_autosave():
        return _problem(refused[0].sentence)
    if is_autosave():
        return jsonify(saved=f"{local(now()):%H:%M}", next=where)
    return Response(status=303, headers={"Location": where})


def _problem(sentence: str) -> Response:
    answer = jsonify(problem=sentence)
    answer.status_code = 422
    return answer


def _refused(part: Content, earlier: Evidence | None, found: list[Lack]) -> Answer:
    if is_autosave():
        return _problem(found[0].sentence)
    key = request.form.get("key", "") or str(uuid4())
    return Response(_page(part, earlier, key, found), status=422)


def _page(
    content: Mapping[str, Any], earlier: Evidence | None, key: str, found: list[Lack] | None = None
) -> str:
    form: EvidenceForm = form_for(CAPTURED, content, 0)
    show_lacks(form, found or [])
    return render_template(
        "evidence/writing/capture.html",
        kind=CAPTURED,
        form=form,
        key=key,
        earlier=earlier,
        asked=asked_quickly(CAPTURED),
        times=times_to_choose(local(now())),
        shapes=Shape,
        accept=ACCEPT_ATTRIBUTE,
    )


@blueprint.get("/handovers/<uuid:evidence_id>/saved")
@guarded(*KEEPS_PORTFOLIO)
def captured(evidence_id: UUID) -> Answer:
    """Say what is saved, what two answers can't both say, and what can come next."""
    piece = own_piece(evidence_id)
    if piece.draft is None or not piece.kind.quick:
        return go("evidence.piece", evidence_id=piece.id)
    names = {quick.name for quick in piece.kind.quick} | {piece.kind.from_me}
    said = [answer for answer in shown_answers(piece.kind, piece.draft) if answer.name in names]
    return render_template(
        "evidence/writing/captured.html",
        piece=piece,
        key=request.args.get("key", ""),
        rows=[
            {
                "key": shown_answer.label,
                "value": shown_answer.words,
                "href": answer_at(piece, shown_answer.name),
            }
            for shown_answer in said
            if shown_answer.given
        ],
        to_mend=[(lack.sentence, mend_at(piece, lack)) for lack in _wrong(piece)],
        receiver=piece.draft.get(piece.kind.quick[0].name) or "",
    )


def _wrong(piece: Evidence) -> list[Lack]:
    """Return what is wrong rather than missing: an answer is there, and can't stand."""

    def answered(lack: Lack) -> bool:
        value = (piece.draft or {}).get(lack.field)
        if lack.row is not None and value:
            return bool(value[lack.row].get(lack.column))
        return bool(value)

    return [lack for lack in store.lacks_of(piece) if answered(lack)]
