"""Pieces of evidence: begun, saved as drafts, submitted as frozen versions, revised, withdrawn; and read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portfolio.base.clock import now, today
from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.answers import same
from portfolio.evidence.completeness import Lack, lacks, row_lacks, too_much
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.model import (
    Action,
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
    PlaceKind,
)
from portfolio.evidence.places import quote_occurs
from portfolio.evidence.rows import with_kept_row_ids, with_row_ids
from portfolio.history.chain import Actor
from portfolio.history.store import content_of, record
from portfolio.people.model import Account
from portfolio.people.notices import notify

Content = dict[str, Any]


class NotThere(Exception):
    """There is no such piece, or it isn't this person's."""


class NothingToSubmit(Exception):
    """There is no draft: it was submitted already, or its draft was put away."""


class NotSubmitted(Exception):
    """It can only be done to a piece that was submitted."""


@dataclass
class StaleDraft(Exception):
    """Somebody (perhaps the same person in another tab) saved this draft since it was opened."""

    saved: Content
    revision: int

    def __str__(self) -> str:
        """Say what happened and what to do."""
        return "This draft was saved somewhere else since you opened it. Both versions are shown; choose what to keep."


@dataclass
class Incomplete(Exception):
    """The draft can't be submitted (or saved) yet; `lacks` says everything that is to be mended."""

    lacks: list[Lack]

    def __str__(self) -> str:
        """Say the first thing to mend."""
        return self.lacks[0].sentence


# --- writing -----------------------------------------------------------------------------------


def begin(learner: Account, kind_id: str, content: Content | None = None) -> Evidence:
    """Begin a draft of a kind that a learner writes; it gets its reference at once."""
    kind = KINDS[kind_id]
    draft = with_row_ids(kind_id, content or {})
    with write() as session:
        evidence = Evidence(
            learner_id=learner.id,
            number=next_number(session, learner.id),
            kind_id=kind_id,
            title=kind.title(draft)[:200],
            happened_on=kind.happened_on(draft),
            draft=draft,
            draft_revision=1,
            draft_saved_at=now(),
        )
        session.add(evidence)
        session.flush()
        return evidence


def next_number(session: Session, learner_id: UUID) -> int:
    """Return the next reference number of a portfolio; one writer at a time. Call inside `write()`."""
    session.get(Account, learner_id, with_for_update={"of": Account}, populate_existing=True)
    highest = session.scalar(
        select(func.max(Evidence.number)).where(Evidence.learner_id == learner_id)
    )
    return (highest or 0) + 1


def save_draft(
    learner: Account, evidence_id: UUID, content: Content, seen_revision: int
) -> Evidence:
    """Keep what was typed. Raises StaleDraft when it was saved elsewhere since, Incomplete when too long.

    Sending the same words twice (a double click, a lost answer) is no clash.
    """
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        if evidence.draft is None:
            raise NothingToSubmit("This piece has no draft. Choose “Revise” to change it.")
        if evidence.draft_revision != seen_revision:
            if same(evidence.kind, content, evidence.draft):
                return evidence
            raise StaleDraft(evidence.draft, evidence.draft_revision)
        over = too_much(evidence.kind, content)
        if over:
            raise Incomplete(over)
        _keep_draft(evidence, content)
        return evidence


def _keep_draft(evidence: Evidence, content: Content) -> None:
    submitted_before = [version.content for version in evidence.versions]
    draft = with_kept_row_ids(evidence.kind_id, content, evidence.draft or {}, submitted_before)
    evidence.draft = draft
    evidence.draft_revision += 1
    evidence.draft_saved_at = now()
    if not evidence.versions:
        evidence.title = evidence.kind.title(draft)[:200]
        evidence.happened_on = evidence.kind.happened_on(draft)


def lacks_of(evidence: Evidence) -> list[Lack]:
    """Return all that keeps the draft from being submitted: answers, descriptions, claimed places."""
    content = evidence.draft or {}
    found = lacks(evidence.kind, content, today())
    found += [
        Lack(
            "attachments",
            f"Describe the photo “{one.filename}” for people who can’t see it.",
            column=str(one.id),
        )
        for one in evidence.live_attachments
        if one.is_photo and not one.alt_text.strip()
    ]
    return found + [lack for claim in evidence.live_claims for lack in _lost(evidence, claim)]


