"""Fills a database quickly, by bulk inserts past the stores and past history: for benchmarks only."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from bench.house import House
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base.db import Model, write
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.content.row_ids import with_row_ids
from portfolio.evidence.records.model import Attachment, Claim, Evidence, EvidenceVersion
from portfolio.handover.due.openness import keep_openness
from portfolio.people.model import Account, RoleRow, account_role
from portfolio.witness.model import Statement, WitnessLink, WitnessRequest
from tests.evidence.examples import handover_content, reflective_content

START = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
SOME_KINDS = (
    "handover_instance",
    "reflective_account",
    "handover_instance",
    "handover_instance",
    "witness_statement",
)
ORDER: tuple[type[Model], ...] = (
    Account, Enrolment, Evidence, EvidenceVersion, Attachment, Claim, WitnessRequest, WitnessLink,
    Statement, Decision, VersionJudgement, Achievement,
)  # fmt: skip
"""Tables in the order in which their rows need each other."""

Course = Sequence[tuple[UUID, Sequence[str]]]
"""A learner's enrolments, each with the codes of its criteria."""


class Rows:
    """Rows to insert, gathered by table."""

    def __init__(self, assessor: Account) -> None:
        self.assessor = assessor
        self._rows: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)
        self.learners: list[UUID] = []

    def add(self, table: type[Model], **values: Any) -> UUID:
        """Note one row; return its id."""
        identity = uuid4()
        self._rows[table].append({"id": identity, **values})
        return identity

    def ids_of(self, table: type[Model]) -> list[UUID]:
        """Return the ids of the rows that were noted for a table."""
        return [row["id"] for row in self._rows[table]]

    def insert(self) -> None:
        """Write them all in one transaction."""
        with write() as session:
            for table in ORDER:
                if self._rows[table]:
                    session.execute(insert(table.__table__), self._rows[table])  # type: ignore[arg-type]
            if self.learners:
                role = session.scalar(select(RoleRow.id).where(RoleRow.name == "learner"))
                rows = [{"account_id": learner, "role_id": role} for learner in self.learners]
                session.execute(insert(account_role), rows)

    def said(self) -> dict[str, Any]:
        """Who decides, as decisions and declarations name them."""
        return {"by_id": self.assessor.id, "by_name": self.assessor.name, "at": START}


def fill_portfolio(house: House, pieces: int, claims_each: int = 4) -> None:
    """Give the house's learner this many pieces."""
    rows = Rows(house.assessor)
    course = [(enrolment.id, codes(enrolment)) for enrolment in house.enrolments]
    _portfolio(rows, house.learner.id, course, pieces, claims_each)
    with house.app.app_context():
        rows.insert()
        with write() as session:
            keep_openness(session, rows.ids_of(Evidence))


def fill_cohort(house: House, learners: int, pieces: int) -> None:
    """Add learners on both units, each with pieces that are claimed for every criterion."""
    rows = Rows(house.assessor)
    for number in range(learners):
        email = f"learner{number}@bench.example"
        name = f"Learner {number:04}"
        learner = rows.add(
            Account,
            name=name,
            email=email,
            email_key=email,
            name_folded=name.casefold(),
            email_folded=email,
            password=None,
        )
        rows.learners.append(learner)
        course = [
            (_enrolled(rows, learner, enrolment), codes(enrolment))
            for enrolment in house.enrolments
        ]
        _portfolio(rows, learner, course, pieces, sum(len(each) for _, each in course))
    with house.app.app_context():
        rows.insert()


def codes(enrolment: Enrolment) -> list[str]:
    """Return the codes of an enrolment's criteria."""
    return [criterion.code for criterion in enrolment.unit.criteria]


def _enrolled(rows: Rows, learner: UUID, like: Enrolment) -> UUID:
    return rows.add(
        Enrolment,
        learner_id=learner,
        assessor_id=rows.assessor.id,
        unit_id=like.unit_id,
        unit_version=like.unit_version,
        unit_digest=like.unit_digest,
    )


