"""Pieces of evidence: begun, saved as drafts, submitted as frozen versions, revised, withdrawn."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now, today
from portfolio.base.db import new_id, write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.completeness import Lack, row_lacks, too_much
from portfolio.evidence.content.consistency import row_contradictions
from portfolio.evidence.content.form_answers import same
from portfolio.evidence.content.row_ids import overlaid, with_kept_row_ids, with_row_ids
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.records import extension_points
from portfolio.evidence.records.history_entries import CHECK_BACK, CLAIM, FILE, PIECE
from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.evidence.records.queries import (
    NotThere,
    by_name,
    claimable,
    claims_on,
    for_reader,
    in_portfolio,
    of_learner,
    of_learners,
    own,
    own_locked,
    written_by,
)
from portfolio.evidence.records.row_claims import tick
from portfolio.evidence.records.submission_checks import lacks_of
from portfolio.evidence.records.versions import freeze
from portfolio.history.store import keep, note
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.people.roles import Author

Content = dict[str, Any]

__all__ = [
    "NotThere",
    "by_name",
    "claimable",
    "claims_on",
    "for_reader",
    "freeze",
    "in_portfolio",
    "lacks_of",
    "of_learner",
    "of_learners",
    "own",
    "own_locked",
    "written_by",
]


class NothingToSubmit(Exception):
    """There is no draft: it was submitted already, or its draft was put away."""


class RemovedForGood(Exception):
    """Its words were removed, because who wrote it asked; the sentence says so."""


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


def begin(
    writer: Account,
    kind_id: str,
    content: Content | None = None,
    *,
    learner_id: UUID | None = None,
    evidence_id: UUID | None = None,
) -> Evidence:
    """Begin a draft; it gets its reference at once, and the given id if there is one.

    A learner begins their own; an assessor one about a learner they assess (`learner_id`), of a
    kind that assessors write. Raises NotThere.
    """
    kind = KINDS[kind_id]
    whose = learner_id or writer.id
    _may_begin(writer, kind, whose)
    draft = with_row_ids(kind_id, content or {})
    with write() as session:
        evidence = Evidence(
            id=evidence_id or new_id(),
            learner_id=whose,
            number=next_number(session, whose),
            kind_id=kind_id,
            title=kind.title(draft)[:200],
            happened_on=kind.happened_on(draft),
            happened_at=kind.happened_at(draft),
            draft=draft,
            draft_revision=1,
            draft_saved_at=now(),
            writer_id=writer.id if whose != writer.id else None,
        )
        session.add(evidence)
        session.flush()
        return evidence


def _may_begin(writer: Account, kind: Kind, learner_id: UUID) -> None:
    author = Author.LEARNER if learner_id == writer.id else Author.ASSESSOR
    if author not in kind.written_by:
        raise NotThere(f"{kind.plural} are not written by you.")
    if author is Author.ASSESSOR and not enrolments.assesses(writer, learner_id):
        raise NotThere("There is no such learner for you to assess.")


def next_number(session: Session, learner_id: UUID) -> int:
    """Return the next reference number of a portfolio. Call inside `write()`, where nobody else takes it."""
    highest = session.scalar(
        select(func.max(Evidence.number)).where(Evidence.learner_id == learner_id)
    )
    return (highest or 0) + 1


def save_draft(
    writer: Account, evidence_id: UUID, content: Content, seen_revision: int
) -> Evidence:
    """Keep what was typed. Raises StaleDraft when it was saved elsewhere since, Incomplete when too long.

    What `content` doesn't name (a question on another page of the form) stays as it is. Sending the same words twice (a double click, a lost answer) is no clash.
    """
    with write() as session:
        evidence = own_locked(session, writer, evidence_id)
        if evidence.draft is None:
            raise NothingToSubmit("This piece has no draft. Choose “Revise” to change it.")
        content = overlaid(evidence.kind_id, evidence.draft, content)
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
        evidence.happened_at = evidence.kind.happened_at(draft)


def submit(writer: Account, evidence_id: UUID, seen_revision: int | None = None) -> EvidenceVersion:
    """Freeze the draft as a new version.

    Raises Incomplete with everything to mend, NothingToSubmit, and StaleDraft when the draft isn't
    the one that was seen (given its revision) when it was checked.
    """
    with write() as session:
        evidence = own_locked(session, writer, evidence_id)
        if evidence.draft is None:
            raise NothingToSubmit("This piece was submitted already.")
        if seen_revision not in (None, evidence.draft_revision):
            raise StaleDraft(evidence.draft, evidence.draft_revision)
        found = lacks_of(evidence)
        if found:
            raise Incomplete(found)
        tick(session, evidence, evidence.draft, writer.actor)
        version = freeze(session, evidence, evidence.draft, writer.actor)
        evidence.draft = None
        tell = _tell_assessors if evidence.by_learner else _tell_learner
        tell(session, writer, evidence, "submitted" if version.version == 1 else "revised")
        extension_points.submitted(session, evidence, writer)
        return version


def _tell_learner(session: Session, writer: Account, evidence: Evidence, verb: str) -> None:
    kind = f"{evidence.kind.one} {evidence.kind.name.lower()}"
    notify(
        session,
        evidence.learner_id,
        f"{writer.name} {verb} {evidence.reference}, {kind} about your work.",
        "evidence.piece",
        evidence_id=str(evidence.id),
    )


def _tell_assessors(session: Session, learner: Account, evidence: Evidence, verb: str) -> None:
    claimed = {claim.enrolment_id for claim in evidence.live_claims}
    enrolled = enrolments.of_learner(learner.id)
    concerned = [enrolment for enrolment in enrolled if enrolment.id in claimed] or enrolled
    for assessor_id in {enrolment.assessor_id for enrolment in concerned}:
        notify(
            session,
            assessor_id,
            f"{learner.name} {verb} {evidence.reference}.",
            "assessment.piece",
            evidence_id=str(evidence.id),
        )


def revise(writer: Account, evidence_id: UUID) -> Evidence:
    """Open a draft of the next version from the newest one; the old one stays as it is."""
    with write() as session:
        evidence = own_locked(session, writer, evidence_id)
        if evidence.latest is None or evidence.author not in evidence.kind.written_by:
            raise NotThere("Only what you submitted yourself can be revised.")
        if evidence.draft is None:
            evidence.draft = dict(evidence.latest.content)
            evidence.draft_revision += 1
            evidence.draft_saved_at = now()
        return evidence


def put_draft_away(writer: Account, evidence_id: UUID) -> bool:
    """Throw a draft away. True when the piece is withdrawn with it, because nothing was submitted yet.

    A piece that was never submitted is withdrawn (and can be restored); of a submitted one only
    the draft of the revision goes: its words, the claims on them, and what was done to its files.
    """
    with write() as session:
        evidence = own_locked(session, writer, evidence_id)
        if evidence.latest is None:
            evidence.withdrawn_at = now()
            return True
        evidence.draft = None
        for claim in evidence.live_claims:
            if claim.version is None:
                claim.withdrawn_at = now()
                keep(session, claim, CLAIM, by=writer.actor, action="claim taken back")
        _bring_files_back(session, writer, evidence, evidence.latest)
        return False


def _bring_files_back(
    session: Session, writer: Account, evidence: Evidence, version: EvidenceVersion
) -> None:
    """Let the piece have the files of its newest version again, described as they were there."""
    frozen = {attachment["id"]: attachment for attachment in version.attachments}
    for attachment in evidence.attachments:
        before = frozen.get(str(attachment.id))
        if before is not None:
            attachment.alt_text = before["alt_text"]
        if before is None and attachment.withdrawn_at is None:
            attachment.withdrawn_at = now()
            keep(session, attachment, FILE, by=writer.actor, action="file taken away")
        elif before is not None and attachment.withdrawn_at is not None:
            attachment.withdrawn_at = None
            keep(session, attachment, FILE, by=writer.actor, action="file put back")


def withdraw(writer: Account, evidence_id: UUID, reason: str) -> Evidence:
    """Take a piece out of the portfolio; it and its reference stay, and it can be restored.

    Only its writer can: a learner can't take out what an assessor recorded about them.
    """
    return _switch(writer, evidence_id, withdrawn=True, reason=reason)


def restore(writer: Account, evidence_id: UUID) -> Evidence:
    """Bring a withdrawn piece back. Raises RemovedForGood when nothing is left of it."""
    return _switch(writer, evidence_id, withdrawn=False, reason="")


def _switch(writer: Account, evidence_id: UUID, *, withdrawn: bool, reason: str) -> Evidence:
    with write() as session:
        evidence = own_locked(session, writer, evidence_id, withdrawn=None)
        if (evidence.withdrawn_at is not None) == withdrawn:
            return evidence
        if evidence.was_removed:
            raise RemovedForGood(
                f"{evidence.reference} was removed, as the person who wrote it asked. It can’t come back."
            )
        evidence.withdrawn_at = now() if withdrawn else None
        if evidence.latest is not None:
            note(
                session,
                evidence,
                PIECE,
                by=writer.actor,
                action="withdrawn" if withdrawn else "restored",
                content={"reference": evidence.reference, "reason": reason},
            )
        return evidence


def add_check_back(
    writer: Account, evidence_id: UUID, *, action_id: UUID | None, row: Content
) -> CheckBack:
    """Append a dated check-back (checked_on, method, outcome) to a submitted piece; nothing is unlocked.

    Raises Incomplete with what is wrong with the row.
    """
    with write() as session:
        evidence = own_locked(session, writer, evidence_id)
        if evidence.latest is None:
            raise NotSubmitted("Submit this piece first; until then, write check-backs into it.")
        try:
            one = evidence.kind.field("check_backs")
        except KeyError:
            raise NotThere("This kind of evidence has no check-backs.") from None
        wrong = row_lacks(one, row, today()) + [
            Lack(column, sentence)
            for _field, _row, column, sentence in row_contradictions(
                evidence.kind, one.name, row, evidence.latest.content
            )
        ]
        if wrong:
            raise Incomplete(wrong)
        if action_id and action_id not in {action.id for action in evidence.live_actions}:
            raise NotThere("That action doesn’t belong to this handover.")
        check_back = CheckBack(
            evidence_id=evidence.id,
            action_id=action_id,
            checked_on=date.fromisoformat(row["checked_on"]),
            method=row["method"],
            with_whom=row.get("with_whom") or "",
            done=row.get("done") or "",
            outcome=row["outcome"],
            recorded_at=now(),
            recorded_by_id=writer.id,
            later=True,
        )
        evidence.check_backs.append(check_back)
        keep(session, check_back, CHECK_BACK, by=writer.actor, action="checked back")
        return check_back