def _lost(evidence: Evidence, claim: Claim) -> list[Lack]:
    """Return what is wrong with a claim whose place is no longer there."""
    if claim.place_kind == PlaceKind.QUOTE:
        if quote_occurs(claim.place, evidence.kind, evidence.draft or {}):
            return []
        what = f"The words you quoted for criterion {claim.criterion} are no longer in your text."
    else:
        if claim.attachment_id in {one.id for one in evidence.live_attachments}:
            return []
        what = f"The file you named for criterion {claim.criterion} is no longer attached."
    return [Lack("claims", f"{what} Take the claim back, or claim another place.")]


def submit(
    learner: Account, evidence_id: UUID, seen_revision: int | None = None
) -> EvidenceVersion:
    """Freeze the draft as a new version.

    Raises Incomplete with everything to mend, NothingToSubmit, and StaleDraft when the draft isn't
    the one that was seen (given its revision) when it was checked.
    """
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        if evidence.draft is None:
            raise NothingToSubmit("This piece was submitted already.")
        if seen_revision not in (None, evidence.draft_revision):
            raise StaleDraft(evidence.draft, evidence.draft_revision)
        found = lacks_of(evidence)
        if found:
            raise Incomplete(found)
        version = freeze(session, evidence, evidence.draft, learner.actor)
        evidence.draft = None
        _tell_assessors(session, learner, evidence, version.version)
        return version


def freeze(session: Session, evidence: Evidence, content: Content, by: Actor) -> EvidenceVersion:
    """Add the next version with its rows and history. Call inside `write()`."""
    number = len(evidence.versions) + 1
    version = EvidenceVersion(
        evidence_id=evidence.id,
        version=number,
        title=evidence.kind.title(content)[:200],
        happened_on=evidence.kind.happened_on(content),
        content=content,
        attachments=[_frozen(one) for one in evidence.live_attachments],
        submitted_at=now(),
        submitted_by_id=by.id,
        submitted_by_name=by.name,
    )
    evidence.versions.append(version)
    evidence.title, evidence.happened_on = version.title, version.happened_on
    session.flush()
    _keep_rows(session, evidence, content, by)
    for claim in evidence.live_claims:
        claim.version = number
    record(
        session,
        chain=evidence.learner_id,
        actor=by,
        action="submitted" if number == 1 else "revised",
        subject="evidence version",
        subject_id=version.id,
        version=number,
        content=_version_content(version),
    )
    return version


def _frozen(one: Attachment) -> Content:
    return {
        "id": str(one.id),
        "sha256": one.sha256,
        "filename": one.filename,
        "media_type": one.media_type,
        "size": one.size,
        "alt_text": one.alt_text,
    }


def _keep_rows(session: Session, evidence: Evidence, content: Content, by: Actor) -> None:
    """Write the actions and check-backs of the content as rows; an id that is known is brought up to date."""
    known = {
        row.id: row
        for row in session.scalars(select(Action).where(Action.evidence_id == evidence.id))
    }
    for position, row in enumerate(content.get("actions") or []):
        action = known.get(UUID(row["id"])) or Action(id=UUID(row["id"]), evidence_id=evidence.id)
        action.position = position
        action.task, action.owner, action.deadline = row["task"], row["owner"], row["deadline"]
        session.add(action)
    rows = select(CheckBack).where(CheckBack.evidence_id == evidence.id, CheckBack.later.is_(False))
    there = {row.id: row for row in session.scalars(rows)}
    for row in content.get("check_backs") or []:
        check_back = there.get(UUID(row["id"])) or CheckBack(
            id=UUID(row["id"]), evidence_id=evidence.id, recorded_by_id=by.id
        )
        check_back.checked_on = date.fromisoformat(row["checked_on"])
        check_back.method, check_back.outcome = row["method"], row["outcome"]
        session.add(check_back)
    session.flush()
    session.expire(evidence, ["actions", "check_backs"])  # whoever reads it next sees these rows


@content_of("evidence version")
def _recorded_version(version_id: UUID, _version: int) -> Content | None:
    version = db.session.get(EvidenceVersion, version_id)
    return _version_content(version) if version else None


