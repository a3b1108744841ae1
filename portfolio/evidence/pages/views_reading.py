"""Reading a piece: its learner, its assessor and the IQA; and adding a later check-back to it."""

from uuid import UUID

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse
from wtforms.fields import SelectChoice

from portfolio.base.clock import spoken_date, today
from portfolio.base.web.pages import go, guarded, not_found, tell
from portfolio.evidence.content.form_answers import content_from
from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.forms import CheckBackForm
from portfolio.evidence.pages.page_access import names_for, own_piece
from portfolio.evidence.pages.piece_page import PieceSeen, piece_actions, way_back, withdrawn_note
from portfolio.evidence.records import store
from portfolio.evidence.records.claimable_criteria import criteria_of
from portfolio.evidence.records.claims import may_claim
from portfolio.evidence.records.extension_points import Where, panels_on
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import DECIDES, KEEPS_PORTFOLIO, READS_PORTFOLIOS


@blueprint.get("/evidence/<uuid:evidence_id>")
@guarded(*READS_PORTFOLIOS)
def piece(evidence_id: UUID) -> str:
    """Show a piece to somebody who may read it; `?version=1` shows an older version.

    `?about=` names the action that its learner came to write a check-back about.
    """
    found = store.for_reader(current_person(), evidence_id)
    if found is None:
        not_found()
    return _page(found, _wanted_version(found), _begun_check_back())


def _begun_check_back() -> CheckBackForm:
    about = request.args.get("about", "")
    begun = {"action": about, "checked_on": today().isoformat()} if about else {}
    return CheckBackForm(formdata=None, data=begun)


def _wanted_version(found: Evidence) -> EvidenceVersion | None:
    wanted = request.args.get("version", "")
    if not wanted:
        return found.latest
    versions = {str(version.version): version for version in found.versions}
    return versions.get(wanted) or not_found()


def _page(found: Evidence, version: EvidenceVersion | None, form: CheckBackForm) -> str:
    """`version` is None for a draft that was never submitted; only its writer gets that far."""
    person = current_person()
    mine = found.is_written_by(person.id)
    content = version.content if version else found.draft or {}
    tasks = {row["id"]: row["task"] for row in content.get("actions") or []}
    form.action.choices = _actions(tasks)
    newest = version is found.latest
    claims = (found.live_claims if mine else found.submitted_claims) if newest else []
    learner = people.by_id(found.learner_id) or not_found()
    seen = _seen(found, version, claimed=bool(claims))
    return render_template(
        "evidence/reading/piece.html",
        piece=found,
        version=version,
        newest=newest,
        content=content,
        seen=seen,
        back=way_back(seen),
        actions=piece_actions(seen),
        withdrawn_note=_withdrawn_note(found, seen, learner),
        learner=learner,
        whose="" if seen.about_me else learner.name,
        claims=claims,
        criteria=criteria_of(found.learner_id),
        files=version.attachments if version else found.live_attachments,
        filenames={attachment.id: attachment.filename for attachment in found.attachments},
        tasks=tasks,
        later=[check_back for check_back in found.check_backs if check_back.later],
        names=names_for(found),
        more=list(panels_on(Where.PIECE, found, current_person())) if newest else [],
        can_check_back=mine and newest and _has_check_backs(found.kind) and version is not None,
        form=form,
    )


def _seen(found: Evidence, version: EvidenceVersion | None, *, claimed: bool) -> PieceSeen:
    """Return the piece as the person looking sees it."""
    person = current_person()
    mine = found.is_written_by(person.id)
    return PieceSeen(
        evidence_id=found.id,
        kind_id=found.kind.id,
        mine=mine,
        about_me=person.id == found.learner_id,
        assesses=person.has(*DECIDES),
        by_learner=found.by_learner,
        learner_writes=found.kind.learners_write_it,
        quick=bool(found.kind.quick),
        submitted=version is not None,
        drafting=found.draft is not None,
        newest=version is found.latest,
        withdrawn=found.withdrawn_at is not None,
        removed=found.was_removed,
        claimed=claimed,
        claiming=may_claim(person, found),
        may_revise=mine and found.author in found.kind.written_by,
    )


def _withdrawn_note(found: Evidence, seen: PieceSeen, learner: Account) -> str:
    if found.withdrawn_at is None:
        return ""
    writer = found.latest.submitted_by_name if found.latest else ""
    taken_by = learner.name if found.by_learner else writer
    return withdrawn_note(seen, spoken_date(found.withdrawn_at), taken_by)


def _actions(tasks: dict[str, str]) -> list[SelectChoice]:
    blank = SelectChoice(value="", label="All of it")
    return [
        blank,
        *(SelectChoice(value=action_id, label=task) for action_id, task in tasks.items()),
    ]


def _has_check_backs(kind: Kind) -> bool:
    return any(field.name == "check_backs" for field in kind.fields)


@blueprint.post("/evidence/<uuid:evidence_id>/check-backs")
@guarded(*KEEPS_PORTFOLIO)
def add_check_back(evidence_id: UUID) -> AnyResponse | Response:
    """Append a check-back to what was submitted; nothing else changes."""
    found = own_piece(evidence_id)
    if found.latest is None or not _has_check_backs(found.kind):
        not_found()
    row = _typed_row(found.kind)
    about = request.form.get("action", "")
    actions = {str(action.id): action.id for action in found.live_actions}
    try:
        store.add_check_back(current_person(), found.id, action_id=actions.get(about), row=row)
    except store.Incomplete as problem:
        again = CheckBackForm(formdata=MultiDict({**row, "action": about}))
        again.show(problem.lacks)
        page = _page(own_piece(evidence_id), own_piece(evidence_id).latest, again)
        return Response(page, status=422)
    tell(f"Your check-back is added to {found.reference}, dated {spoken_date(today())}.")
    return go("evidence.piece", evidence_id=found.id, _anchor="check-backs")


def _typed_row(kind: Kind) -> dict[str, str]:
    """Return the check-back that was typed, cleaned like a row of the big form."""
    sent = {f"check_backs-0-{name}": value for name, value in request.form.items()}
    rows = content_from(kind, sent)["check_backs"]
    return rows[0] if rows else {}
