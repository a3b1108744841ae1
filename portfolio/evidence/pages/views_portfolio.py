"""The evidence pages: the learner's list, beginning a piece, taking one out and bringing it back."""

from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.base.web.paging import page_read
from portfolio.enrolment import store as enrolments
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.forms import WithdrawForm
from portfolio.evidence.pages.page_access import own_piece
from portfolio.evidence.records import learner_list, store
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO, WRITES_EVIDENCE, Author

PER_PAGE = 50


@blueprint.errorhandler(store.NotThere)
def _gone(_problem: store.NotThere) -> ResponseReturnValue:
    """Answer 404 when a piece went between being looked up and being written, as in another tab."""
    return current_app.handle_http_exception(NotFound())


@blueprint.get("/evidence")
@guarded(*KEEPS_PORTFOLIO)
def portfolio() -> str:
    """Show the learner's pieces a page at a time: drafts first, then what was submitted; apart, what was taken out."""
    learner = current_person()
    counts = learner_list.counts(learner.id)
    page = page_read(
        lambda offset, limit: learner_list.kept(learner.id, offset, limit),
        counts.kept,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("evidence.portfolio", page=number),
    )
    withdrawn_page = page_read(
        lambda offset, limit: learner_list.withdrawn(learner.id, offset, limit),
        counts.withdrawn,
        request.args.get("withdrawn", 1, type=int),
        PER_PAGE,
        lambda number: _withdrawn_address(page.number, number),
    )
    return render_template(
        "evidence/reading/portfolio.html",
        counts=counts,
        page=page,
        drafts=[piece for piece in page.items if piece.is_draft],
        submitted=[piece for piece in page.items if not piece.is_draft],
        withdrawn=withdrawn_page,
        shows_withdrawn=not counts.kept or "withdrawn" in request.args,
        enrolments=enrolments.of_learner(learner.id),
    )


def _withdrawn_address(page: int, number: int) -> str:
    """Return where a page of the withdrawn pieces is, beside the same page of the others."""
    beside = page if page > 1 else None
    return url_for("evidence.portfolio", page=beside, withdrawn=number, _anchor="withdrawn")


@blueprint.get("/evidence/new")
@guarded(*KEEPS_PORTFOLIO)
def choose() -> str:
    """Let the learner choose what to add."""
    return render_template("evidence/writing/choose.html", kinds=KINDS.values())


@blueprint.post("/evidence/new/<kind_id>")
@guarded(*KEEPS_PORTFOLIO)
def begin(kind_id: str) -> AnyResponse:
    """Begin a draft and open it."""
    kind = KINDS.get(kind_id)
    if kind is None or Author.LEARNER not in kind.written_by:
        not_found()
    piece = store.begin(current_person(), kind_id)
    return go("evidence.edit", evidence_id=piece.id)


@blueprint.get("/evidence/<uuid:evidence_id>/withdraw")
@guarded(*WRITES_EVIDENCE)
def withdraw(evidence_id: UUID) -> str:
    """Ask once more before a piece is taken out of the portfolio."""
    piece = own_piece(evidence_id)
    return render_template("evidence/reading/withdraw.html", piece=piece, form=WithdrawForm())


@blueprint.post("/evidence/<uuid:evidence_id>/withdraw")
@guarded(*WRITES_EVIDENCE)
def withdrawn(evidence_id: UUID) -> AnyResponse | Response:
    """Take a piece out of the portfolio."""
    piece = own_piece(evidence_id)
    form = WithdrawForm()
    if not form.is_complete():
        page = render_template("evidence/reading/withdraw.html", piece=piece, form=form)
        return Response(page, status=422)
    store.withdraw(current_person(), piece.id, form.reason.data or "")
    if not piece.by_learner:
        tell(f"{piece.reference} is out of the portfolio. You can bring it back here.")
        return go("evidence.piece", evidence_id=piece.id)
    tell(f"{piece.reference} is out of your portfolio. You can bring it back below.")
    return go("evidence.portfolio", _anchor="withdrawn")


@blueprint.post("/evidence/<uuid:evidence_id>/restore")
@guarded(*WRITES_EVIDENCE)
def restore(evidence_id: UUID) -> AnyResponse:
    """Bring a piece back that was taken out."""
    piece = own_piece(evidence_id, withdrawn=True)
    try:
        store.restore(current_person(), piece.id)
    except store.RemovedForGood as problem:
        raise PageProblem(str(problem), back=url_for("evidence.portfolio")) from problem
    if not piece.by_learner:
        tell(f"{piece.reference} is back in the portfolio.")
        return go("evidence.piece", evidence_id=piece.id)
    tell(f"{piece.reference} is back in your portfolio.")
    return go("evidence.portfolio")


@blueprint.post("/evidence/<uuid:evidence_id>/revise")
@guarded(*WRITES_EVIDENCE)
def revise(evidence_id: UUID) -> AnyResponse:
    """Open a draft of the next version."""
    try:
        piece = store.revise(current_person(), evidence_id)
    except store.NotThere:
        not_found()
    return go("evidence.edit", evidence_id=piece.id)


@blueprint.get("/evidence/<uuid:evidence_id>/put-away")
@guarded(*WRITES_EVIDENCE)
def put_away(evidence_id: UUID) -> AnyResponse | str:
    """Ask once more before a draft is thrown away."""
    piece = own_piece(evidence_id)
    if piece.draft is None:
        return go("evidence.piece", evidence_id=piece.id)
    if piece.latest is None:
        return go("evidence.withdraw", evidence_id=piece.id)
    return render_template("evidence/reading/put_away.html", piece=piece)


@blueprint.post("/evidence/<uuid:evidence_id>/put-away")
@guarded(*WRITES_EVIDENCE)
def put_draft_away(evidence_id: UUID) -> AnyResponse:
    """Throw away the draft of a revision; what was submitted stays."""
    piece = own_piece(evidence_id)
    if piece.latest is not None:
        store.put_draft_away(current_person(), piece.id)
        tell(f"Your changes to {piece.reference} are gone. What you submitted is as it was.")
    return go("evidence.piece", evidence_id=piece.id)
