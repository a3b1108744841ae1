"""Writing a piece: the form that saves itself, two tabs on one draft, checking and submitting."""

import json
from uuid import UUID

from flask import Response, abort, jsonify, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.clock import local, now
from portfolio.base.web.pages import go, guarded, is_autosave, not_found, takes_up_to, tell, warn
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.form_answers import (
    Content,
    content_of_json,
    differences,
    joined,
    part_from,
    places_of_rows,
    same,
    with_taps,
)
from portfolio.evidence.content.row_ids import overlaid
from portfolio.evidence.intake.accepted import LIMITS, MEGABYTE
from portfolio.evidence.kinds.fields import Shape
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.form_page import QUICK, answer_at, back_to, form_page, go_on, mend_at
from portfolio.evidence.pages.page_access import names_for, own_piece
from portfolio.evidence.pages.uploads import keep_descriptions, take_in
from portfolio.evidence.pages.views_details import asked_again
from portfolio.evidence.records import store
from portfolio.evidence.records.claimable_criteria import criteria_of
from portfolio.evidence.records.extension_points import Where, panels_on
from portfolio.evidence.records.model import Evidence
from portfolio.people.guards import current_person
from portfolio.people.roles import WRITES_EVIDENCE

Answer = AnyResponse | Response | str


@blueprint.get("/evidence/<uuid:evidence_id>/edit")
@guarded(*WRITES_EVIDENCE)
def edit(evidence_id: UUID) -> Answer:
    """Show the form of a draft, a stage at a time (`?stage=`); `?check=1` marks what it still lacks."""
    piece = own_piece(evidence_id)
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    found = store.lacks_of(piece) if request.args.get("check") else []
    return form_page(piece, piece.draft, piece.draft_revision, found)


@blueprint.post("/evidence/<uuid:evidence_id>/edit")
@guarded(*WRITES_EVIDENCE)
@takes_up_to(LIMITS.sound_bytes + MEGABYTE)
def save(evidence_id: UUID) -> Answer:
    """Keep what was typed, the descriptions of photos and new files; then do what was pressed."""
    piece = own_piece(evidence_id)
    learner = current_person()
    pressed = _pressed("remove_")
    sent = with_taps(request.form)
    content = part_from(piece.kind, sent, without_row=pressed)
    seen = _revision(request.form.get("seen_revision", ""))
    try:
        piece = store.save_draft(learner, piece.id, content, seen)
    except store.Incomplete as problem:
        lacks = problem.lacks + _keep_what_came_with_it(evidence_id)
        return _too_long(evidence_id, content, seen, store.Incomplete(lacks))
    except store.StaleDraft:
        for lack in _keep_what_came_with_it(evidence_id):
            warn(lack.sentence)
        return two_versions(evidence_id, content)
    except store.NothingToSubmit:
        for lack in _keep_what_came_with_it(evidence_id):
            warn(lack.sentence)
        return _after_submission(evidence_id, content)
    refused = keep_descriptions(learner, piece, request.form)
    if is_autosave():
        return _saved(piece, _row_ids(piece, sent))
    refused += take_in(learner, piece, request.files.getlist("files"))
    if refused:
        kept = own_piece(evidence_id)
        page = form_page(kept, kept.draft or content, kept.draft_revision, refused)
        return Response(page, status=422)
    return _next_page(piece, pressed)


def _saved(piece: Evidence, rows: dict[str, str]) -> Response:
    """Tell the page's script that its words are kept, and which rows got which ids."""
    return jsonify(saved=f"{local(now()):%H:%M}", revision=str(piece.draft_revision), rows=rows)


def _row_ids(piece: Evidence, sent: dict[str, str]) -> dict[str, str]:
    """Return the id of each row by its place on the page (`actions-3`)."""
    return {
        place: row["id"]
        for field in piece.kind.fields
        if field.shape is Shape.ROWS
        for place, row in zip(
            places_of_rows(field, sent), (piece.draft or {}).get(field.name) or [], strict=False
        )
    }


def _keep_what_came_with_it(evidence_id: UUID) -> list[Lack]:
    """Keep descriptions and files although the words could not be saved; say what could not be kept."""
    if is_autosave():
        return []
    learner, piece = current_person(), own_piece(evidence_id)
    refused = keep_descriptions(learner, piece, request.form)
    return refused + take_in(learner, piece, request.files.getlist("files"))


def _pressed(start: str) -> str:
    """Return what a button such as `remove_actions-1` names, or nothing."""
    return next((key[len(start) :] for key in request.form if key.startswith(start)), "")


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 -- fits every integer column


def _next_page(piece: Evidence, removed: str) -> AnyResponse:
    """Go where the button that was pressed leads."""
    rows = {field.name for field in piece.kind.fields if field.shape is Shape.ROWS}
    pressed = request.form.keys()
    if (adding := _pressed("add_")) in rows:
        place = f"{adding}-{len((piece.draft or {}).get(adding) or [])}"
        return back_to(piece, place, more=adding)
    if removed.rpartition("-")[0] in rows:
        return back_to(piece, f"{removed.rpartition('-')[0]}-rows")
    if pressed & {"upload", "take_away", "put_back"}:
        return back_to(piece, "attachments")
    return _elsewhere(piece)


def _elsewhere(piece: Evidence) -> AnyResponse:
    pressed = request.form
    for name in ("check", "claims"):
        if name in pressed:
            return go(f"evidence.{name}", evidence_id=piece.id)
    if "to_stage" in pressed:
        return go("evidence.edit", evidence_id=piece.id, stage=pressed["to_stage"])
    if "go_on" in pressed:
        return go_on(piece)
    if request.args.get("stage") == QUICK:
        return go("evidence.captured", evidence_id=piece.id)
    tell("Your draft is saved.")
    return back_to(piece)


