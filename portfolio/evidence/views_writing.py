"""Writing a piece: the form that saves itself, two tabs on one draft, checking and submitting."""

import json
from collections.abc import Iterable
from uuid import UUID

from flask import Response, abort, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.clock import local, now, spoken_time
from portfolio.base.pages import go, guarded, is_autosave, not_found, tell, warn
from portfolio.enrolment import store as enrolments
from portfolio.evidence import store
from portfolio.evidence.answers import (
    Content,
    content_from,
    content_of_json,
    differences,
    joined,
    same,
)
from portfolio.evidence.attachments import MOST_FILES
from portfolio.evidence.beside import notes_beside
from portfolio.evidence.blueprint import blueprint
from portfolio.evidence.completeness import Lack
from portfolio.evidence.forms import anchor, anchor_of, form_for, show_lacks
from portfolio.evidence.intake.door import ACCEPT_ATTRIBUTE, ACCEPTED_WORDS
from portfolio.evidence.kinds.fields import Shape
from portfolio.evidence.model import Evidence
from portfolio.evidence.more import Where, more_on
from portfolio.evidence.own import names_of, own_piece, pieces_to_choose
from portfolio.evidence.units import criteria_of
from portfolio.evidence.uploads import keep_descriptions, take_in
from portfolio.people.guards import current_person

Answer = AnyResponse | Response | str


@blueprint.get("/evidence/<uuid:evidence_id>/edit")
@guarded("learner")
def edit(evidence_id: UUID) -> Answer:
    """Show the form of a draft; `?check=1` marks what it still lacks."""
    piece = own_piece(evidence_id)
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    found = store.lacks_of(piece) if request.args.get("check") else []
    return _form_page(piece, piece.draft, piece.draft_revision, found)


@blueprint.post("/evidence/<uuid:evidence_id>/edit")
@guarded("learner")
def save(evidence_id: UUID) -> Answer:
    """Keep what was typed, the descriptions of photos and new files; then do what was pressed."""
    piece = own_piece(evidence_id)
    learner = current_person()
    pressed = _pressed("remove_")
    content = content_from(piece.kind, request.form, without_row=pressed)
    seen = _revision(request.form.get("seen_revision", ""))
    try:
        piece = store.save_draft(learner, piece.id, content, seen)
    except store.Incomplete as problem:
        lacks = problem.lacks + _keep_what_came_with_it(evidence_id)
        return _too_long(evidence_id, content, seen, store.Incomplete(lacks))
    except store.StaleDraft:
        for lack in _keep_what_came_with_it(evidence_id):
            warn(lack.sentence)
        return _two_versions(evidence_id, content)
    except store.NothingToSubmit:
        for lack in _keep_what_came_with_it(evidence_id):
            warn(lack.sentence)
        return _after_submission(evidence_id, content)
    refused = keep_descriptions(learner, piece, request.form)
    if is_autosave():
        return jsonify(saved=f"{local(now()):%H:%M}", revision=str(piece.draft_revision))
    refused += take_in(learner, piece, request.files.getlist("files"))
    if refused:
        kept = own_piece(evidence_id)
        page = _form_page(kept, kept.draft or content, kept.draft_revision, refused)
        return Response(page, status=422)
    return _next_page(piece, content, pressed)


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


def _next_page(piece: Evidence, content: Content, removed: str) -> AnyResponse:
    rows = {one.name for one in piece.kind.fields if one.shape is Shape.ROWS}
    if (adding := _pressed("add_")) in rows:
        place = f"{adding}-{len(content[adding])}"
        return go("evidence.edit", evidence_id=piece.id, more=adding, _anchor=place)
    if removed.rpartition("-")[0] in rows:
        return go(
            "evidence.edit", evidence_id=piece.id, _anchor=f"{removed.rpartition('-')[0]}-rows"
        )
    if "check" in request.form:
        return go("evidence.check", evidence_id=piece.id)
    if "upload" in request.form or "take_away" in request.form or "put_back" in request.form:
        return go("evidence.edit", evidence_id=piece.id, _anchor="attachments")
    if "claims" in request.form:
        return go("evidence.claims", evidence_id=piece.id)
    tell("Your draft is saved.")
    return go("evidence.edit", evidence_id=piece.id)


