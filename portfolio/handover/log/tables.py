"""The tables that a log is read from, and what of them its reader may know."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, case, exists, or_, select, type_coerce

from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.evidence.search.texts import is_newest, newest_version

IS_THE_LEARNERS = or_(Evidence.writer_id.is_(None), Evidence.writer_id == Evidence.learner_id)
"""Whether a piece's draft is its learner's, rather than somebody else's about them."""


class LogTables:
    """The tables a log is read from, and how: drafts too for their learner (`own`), else what was submitted."""

    def __init__(self, *, own: bool) -> None:
        self.own = own
        self.newest = newest_version()
        said = case((self.newest.id.is_not(None), self.newest.content), else_=Evidence.draft)
        self.said = type_coerce(said, JSON)

    def pieces(self, *columns: Any) -> Select[Any]:
        """Select of pieces that stand in the portfolio and that this reader may know of."""
        submitted = exists().where(EvidenceVersion.evidence_id == Evidence.id)
        seen: ColumnElement[bool] = or_(IS_THE_LEARNERS, submitted) if self.own else submitted
        return select(*columns).select_from(Evidence).where(Evidence.withdrawn_at.is_(None), seen)

    def with_answers(self, *columns: Any) -> Select[Any]:
        """Select of these pieces with what they say: `newest`, and each answer."""
        return self.pieces(*columns).outerjoin(self.newest, is_newest(self.newest))

    def answer(self, name: str) -> Any:
        """Return an answer's column."""
        return self.said[name].as_string()

    def rows_of(self, name: str) -> Any:
        """Return the column of an answer that has rows."""
        return self.said[name].as_json()