def _too_long(evidence_id: UUID, content: Content, seen: int, problem: store.Incomplete) -> Answer:
    if is_autosave():
        return Response(json.dumps({"problem": str(problem)}), 422, mimetype="application/json")
    piece = own_piece(evidence_id)
    whole = overlaid(piece.kind_id, piece.current, content)
    page = form_page(piece, whole, seen, problem.lacks)
    return Response(page, status=422)


def two_versions(evidence_id: UUID, typed: Content) -> Answer:
    """Show what was typed here and what was saved elsewhere since; nothing is kept or lost yet."""
    if is_autosave():
        sentence = "This draft was saved in another window."
        return Response(json.dumps({"problem": sentence}), 409, mimetype="application/json")
    piece = own_piece(evidence_id)
    mine = overlaid(piece.kind_id, piece.current, typed)
    page = render_template(
        "evidence/writing/two_versions.html",
        piece=piece,
        differences=list(differences(piece.kind, mine, piece.current)),
        mine=json.dumps(mine, ensure_ascii=False),
        revision=piece.draft_revision if piece.draft is not None else "",
    )
    return Response(page, status=409)


def _after_submission(evidence_id: UUID, typed: Content) -> Answer:
    """Answer a save of what was submitted meanwhile, in another tab."""
    piece = own_piece(evidence_id)
    mine = overlaid(piece.kind_id, piece.current, typed)
    if same(piece.kind, mine, piece.current):
        if is_autosave():
            return _saved(piece, {})
        return go("evidence.piece", evidence_id=piece.id)
    return two_versions(evidence_id, mine)


@blueprint.post("/evidence/<uuid:evidence_id>/two-versions")
@guarded(*WRITES_EVIDENCE)
def choose_version(evidence_id: UUID) -> Answer:
    """Keep, field by field, what was chosen of two versions."""
    piece = own_piece(evidence_id)
    learner = current_person()
    try:
        typed = json.loads(request.form.get("mine", ""))
    except (ValueError, RecursionError):
        abort(400, "The page came back damaged. Go back and save again.")
    if not isinstance(typed, dict):
        abort(400, "The page came back damaged. Go back and save again.")
    mine = content_of_json(piece.kind, typed)
    choices = {
        field.name: request.form.get(f"keep-{field.name}", "") for field in piece.kind.fields
    }
    chosen = {name: choice for name, choice in choices.items() if choice}
    content = joined(piece.kind, mine, piece.current, chosen)
    seen = _revision(request.form.get("revision", ""))
    if piece.draft is None and not seen:
        seen = store.revise(learner, piece.id).draft_revision
    try:
        store.save_draft(learner, piece.id, content, seen)
    except store.Incomplete as problem:
        return _too_long(evidence_id, content, seen, problem)
    except (store.StaleDraft, store.NothingToSubmit):
        return two_versions(evidence_id, mine)
    tell("Your draft is saved with what you chose.")
    return go("evidence.edit", evidence_id=piece.id)


@blueprint.get("/evidence/<uuid:evidence_id>/check")
@guarded(*WRITES_EVIDENCE)
def check(evidence_id: UUID) -> Answer:
    """Show every answer, what is missing, and the claims, before submitting."""
    piece = own_piece(evidence_id)
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    return render_template(
        "evidence/writing/check.html",
        piece=piece,
        missing=[(lack.sentence, mend_at(piece, lack)) for lack in store.lacks_of(piece)],
        names=names_for(piece),
        more=list(panels_on(Where.CHECK, piece, current_person())),
        places={field.name: answer_at(piece, field.name) for field in piece.kind.fields},
        criteria=criteria_of(piece.learner_id),
        filenames={attachment.id: attachment.filename for attachment in piece.attachments},
    )


@blueprint.post("/evidence/<uuid:evidence_id>/submit")
@guarded(*WRITES_EVIDENCE)
def submit(evidence_id: UUID) -> AnyResponse:
    """Freeze the draft that was checked as a new version; asks once more about customer details."""
    again = asked_again(own_piece(evidence_id))
    if again is not None:
        return again
    try:
        store.submit(
            current_person(), evidence_id, _revision(request.form.get("seen_revision", ""))
        )
    except store.NotThere:
        not_found()
    except store.NothingToSubmit:
        return go("evidence.piece", evidence_id=evidence_id)
    except store.Incomplete:
        return go("evidence.check", evidence_id=evidence_id)
    except store.StaleDraft:
        warn("This draft was changed after you checked it. Read it again, then submit it.")
        return go("evidence.check", evidence_id=evidence_id)
    if not own_piece(evidence_id).by_learner:
        tell("Your record is submitted, and the learner is told.")
        return go("assessment.piece", evidence_id=evidence_id)
    return go("evidence.submitted", evidence_id=evidence_id)


@blueprint.get("/evidence/<uuid:evidence_id>/submitted")
@guarded(*WRITES_EVIDENCE)
def submitted(evidence_id: UUID) -> Answer:
    """Say what was submitted and what happens next."""
    piece = own_piece(evidence_id)
    if piece.draft is not None or piece.latest is None:
        return go("evidence.edit", evidence_id=piece.id)
    claimed = {claim.enrolment_id for claim in piece.live_claims}
    enrolled = enrolments.of_learner(piece.learner_id)
    concerned = [enrolment for enrolment in enrolled if enrolment.id in claimed] or enrolled
    return render_template(
        "evidence/writing/submitted.html",
        piece=piece,
        assessors=sorted({enrolment.assessor.name for enrolment in concerned}),
        follows_up=any(field.name == "check_backs" for field in piece.kind.fields),
        more=list(panels_on(Where.SUBMITTED, piece, current_person())),
    )
