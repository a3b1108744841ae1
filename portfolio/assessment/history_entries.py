"""What history holds of an assessor's decisions: every column of them but the row's own id."""

from typing import Any

from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.history.subjects import Subject


def _content(row: Decision | VersionJudgement | Achievement) -> dict[str, Any]:
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key != "id"
    }


DECISION = Subject(
    "decision",
    Decision,
    chain=(Decision.claim_id, Claim.evidence_id, Evidence.learner_id),
    content=_content,
)
JUDGEMENT = Subject(
    "judgement",
    VersionJudgement,
    chain=(VersionJudgement.version_id, EvidenceVersion.evidence_id, Evidence.learner_id),
    content=_content,
)
ACHIEVEMENT = Subject(
    "achievement",
    Achievement,
    chain=(Achievement.enrolment_id, Enrolment.learner_id),
    content=_content,
)
SUBJECTS = (DECISION, JUDGEMENT, ACHIEVEMENT)
