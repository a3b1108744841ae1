"""Rows that tick a criterion: read from a content, and kept as claims of whoever wrote them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.evidence.content.quotes import plain
from portfolio.evidence.kinds.fields import Kind, Shape
from portfolio.evidence.records.history_entries import CLAIM
from portfolio.evidence.records.model import Claim, Evidence, PlaceKind
from portfolio.history.chain import Actor
from portfolio.history.store import keep
from portfolio.people.roles import Author


@dataclass(frozen=True)
class Ticked:
    """One row: the criterion it ticks, and the words beside it."""

    enrolment_id: UUID
    criterion: str
    words: str

    @property
    def meaning(self) -> tuple[object, ...]:
        """What makes two of them the same claim."""
        return self.enrolment_id, self.criterion, plain(self.words)


def value_of(enrolment_id: UUID, code: str) -> str:
    """Return how a criterion of an enrolment is kept in an answer."""
    return f"{enrolment_id}:{code}"


def criterion_in(value: str) -> tuple[UUID, str] | None:
    """Return the enrolment and code that an answer names, or None."""
    enrolment, _colon, code = value.partition(":")
    try:
        return (UUID(enrolment), code) if code else None
    except ValueError:
        return None


def ticked(kind: Kind, content: Mapping[str, Any]) -> Iterator[Ticked]:
    """Yield each row that ticks a criterion, with the first text of its row."""
    if (rows := kind.ticks) is None:
        return
    named = next(column.name for column in rows.columns if column.shape is Shape.CRITERION)
    said = next(column.name for column in rows.columns if column.shape is Shape.TEXT)
    for row in content.get(rows.name) or []:
        if found := criterion_in(str(row.get(named) or "")):
            yield Ticked(*found, str(row.get(said) or "").strip())


def tick(session: Session, evidence: Evidence, content: Mapping[str, Any], by: Actor) -> None:
    """Make the claims of a piece those that its rows tick. Call inside `write()`, before it is frozen."""
    if evidence.kind.ticks is None:
        return
    wanted = {choice.meaning: choice for choice in ticked(evidence.kind, content)}
    for claim in evidence.live_claims:
        there = claim.enrolment_id, claim.criterion, plain(claim.place)
        if claim.made_by != Author.ASSESSOR:
            continue
        if wanted.pop(there, None) is None:
            claim.withdrawn_at = now()
            keep(session, claim, CLAIM, by=by, action="claim taken back")
    for choice in wanted.values():
        claim = Claim(
            evidence_id=evidence.id,
            enrolment_id=choice.enrolment_id,
            criterion=choice.criterion,
            place_kind=PlaceKind.QUOTE,
            place=choice.words,
            reason="",
            made_by=Author.ASSESSOR,
        )
        evidence.claims.append(claim)
        session.flush()
        keep(session, claim, CLAIM, by=by, action="claimed")
