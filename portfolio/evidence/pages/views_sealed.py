"""Sealed originals: who may open one does so with a reason, and everybody concerned sees that they did."""

from collections.abc import Iterable
from uuid import UUID

from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.blobs import BlobProblem
from portfolio.base.clock import today
from portfolio.base.sealed_text import BadSeal
from portfolio.base.web.pages import PageProblem, guarded, not_found
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.file_headers import serve_headers
from portfolio.evidence.records import store
from portfolio.evidence.records.extension_points import Panel
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction import sealing
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import FOLLOWS_LEARNERS, READS_PORTFOLIOS


@blueprint.get("/evidence/<uuid:evidence_id>/sealed")
@guarded(*READS_PORTFOLIOS)
def sealed(evidence_id: UUID) -> str:
    """List the sealed originals of a piece, until when they are kept, and who opened them."""
    return _page(_readable(evidence_id))


def _readable(evidence_id: UUID) -> Evidence:
    return store.for_reader(current_person(), evidence_id) or not_found()


def _page(piece: Evidence, problem: str = "") -> str:
    return render_template(
        "evidence/redaction/sealed.html",
        piece=piece,
        originals=sealing.of_piece(piece.id),
        openings=sealing.openings_of(piece.id),
        may_open=sealing.may_open(current_person(), piece.learner_id),
        today=today(),
        problem=problem,
        wrong=request.form.get("original", "") if problem else "",
        reason=request.form.get("reason", "") if problem else "",
    )


@blueprint.post("/evidence/<uuid:evidence_id>/sealed")
@guarded(*FOLLOWS_LEARNERS)
def open_sealed(evidence_id: UUID) -> AnyResponse | Response:
    """Open one for a reason; it comes as a download that no browser keeps."""
    piece = _readable(evidence_id)
    wanted = {
        str(sealed_original.id): sealed_original.id
        for sealed_original in sealing.of_piece(piece.id)
    }
    sealed_id = wanted.get(request.form.get("original", "")) or not_found()
    try:
        row, data = sealing.open_sealed(current_person(), sealed_id, request.form.get("reason", ""))
    except store.NotThere:
        not_found()
    except (sealing.NoReason, sealing.Purged) as problem:
        return Response(_page(piece, str(problem)), status=422)
    except (BlobProblem, BadSeal) as problem:
        raise PageProblem(str(problem), status=410) from problem
    answer = Response(data)
    answer.headers.update(serve_headers(row.media_type, row.filename, inline=False))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sealed_originals(piece: Evidence, _reader: Account) -> Iterable[Panel]:
    """Add how many sealed originals there are, and how often they were opened."""
    originals = sealing.of_piece(piece.id)
    if originals:
        openings = sealing.openings_of(piece.id)
        yield Panel(
            "evidence/redaction/_sealed.html",
            {"piece": piece, "count": len(originals), "opened": len(openings)},
        )
