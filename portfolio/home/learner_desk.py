"""A learner's first page: what they have, read in a constant number of statements, and what is next."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, cast, desc, null, select, union_all

from portfolio.base.clock import now
from portfolio.base.snapshot import rows
from portfolio.coverage import store as coverage
from portfolio.coverage.criterion_states import NextStep, State
from portfolio.enrolment import scope
from portfolio.evidence.content.dates import spoken
from portfolio.evidence.records.model import Evidence
from portfolio.handover.due import store as pending
from portfolio.handover.due.rules import Due, DueState
from portfolio.home.next_step import Having, NextTask, Piece, Promise, UnclaimedCriterion, tasks
from portfolio.people.model import Account, Centre
from portfolio.witness.requests import store as witness

MOST_DUE = 5
"""So many actions stand on the first page; the page of check-backs has all."""


@dataclass(frozen=True)
class LearnerDesk:
    """What a learner sees first: the next step, what else there is, what is to be checked, how far each unit is."""

    next_step: NextTask
    also: Sequence[NextTask]
    due: Sequence[Due]
    """What was handed over and isn't settled, most urgent first; of many the first."""
    all_due: int
    lines: Sequence[coverage.CohortRow]
    cohort: coverage.Cohort

    def title_of(self, line: coverage.CohortRow) -> str:
        """Return the title of a line's unit."""
        return self.cohort.units[line.unit_id, line.unit_version].title


def desk(learner: Account, centre: Centre | None) -> LearnerDesk:
    """Return a learner's desk."""
    cohort = coverage.of_many(scope.of_learner(learner.id))
    due = pending.of_learner(learner.id)
    found = tasks(_having(learner, cohort, centre, due))
    lines = sorted(
        cohort.lines, key=lambda line: cohort.units[line.unit_id, line.unit_version].title
    )
    return LearnerDesk(found[0], found[1:], due[:MOST_DUE], len(due), lines, cohort)


def _having(
    learner: Account, cohort: coverage.Cohort, centre: Centre | None, due: Sequence[Due]
) -> Having:
    drafts, witnesses = _unfinished(learner)
    writing = {draft.id for draft in drafts}
    covered = [line.coverage for line in cohort.lines]
    return Having(
        enrolments=len(cohort.lines),
        overdue=[
            _promise(handed_over) for handed_over in due if handed_over.standing is DueState.OVERDUE
        ],
        drafts=drafts,
        feedback=[piece for piece in _refused(cohort) if piece.id not in writing],
        gaps=_criteria(cohort, State.NOTHING),
        more_needed=_criteria(cohort, State.MORE_NEEDED),
        witnesses=witnesses,
        waiting=sum(unit_coverage.waiting for unit_coverage in covered),
        criteria=sum(len(unit_coverage.states) for unit_coverage in covered),
        achieved=sum(unit_coverage.achieved for unit_coverage in covered),
        contact=centre.contact_name if centre else "",
        learner_id=str(learner.id),
    )


def _promise(due: Due) -> Promise:
    by = spoken(due.deadline)
    return Promise(due.task, due.reference, str(due.evidence_id), str(due.action_id), by)


_DRAFTS = select(
    Evidence.id,
    Evidence.title.label("said"),
    Evidence.draft_saved_at.label("at"),
    Evidence.number,
).where(
    Evidence.learner_id == bindparam("learner_id"),
    Evidence.writer_id.is_(None),
    Evidence.draft.is_not(None),
    Evidence.withdrawn_at.is_(None),
)
_ASKED = witness.UNANSWERED.add_columns(cast(null(), Integer))
_UNFINISHED = union_all(_DRAFTS, _ASKED).order_by(desc("at"), desc("number"))


def _unfinished(learner: Account) -> tuple[list[Piece], list[str]]:
    """Return a learner's drafts and whom they wait for as a witness, newest first, in one SQL statement."""
    found = rows(_UNFINISHED, {"learner_id": learner.id, "moment": now()})
    pieces = [Piece(str(row.id), f"E{row.number}", row.said) for row in found if row.number]
    return pieces, [row.said for row in found if row.number is None]


def _refused(cohort: coverage.Cohort) -> list[Piece]:
    """Return the pieces whose feedback is still to be answered, in the order of their references."""
    found = {
        claim.number: Piece(str(claim.evidence_id), claim.reference, claim.title)
        for line in cohort.lines
        for code, claims in line.coverage.claims.items()
        if line.coverage.states[code].state is not State.MET
        for claim in claims
        if claim.refused
    }
    return [found[number] for number in sorted(found)]


def _criteria(cohort: coverage.Cohort, state: State) -> list[UnclaimedCriterion]:
    return [
        UnclaimedCriterion(unit.title, str(line.enrolment_id), criterion.code, criterion.title)
        for line in cohort.lines
        for unit in [cohort.units[line.unit_id, line.unit_version]]
        for criterion in unit.criteria
        if line.coverage.states[criterion.code].state is state
        and line.coverage.states[criterion.code].step is not NextStep.REVISE
    ]
