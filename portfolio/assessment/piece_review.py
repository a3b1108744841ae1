"""One piece on the assessor's desk: its newest version with every claim, criterion, place and earlier decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portfolio.assessment.claim_status import ClaimState
from portfolio.assessment.model import Decision, VersionJudgement
from portfolio.assessment.queries import decisions_on, judgements_of
from portfolio.criteria.model import Criterion, Unit
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.content.answers import ShownAnswer, ShownSection
from portfolio.evidence.pages.quoted_answers import answers_in_words
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.people.roles import Author
from portfolio.witness.assurance import Standing
from portfolio.witness.flags import store as flags
from portfolio.witness.flags.flag import Flag
from portfolio.witness.statements import standing
from portfolio.witness.statements.standing import StatementShown

WHOSE_WORDS: dict[str, str] = {
    Author.WITNESS: "What the witness says",
    Author.ASSESSOR: "What the assessor saw",
}


@dataclass(frozen=True)
class ClaimOnDesk:
    """One claim with what is needed to decide on it."""

    claim: Claim
    enrolment: Enrolment
    unit: Unit
    criterion: Criterion
    place: ShownAnswer | None
    """The answer that the claim quotes, marked; None when it points at a page or time."""
    decisions: Sequence[Decision]
    """Oldest first."""
    version_id: UUID
    mine: bool
    """Whether the person looking decides on it."""

    @property
    def latest(self) -> Decision | None:
        """The latest decision, on whichever version."""
        return self.decisions[-1] if self.decisions else None

    @property
    def standing_decision(self) -> Decision | None:
        """The latest decision if it is about the newest version."""
        latest = self.latest
        return latest if latest and latest.version_id == self.version_id else None

    @property
    def state(self) -> ClaimState:
        """How far it is, as far as decisions say."""
        if self.latest is None:
            return ClaimState.WAITING
        if self.standing_decision is None:
            return ClaimState.STALE
        return ClaimState.VALID if self.latest.valid else ClaimState.NOT_VALID

    @property
    def whose_words(self) -> str:
        """Whose words the claim points at."""
        return WHOSE_WORDS.get(self.claim.made_by, "What the learner points at")


@dataclass(frozen=True)
class Desk:
    """Everything on one page of decisions."""

    evidence: Evidence
    version: EvidenceVersion
    numbers: Mapping[UUID, int]
    """The number of each version, by id."""
    sections: tuple[ShownSection, ...]
    claims: tuple[ClaimOnDesk, ...]
    judgement: VersionJudgement | None
    earlier_judgements: tuple[VersionJudgement, ...]
    """The latest judgement of each earlier version, oldest first."""
    statement: StatementShown | None
    standing: Standing | None
    flags: tuple[Flag, ...] = ()
    """What to look at before a statement is trusted."""

    @property
    def mine(self) -> tuple[ClaimOnDesk, ...]:
        """The claims that the person looking decides on."""
        return tuple(claim for claim in self.claims if claim.mine)

    @property
    def is_doubted(self) -> bool:
        """Whether its newest version was judged not authentic, not current or not reliable."""
        judged = self.judgement
        return bool(judged and not (judged.authentic and judged.current and judged.reliable))

    @property
    def all_decided(self) -> bool:
        """Whether the person looking decides here, and has."""
        return bool(self.mine) and all(claim.state in ("valid", "not_valid") for claim in self.mine)

    @property
    def units(self) -> tuple[Enrolment, ...]:
        """The enrolments that the piece is claimed for, each once."""
        return tuple({claim.enrolment.id: claim.enrolment for claim in self.claims}.values())


def lay_out(
    evidence: Evidence,
    enrolments: Sequence[Enrolment],
    assessor_id: UUID | None,
    names: Mapping[str, str] | None = None,
) -> Desk:
    """Return a submitted piece (whole) with its claims on these enrolments, in the order of their criteria.

    `assessor_id` decides which claims are `mine`; `names` says how other pieces read.
    """
    version = evidence.versions[-1]
    by_id = {enrolment.id: enrolment for enrolment in enrolments}
    units = {enrolment.id: enrolment.unit for enrolment in enrolments}
    live = [
        claim for claim in evidence.live_claims if claim.version and claim.enrolment_id in by_id
    ]
    judged = judgements_of([version.id for version in evidence.versions])
    decided = decisions_on([claim.id for claim in live])
    shown = standing.of_evidence(evidence.id) if evidence.kind.testimony else None
    claims = [
        ClaimOnDesk(
            claim=claim,
            enrolment=by_id[claim.enrolment_id],
            unit=units[claim.enrolment_id],
            criterion=units[claim.enrolment_id].criterion(claim.criterion),
            place=_place(evidence, version, claim),
            decisions=decided[claim.id],
            version_id=version.id,
            mine=by_id[claim.enrolment_id].assessor_id == assessor_id,
        )
        for claim in live
    ]
    return Desk(
        evidence=evidence,
        version=version,
        numbers={version.id: version.version for version in evidence.versions},
        sections=answers_in_words(evidence.kind, version.content, live, names),
        claims=tuple(sorted(claims, key=lambda claim: _order(claim, enrolments))),
        judgement=judged.get(version.id),
        earlier_judgements=tuple(
            judged[version.id] for version in evidence.versions[:-1] if version.id in judged
        ),
        statement=shown,
        standing=standing.standing(shown.statement) if shown else None,
        flags=tuple(flags.of_statement(shown.statement.id)) if shown else (),
    )


def _order(claim_on_desk: ClaimOnDesk, enrolments: Sequence[Enrolment]) -> tuple[int, int]:
    return enrolments.index(claim_on_desk.enrolment), claim_on_desk.unit.criteria.index(
        claim_on_desk.criterion
    )


def _place(evidence: Evidence, version: EvidenceVersion, claim: Claim) -> ShownAnswer | None:
    """Return the answer in which the claim's words stand."""
    for section in answers_in_words(evidence.kind, version.content, [claim]):
        for answer in section.answers:
            cells = [cell for row in answer.rows for cell in row] or [answer]
            for shown_answer in cells:
                if any(run.marked for run in shown_answer.runs):
                    return shown_answer
    return None