def _version_content(version: EvidenceVersion) -> Content:
    return {
        "evidence": str(version.evidence_id),
        "version": version.version,
        "title": version.title,
        "content": version.content,
        "attachments": version.attachments,
        "submitted_at": version.submitted_at,
        "submitted_by": version.submitted_by_name,
    }


def _tell_assessors(session: Session, learner: Account, evidence: Evidence, version: int) -> None:
    verb = "submitted" if version == 1 else "revised"
    claimed = {claim.enrolment_id for claim in evidence.live_claims}
    enrolled = enrolments.of_learner(learner.id)
    concerned = [one for one in enrolled if one.id in claimed] or enrolled
    for assessor_id in {one.assessor_id for one in concerned}:
        notify(
            session,
            assessor_id,
            f"{learner.name} {verb} {evidence.reference}.",
            "assessment.piece",
            evidence_id=str(evidence.id),
        )


def revise(learner: Account, evidence_id: UUID) -> Evidence:
    """Open a draft of the next version from the newest one; the old one stays as it is."""
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        if evidence.latest is None or evidence.kind.written_by != "learner":
            raise NotThere("Only what you submitted yourself can be revised.")
        if evidence.draft is None:
            evidence.draft = dict(evidence.latest.content)
            evidence.draft_revision += 1
            evidence.draft_saved_at = now()
        return evidence


def put_draft_away(learner: Account, evidence_id: UUID) -> bool:
    """Throw a draft away. True when the piece is withdrawn with it, because nothing was submitted yet.

    A piece that was never submitted is withdrawn (and can be restored); of a submitted one only
    the draft of the revision goes.
    """
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        if evidence.latest is None:
            evidence.withdrawn_at = now()
            return True
        evidence.draft = None
        for claim in evidence.live_claims:
            if claim.version is None:
                claim.withdrawn_at = now()
        return False


def withdraw(learner: Account, evidence_id: UUID, reason: str) -> Evidence:
    """Take a piece out of the portfolio; it and its reference stay, and it can be restored."""
    return _switch(learner, evidence_id, withdrawn=True, reason=reason)


def restore(learner: Account, evidence_id: UUID) -> Evidence:
    """Bring a withdrawn piece back."""
    return _switch(learner, evidence_id, withdrawn=False, reason="")


def _switch(learner: Account, evidence_id: UUID, *, withdrawn: bool, reason: str) -> Evidence:
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id, withdrawn=None)
        if (evidence.withdrawn_at is not None) == withdrawn:
            return evidence
        evidence.withdrawn_at = now() if withdrawn else None
        if evidence.latest is not None:
            record(
                session,
                chain=learner.id,
                actor=learner.actor,
                action="withdrawn" if withdrawn else "restored",
                subject="evidence",
                subject_id=evidence.id,
                content={"reference": evidence.reference, "reason": reason},
            )
        return evidence


def add_check_back(
    learner: Account, evidence_id: UUID, *, action_id: UUID | None, row: Content
) -> CheckBack:
    """Append a dated check-back (checked_on, method, outcome) to a submitted piece; nothing is unlocked.

    Raises Incomplete with what is wrong with the row.
    """
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        if evidence.latest is None:
            raise NotSubmitted("Submit this piece first; until then, write check-backs into it.")
        try:
            one = evidence.kind.field("check_backs")
        except KeyError:
            raise NotThere("This kind of evidence has no check-backs.") from None
        wrong = row_lacks(one, row, today())
        if wrong:
            raise Incomplete(wrong)
        if action_id and action_id not in {action.id for action in evidence.actions}:
            raise NotThere("That action doesn’t belong to this handover.")
        check_back = CheckBack(
            evidence_id=evidence.id,
            action_id=action_id,
            checked_on=date.fromisoformat(row["checked_on"]),
            method=row["method"],
            outcome=row["outcome"],
            recorded_at=now(),
            recorded_by_id=learner.id,
            later=True,
        )
        evidence.check_backs.append(check_back)
        session.flush()
        record(
            session,
            chain=learner.id,
            actor=learner.actor,
            action="checked back",
            subject="check-back",
            subject_id=check_back.id,
            content=_check_back_content(check_back),
        )
        return check_back


