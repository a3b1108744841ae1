"""Whom flags are about: one request, one statement or both, with the learner, as they were read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portfolio.base.clock import now
from portfolio.people.addresses import address_key
from portfolio.witness.flags.facts import SentStatement
from portfolio.witness.model import Statement, WitnessRequest


@dataclass(frozen=True)
class FlagSubject:
    """One request with its statement, if it came; a paper statement has no request."""

    learner_id: UUID
    learner_name: str
    learner_email: str
    request: WitnessRequest | None = None
    statement: Statement | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    """What the statement says, in the version that it is."""

    @property
    def name(self) -> str:
        """The witness as the learner named them."""
        row = self.request or self.statement
        return row.witness_name if row else ""

    @property
    def email(self) -> str:
        """The witness's address; empty on paper without one."""
        row = self.request or self.statement
        return row.witness_email if row else ""

    @property
    def key(self) -> str:
        """The address's key, by today's rule."""
        return address_key(self.email) if self.email else ""

    @property
    def moment(self) -> datetime:
        """The time to which “lately” counts: when the statement came, or now."""
        return self.statement.submitted_at if self.statement else now()

    @property
    def sent(self) -> SentStatement | None:
        """What the rules read of the statement."""
        one = self.statement
        if one is None:
            return None
        begun = self.request.begun_at if self.request else None
        text = said_in(self.content)
        return SentStatement(
            statement_id=one.id,
            evidence_id=one.evidence_id,
            sent_from=one.sent_from,
            at=one.submitted_at,
            said_name=str(self.content.get("witness_name") or ""),
            text=text,
            words=len(text.split()),
            seconds=round((one.submitted_at - begun).total_seconds()) if begun else None,
        )


def said_in(content: Mapping[str, Any]) -> str:
    """Return the witness's own words in a statement: the statement, and what stands beside the criteria."""
    beside = (str(answer.get("words") or "") for answer in content.get("answers") or ())
    return "\n".join(
        words for words in (str(content.get("statement") or ""), *beside) if words.strip()
    )
