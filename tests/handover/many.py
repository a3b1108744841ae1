"""Many handovers at once, written past the stores and past history: for tests of how much a page takes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select

from portfolio.base.db import write
from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.evidence.search.index import keep_words
from portfolio.handover.due.openness import keep_openness
from tests.evidence.examples import handover_content

START = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
METHODS = ("face_to_face", "phone", "handover_form", "email")


def fill_handovers(learner_id: UUID, many: int) -> list[UUID]:
    """Give a learner this many more handovers, each with two actions; every second was checked back on.

    Every tenth is a draft. Returns their ids. Their words are searchable, and the log knows which are open.
    """
    pieces: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    checks: list[dict[str, Any]] = []
    with write() as session:
        highest = select(func.max(Evidence.number)).where(Evidence.learner_id == learner_id)
        before = session.scalar(highest) or 0
        for number in range(before + 1, before + many + 1):
            piece, version = _handover(learner_id, number)
            pieces.append(piece)
            if piece["draft"] is None:
                versions.append(version)
                if number % 2:
                    checks.append(_check(piece["id"], number))
        session.execute(insert(Evidence.__table__), pieces)
        session.execute(insert(EvidenceVersion.__table__), versions)
        if checks:
            session.execute(insert(CheckBack.__table__), checks)
        for start in range(0, many, 200):
            some = [piece["id"] for piece in pieces[start : start + 200]]
            keep_words(session, some)
            keep_openness(session, some)
    return [piece["id"] for piece in pieces]


def _handover(learner_id: UUID, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    happened_on = date(2026, 1, 1) + timedelta(days=number % 300)
    title = f"Late parcel {number} handed to the evening desk"
    content = handover_content(
        title=title,
        happened_at=f"{happened_on}T{9 + number % 9:02}:15",
        method=METHODS[number % len(METHODS)],
        purpose=f"The customer of parcel {number} was promised a call by six.",
        check_backs=[],
        customer_outcome="" if number % 3 else "The customer had the parcel the next morning.",
    )
    for row in content["actions"]:
        row["id"] = str(uuid4())
    is_draft = number % 10 == 0
    evidence = {
        "id": uuid4(),
        "learner_id": learner_id,
        "number": number,
        "kind_id": "handover_instance",
        "title": title,
        "happened_on": happened_on,
        "happened_at": content["happened_at"],
        "draft": content if is_draft else None,
        "draft_revision": 1,
        "draft_saved_at": START if is_draft else None,
        "created_at": START,
    }
    version = {
        "id": uuid4(),
        "evidence_id": evidence["id"],
        "version": 1,
        "title": title,
        "happened_on": happened_on,
        "content": content,
        "attachments": [],
        "submitted_at": START,
        "submitted_by_name": "Mia Learner",
    }
    return evidence, version


def _check(evidence_id: UUID, number: int) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "evidence_id": evidence_id,
        "checked_on": date(2026, 11, 1),
        "method": "By phone",
        "outcome": f"Parcel {number} had arrived.",
        "recorded_at": START + timedelta(days=48),
        "later": True,
    }