def _form_page(piece: Evidence, content: Content, revision: int, found: Iterable[Lack] = ()) -> str:
    learner_id = piece.learner_id
    form = form_for(
        piece.kind,
        content,
        revision,
        pieces_to_choose(piece.kind, learner_id),
        request.args.get("more", ""),
    )
    show_lacks(form, found)
    units = [one.unit for one in enrolments.of_learner(learner_id)]
    return render_template(
        "evidence/edit.html",
        piece=piece,
        form=form,
        beside=notes_beside(piece.kind, units),
        accept=ACCEPT_ATTRIBUTE,
        accepted_words=ACCEPTED_WORDS,
        most_files=MOST_FILES,
        shapes=Shape,
        more=list(more_on(Where.EDIT, piece, current_person())),
        taken_away=[one for one in piece.attachments if one.withdrawn_at is not None],
        saved_at=spoken_time(piece.draft_saved_at) if piece.draft_saved_at else "",
    )


def _too_long(evidence_id: UUID, content: Content, seen: int, problem: store.Incomplete) -> Answer:
    if is_autosave():
        return Response(json.dumps({"problem": str(problem)}), 422, mimetype="application/json")
    page = _form_page(own_piece(evidence_id), content, seen, problem.lacks)
    return Response(page, status=422)


def _two_versions(evidence_id: UUID, mine: Content) -> Answer:
    """Show what was typed here and what was saved elsewhere since; nothing is kept or lost yet."""
    if is_autosave():
        sentence = "This draft was saved in another window."
        return Response(json.dumps({"problem": sentence}), 409, mimetype="application/json")
    piece = own_piece(evidence_id)
    page = render_template(
        "evidence/two_versions.html",
        piece=piece,
        differences=list(differences(piece.kind, mine, piece.current)),
        mine=json.dumps(mine, ensure_ascii=False),
        revision=piece.draft_revision if piece.draft is not None else "",
    )
    return Response(page, status=409)


def _after_submission(evidence_id: UUID, mine: Content) -> Answer:
    """Answer a save of what was submitted meanwhile, in another tab."""
    piece = own_piece(evidence_id)
    if same(piece.kind, mine, piece.current):
        if is_autosave():
            return jsonify(saved=f"{local(now()):%H:%M}", revision=str(piece.draft_revision))
        return go("evidence.piece", evidence_id=piece.id)
    return _two_versions(evidence_id, mine)


@blueprint.post("/evidence/<uuid:evidence_id>/two-versions")
@guarded("learner")
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
    choices = {one.name: request.form.get(f"keep-{one.name}", "") for one in piece.kind.fields}
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
        return _two_versions(evidence_id, mine)
    tell("Your draft is saved with what you chose.")
    return go("evidence.edit", evidence_id=piece.id)


@blueprint.get("/evidence/<uuid:evidence_id>/check")
@guarded("learner")
def check(evidence_id: UUID) -> Answer:
    """Show every answer, what is missing, and the claims, before submitting."""
    piece = own_piece(evidence_id)
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    return render_template(
        "evidence/check.html",
        piece=piece,
        missing=[(lack.sentence, _mend_at(piece, lack)) for lack in store.lacks_of(piece)],
        names=names_of(piece.learner_id),
        more=list(more_on(Where.CHECK, piece, current_person())),
        anchors={one.name: anchor(one) for one in piece.kind.fields},
        criteria=criteria_of(piece.learner_id),
        filenames={one.id: one.filename for one in piece.attachments},
    )


def _mend_at(piece: Evidence, lack: Lack) -> str:
    if lack.field == "claims":
        return url_for("evidence.claims", evidence_id=piece.id)
    place = anchor_of(piece.kind, lack)
    return url_for("evidence.edit", evidence_id=piece.id, check=1, _anchor=place)


@blueprint.post("/evidence/<uuid:evidence_id>/submit")
@guarded("learner")
def submit(evidence_id: UUID) -> AnyResponse:
    """Freeze the draft that was checked as a new version."""
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
    return go("evidence.submitted", evidence_id=evidence_id)


@blueprint.get("/evidence/<uuid:evidence_id>/submitted")
@guarded("learner")
def submitted(evidence_id: UUID) -> Answer:
    """Say what was submitted and what happens next."""
    piece = own_piece(evidence_id)
    if piece.draft is not None or piece.latest is None:
        return go("evidence.edit", evidence_id=piece.id)
    claimed = {one.enrolment_id for one in piece.live_claims}
    enrolled = enrolments.of_learner(piece.learner_id)
    concerned = [one for one in enrolled if one.id in claimed] or enrolled
    return render_template(
        "evidence/submitted.html",
        piece=piece,
        assessors=sorted({one.assessor.name for one in concerned}),
    )
