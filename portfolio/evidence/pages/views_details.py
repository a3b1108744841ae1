"""Customer details before submitting: pointed out, shown before and after, replaced by one button."""

from collections.abc import Iterable
from uuid import UUID

from flask import Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.blobs import BlobProblem
from portfolio.base.formatting import counted
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell, warn
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.records import store as pieces
from portfolio.evidence.records.extension_points import Panel
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.queries import writes
from portfolio.evidence.redaction import store
from portfolio.evidence.redaction.overview import Overview
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import WRITES_EVIDENCE

ANYWAY = "details_seen"


@blueprint.get("/evidence/<uuid:evidence_id>/details")
@guarded(*WRITES_EVIDENCE)
def details(evidence_id: UUID) -> str:
    """Show every detail that was found, what would stand in its place, and what we can't look into."""
    return _page(own_piece(evidence_id))


def _page(piece: Evidence) -> str:
    found = store.look_through(piece)
    return render_template(
        "evidence/redaction/details.html",
        piece=piece,
        found=found,
        photos=[attachment for attachment in piece.live_attachments if attachment.is_photo],
        days=current_app.config["SEALED_DAYS"],
        elsewhere=_elsewhere(piece),
    )


def _elsewhere(piece: Evidence) -> str:
    """Return the kind that records where something is kept instead of a copy, where it can be begun."""
    if not piece.by_learner or piece.kind.in_place:
        return ""
    return next((kind.id for kind in KINDS.values() if kind.in_place), "")


@blueprint.post("/evidence/<uuid:evidence_id>/details")
@guarded(*WRITES_EVIDENCE)
def replace_details(evidence_id: UUID) -> AnyResponse | Response:
    """Replace what is ticked, remember that the rest is none, and say what could not be done."""
    piece = own_piece(evidence_id)
    try:
        done = store.replace(
            current_person(),
            piece,
            set(request.form.getlist("replace")),
            seen_revision=_number(request.form.get("seen_revision", "")),
            earlier=bool(request.form.get("earlier")),
            keep_original=bool(request.form.get("keep_original")),
        )
    except pieces.NotThere:
        not_found()
    except pieces.StaleDraft:
        warn(
            "This piece was changed since you opened the page. Look through it again; nothing was replaced."
        )
        return go("evidence.details", evidence_id=evidence_id)
    except BlobProblem as problem:
        raise PageProblem(str(problem), status=503) from problem
    for name, sentence in done.refused:
        warn(f"“{name}” stays as it is. {sentence}")
    tell(_told(done.replaced))
    if done.refused:
        return go("evidence.details", evidence_id=evidence_id)
    return go(
        "evidence.check" if piece.draft is not None else "evidence.piece", evidence_id=evidence_id
    )


def _told(count: int) -> str:
    if not count:
        return "Nothing was replaced. We won’t ask about these again."
    return f"{counted(count, 'detail is', 'details are')} replaced."


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004 -- fits every integer column


def asked_again(piece: Evidence) -> Response | None:
    """Return the page that asks once more before a draft with details is submitted, or None."""
    if request.form.get(ANYWAY) == str(piece.draft_revision) or piece.draft is None:
        return None
    found = store.look_through(piece)
    if not found.details:
        return None
    page = render_template(
        "evidence/redaction/still_details.html", piece=piece, found=found, anyway=ANYWAY
    )
    return Response(page, status=409)


def before_submitting(piece: Evidence, reader: Account) -> Iterable[Panel]:
    """Add the details that were found, for its writer to replace or to leave."""
    if not writes(reader, piece):
        return
    found = store.look_through(piece)
    yield Panel(
        "evidence/redaction/_details_check.html",
        {
            "piece": piece,
            "count": len(found.details),
            "where": _where(found),
            "unread": found.unread,
        },
    )


def _where(found: Overview) -> list[str]:
    return list(dict.fromkeys(place.where for detail in found.details for place in detail.places))


def while_writing(piece: Evidence, _reader: Account) -> Iterable[Panel]:
    """Add where something is recorded that is seen in place."""
    yield Panel(
        "evidence/redaction/_details_edit.html", {"piece": piece, "elsewhere": _elsewhere(piece)}
    )