def _portfolio(rows: Rows, learner: UUID, course: Course, pieces: int, claims_each: int) -> None:
    """Nine pieces in ten are submitted, one in twenty taken back; three claims in five are decided."""
    asked = [(enrolment, code) for enrolment, each in course for code in each]
    for number in range(1, pieces + 1):
        evidence, version = _piece(rows, learner, course[0][0], number)
        for step in range(claims_each):
            enrolment, code = asked[(number * claims_each + step) % len(asked)]
            claim = _claim(rows, evidence, enrolment, code, submitted=version is not None)
            if version and (number + step) % 5 < 3:
                rows.add(
                    Decision,
                    claim_id=claim,
                    version_id=version,
                    valid=step % 7 > 0,
                    feedback="You say who owns which action, and by when.",
                    **rows.said(),
                )
    for enrolment, code in asked[::4]:
        why = {"achieved": True, "reason": "Two handovers and a witness show it.", **rows.said()}
        rows.add(Achievement, enrolment_id=enrolment, criterion=code, **why)


def _piece(rows: Rows, learner: UUID, enrolment: UUID, number: int) -> tuple[UUID, UUID | None]:
    kind = SOME_KINDS[number % len(SOME_KINDS)]
    happened_on = date(2026, 9, 1) + timedelta(days=number)
    title = f"Late parcel {number} handed to the evening desk"
    written = reflective_content if kind == "reflective_account" else handover_content
    content = with_row_ids(kind, written(title=title))
    is_draft = number % 10 == 7
    evidence = rows.add(
        Evidence,
        learner_id=learner,
        number=number,
        kind_id=kind,
        title=title,
        happened_on=happened_on,
        happened_at=content.get("happened_at"),
        draft=content if is_draft else None,
        draft_revision=1,
        draft_saved_at=START if is_draft else None,
        withdrawn_at=START if number % 20 == 13 else None,
    )
    if number % 4 == 0:
        _attached(rows, evidence, number)
    if is_draft:
        return evidence, None
    if kind == "witness_statement":
        _witnessed(rows, learner, enrolment, evidence)
    return evidence, _submitted(rows, evidence, title, happened_on, content)


def _submitted(
    rows: Rows, evidence: UUID, title: str, happened_on: date, content: dict[str, Any]
) -> UUID:
    version = rows.add(
        EvidenceVersion,
        evidence_id=evidence,
        version=1,
        title=title,
        happened_on=happened_on,
        content=content,
        attachments=[],
        submitted_at=START,
        submitted_by_name="Mia Learner",
    )
    sound = {"authentic": True, "current": True, "reliable": True}
    rows.add(VersionJudgement, version_id=version, **sound, **rows.said())
    return version


def _attached(rows: Rows, evidence: UUID, number: int) -> None:
    rows.add(
        Attachment,
        evidence_id=evidence,
        sha256=f"{number:064x}",
        media_type="image/jpeg",
        filename=f"board-{number}.jpg",
        size=240_000,
        alt_text="The handover board with three names and times.",
    )


def _witnessed(rows: Rows, learner: UUID, enrolment: UUID, evidence: UUID) -> None:
    email = "witness@bench.example"
    request = rows.add(
        WitnessRequest,
        learner_id=learner,
        enrolment_id=enrolment,
        criteria=["1", "2"],
        witness_name="Wyn Witness",
        witness_role="Shift manager",
        relationship="Manages the shift",
        witness_email=email,
        email_key=email,
        what_they_saw="The handover on Friday.",
        state="done",
        expires_at=START,
    )
    rows.add(
        Statement,
        request_id=request,
        evidence_id=evidence,
        witness_name="Wyn Witness",
        witness_email=email,
        sent_assurance="W2",
        receipt_digest="0" * 64,
    )


def _claim(rows: Rows, evidence: UUID, enrolment: UUID, code: str, *, submitted: bool) -> UUID:
    return rows.add(
        Claim,
        evidence_id=evidence,
        enrolment_id=enrolment,
        criterion=code,
        place_kind="quote",
        place="do by when",
        reason="It shows that Priya knew what to do by when.",
        version=1 if submitted else None,
    )