@content_of("check-back")
def _recorded_check_back(check_back_id: UUID, _version: int) -> Content | None:
    row = db.session.get(CheckBack, check_back_id)
    return _check_back_content(row) if row else None


def _check_back_content(row: CheckBack) -> Content:
    return {
        "evidence": str(row.evidence_id),
        "action": str(row.action_id) if row.action_id else None,
        "checked_on": row.checked_on,
        "method": row.method,
        "outcome": row.outcome,
    }


# --- reading -----------------------------------------------------------------------------------

WHOLE = (
    selectinload(Evidence.versions),
    selectinload(Evidence.claims),
    selectinload(Evidence.attachments),
    selectinload(Evidence.check_backs),
    selectinload(Evidence.actions),
)


def own_locked(
    session: Session, learner_id: UUID, evidence_id: UUID, *, withdrawn: bool | None = False
) -> Evidence:
    """Return the learner's own piece, whole and locked. Raises NotThere."""
    wanted = (
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.learner_id == learner_id)
        .options(*WHOLE)
        .with_for_update(of=Evidence)
    )
    evidence = session.scalar(wanted)
    if evidence is None or (withdrawn is False and evidence.withdrawn_at is not None):
        raise NotThere("There is no such piece of evidence in your portfolio.")
    return evidence


def of_learner(learner_id: UUID, *, withdrawn: bool = False) -> Sequence[Evidence]:
    """Return a learner's pieces (or the withdrawn ones), whole, in the order of their references."""
    state = Evidence.withdrawn_at.is_not(None) if withdrawn else Evidence.withdrawn_at.is_(None)
    rows = select(Evidence).where(Evidence.learner_id == learner_id, state).options(*WHOLE)
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def listed(learner_id: UUID) -> Sequence[Evidence]:
    """Return all of a learner's pieces, withdrawn ones too, as a list shows them, in order.

    Three SQL statements, however many pieces: claims and the versions' numbers, but no answers.
    """
    rows = (
        select(Evidence)
        .where(Evidence.learner_id == learner_id)
        .options(
            selectinload(Evidence.claims),
            selectinload(Evidence.versions).load_only(EvidenceVersion.version, raiseload=True),
        )
    )
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def of_learners(learner_ids: Sequence[UUID]) -> Sequence[Evidence]:
    """Return many learners' pieces with versions and claims only, for a cohort."""
    rows = select(Evidence).where(
        Evidence.learner_id.in_(learner_ids), Evidence.withdrawn_at.is_(None)
    )
    return db.session.scalars(
        rows.options(selectinload(Evidence.versions), selectinload(Evidence.claims))
    ).all()


def for_reader(person: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece, whole, if this person may open it: its learner; or, once submitted, assessor and IQA."""
    wanted = select(Evidence).where(Evidence.id == evidence_id).options(*WHOLE)
    evidence = db.session.scalar(wanted)
    if evidence is None:
        return None
    if evidence.learner_id == person.id:
        return evidence
    if evidence.latest is None or not enrolments.may_read_portfolio(person, evidence.learner_id):
        return None
    return evidence


def own(learner: Account, evidence_id: UUID) -> Evidence | None:
    """Return the learner's own piece, whole, or None."""
    evidence = for_reader(learner, evidence_id)
    return evidence if evidence and evidence.learner_id == learner.id else None


def handovers_of(learner_id: UUID, *, submitted_only: bool) -> Sequence[Evidence]:
    """Return a learner's handover instances that are in the portfolio, without what hangs on them."""
    rows = select(Evidence).where(
        Evidence.learner_id == learner_id,
        Evidence.kind_id == "handover_instance",
        Evidence.withdrawn_at.is_(None),
    )
    if submitted_only:
        rows = rows.where(Evidence.versions.any())
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def claims_on(enrolment_ids: Sequence[UUID]) -> Sequence[Claim]:
    """Return the claims on these enrolments that have not been taken back."""
    rows = select(Claim).where(Claim.enrolment_id.in_(enrolment_ids), Claim.withdrawn_at.is_(None))
    return db.session.scalars(rows.order_by(Claim.created_at)).all()
