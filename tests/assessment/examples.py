"""A claim to decide on, and a witness statement as the record of one, for tests of assessment and coverage."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.evidence.records import claims, store
from portfolio.evidence.records.history_entries import CLAIM
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.history.chain import Actor
from portfolio.history.store import keep
from portfolio.people.addresses import address_key
from portfolio.people.model import Account
from portfolio.witness.history_entries import STATEMENT
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.statements import standing
from tests.evidence.examples import UNDERSTANDING, submitted

RESPONSIBILITIES = "We agreed that Priya owns the call"


def claimed(
    learner: Account,
    enrolment_id: UUID,
    criterion: str = "1",
    evidence: Evidence | None = None,
    **changes,
) -> tuple[Claim, EvidenceVersion]:
    """A submitted handover, claimed for a criterion by a quote."""
    piece = evidence or submitted(learner, **changes)
    claim = claims.add(
        learner,
        piece.id,
        enrolment_id=enrolment_id,
        criterion=criterion,
        place_kind="quote",
        place=UNDERSTANDING,
        reason="It shows that both of us agreed.",
    )
    return claim, newest(piece.id)


def newest(evidence_id: UUID) -> EvidenceVersion:
    """The newest version of a piece."""
    rows = select(EvidenceVersion).where(EvidenceVersion.evidence_id == evidence_id)
    return db.session.scalars(rows.order_by(EvidenceVersion.version.desc())).first()


def revised(learner: Account, evidence_id: UUID, **changes) -> EvidenceVersion:
    """Another version of the piece."""
    draft = store.revise(learner, evidence_id)
    content = {**draft.draft, **changes}
    store.save_draft(learner, evidence_id, content, draft.draft_revision)
    return store.submit(learner, evidence_id)


def stated(
    learner: Account,
    enrolment_id: UUID,
    criterion: str = "1",
    *,
    level: str = "W2",
    email: str = "wes@shop.example",
    said: str = "I saw Mia ask Priya to repeat every task before she left.",
) -> tuple[Claim, EvidenceVersion, Statement]:
    """A witness statement of some assurance, in the portfolio and claimed for a criterion."""
    with write() as session:
        content = {
            "title": "What I saw at the desk",
            "witness_name": "Wes Witness",
            "witness_role": "Supervisor",
            "relationship": "Line manager",
            "happened_on": "2026-10-05",
            "seen_in_person": "yes",
            "statement": said,
            "answers": [],
            "declaration": "These are my own words.",
        }
        piece = Evidence(
            learner_id=learner.id,
            number=store.next_number(session, learner.id),
            kind_id="witness_statement",
            title=content["title"],
        )
        piece.versions, piece.claims, piece.attachments = [], [], []
        session.add(piece)
        session.flush()
        version = store.freeze(session, piece, content, Actor(None, "Wes Witness"))
        claim = Claim(
            evidence_id=piece.id,
            enrolment_id=enrolment_id,
            criterion=criterion,
            place_kind="quote",
            place="ask Priya to repeat every task",
            reason="",
            made_by="witness",
            version=1,
        )
        request = WitnessRequest(
            learner_id=learner.id,
            enrolment_id=enrolment_id,
            criteria=[criterion],
            witness_name="Wes Witness",
            witness_role="Supervisor",
            relationship="Line manager",
            witness_email=email,
            email_key=address_key(email),
            what_they_saw="The evening handover",
            expires_at=now() + timedelta(days=14),
        )
        session.add_all([claim, request])
        session.flush()
        statement = Statement(
            request_id=request.id,
            evidence_id=piece.id,
            witness_name="Wes Witness",
            witness_email=email,
            sent_assurance=level,
            receipt_digest="0" * 64,
        )
        session.add(statement)
        session.flush()
        by = Actor(None, "Wes Witness")
        keep(session, claim, CLAIM, by=by, action="claimed")
        keep(session, statement, STATEMENT, by=by, action="sent in a statement")
        return claim, version, statement


def confirmed(statement: Statement, assessor: Account, *, it_was_them: bool = True) -> None:
    """The assessor asks the witness by another way."""
    standing.confirm(
        statement.id, assessor, confirmed=it_was_them, how="I rang the shop and asked for Wes."
    )
