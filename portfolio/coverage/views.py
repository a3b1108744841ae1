"""The coverage pages: one learner's grid of criteria and evidence, and the cohort of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from portfolio.base.web.actions import PageAction
from portfolio.base.web.pages import guarded, not_found
from portfolio.base.web.paging import page_of
from portfolio.coverage import store
from portfolio.coverage.criterion_states import CriterionState, NextStep
from portfolio.coverage.store import CohortRow, Grid
from portfolio.criteria.model import Unit
from portfolio.enrolment import scope
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.people.guards import current_person
from portfolio.people.roles import FOLLOWS_LEARNERS, READS_EVERY_PORTFOLIO, READS_PORTFOLIOS

blueprint = Blueprint("coverage", __name__)
PER_PAGE = 50
MOST_LISTED = 6
"""So many pieces stand beside a criterion; its row in the grid has all."""


@dataclass(frozen=True)
class StepLink:
    """Where a next step is taken."""

    href: str
    words: str


@dataclass(frozen=True, slots=True)
class GridPlace:
    """One piece that is claimed for a criterion: where its claim is read, and how far it is."""

    href: str
    reference: str
    title: str
    state: str
    """The value of a `ClaimState`."""


@dataclass(frozen=True)
class GridRow:
    """One criterion's row: a place for each column, None where nothing is claimed."""

    places: Sequence[GridPlace | None]

    @property
    def listed(self) -> list[GridPlace]:
        """The pieces named beside the criterion; of many the first, since the grid has them all."""
        return [place for place in self.places if place][:MOST_LISTED]

    @property
    def more(self) -> int:
        """How many pieces only the grid names."""
        return max(0, sum(place is not None for place in self.places) - MOST_LISTED)


@dataclass(frozen=True)
class Sheet:
    """The learners of one page who are on one version of a unit."""

    unit: Unit
    lines: list[CohortRow]


@blueprint.get("/coverage/<uuid:enrolment_id>")
@guarded(*READS_PORTFOLIOS)
def grid(enrolment_id: UUID) -> str:
    """Show which criteria have evidence, where it is, and what to do next."""
    person = current_person()
    enrolment = enrolments.for_reader(person, enrolment_id)
    if enrolment is None:
        not_found()
    own = enrolment.learner_id == person.id
    found = store.of_enrolment(enrolment, drafts=own)
    return render_template(
        "coverage/grid.html",
        enrolment=enrolment,
        grid=found,
        own=own,
        hrefs=(hrefs := _hrefs(found)),
        rows=_rows(found, hrefs),
        used_states=sorted({cell.state for cell in found.coverage.cells.values()}),
        ways=_ways(found, enrolment) if own else {},
        first_claim=first_claim(has_unclaimed=bool(found.unclaimed)) if own else None,
        assesses=enrolment.assessor_id == person.id or person.has(*READS_EVERY_PORTFOLIO),
    )


def first_claim(*, has_unclaimed: bool) -> PageAction:
    """Return how a learner who has claimed nothing yet comes to a claim: with what they have, or with more."""
    if has_unclaimed:
        return PageAction("Claim a criterion", "evidence.portfolio")
    return PageAction("Add evidence", "evidence.choose")


def _hrefs(found: Grid) -> dict[UUID, str]:
    """Return the address of each piece that has a column; made once, because every cell leads there."""
    return {
        column.evidence_id: url_for("evidence.piece", evidence_id=column.evidence_id)
        for column in found.columns
    }


def _rows(found: Grid, hrefs: dict[UUID, str]) -> dict[str, GridRow]:
    """Return each criterion's row of the grid, by its code."""
    cells = found.coverage.cells
    rows = {}
    for code in found.coverage.states:
        places = [
            GridPlace(
                f"{hrefs[column.evidence_id]}#claim-{cell.claim_id}",
                column.reference,
                column.title,
                cell.state.value,
            )
            if (cell := cells.get((code, column.evidence_id)))
            else None
            for column in found.columns
        ]
        rows[code] = GridRow(places)
    return rows


def _ways(found: Grid, enrolment: Enrolment) -> dict[str, StepLink]:
    """Return where the learner takes each criterion's next step."""
    chosen = {
        code: _way(
            state, _first_piece(found, code), enrolment, bool(found.columns or found.unclaimed)
        )
        for code, state in found.coverage.states.items()
    }
    return {code: way for code, way in chosen.items() if way}


def _way(
    state: CriterionState, piece: UUID | None, enrolment: Enrolment, has_evidence: bool
) -> StepLink | None:
    if state.step is NextStep.WITNESS:
        return StepLink(url_for("witness.ask", enrolment=enrolment.id), "Ask a witness")
    if state.step is NextStep.SUBMIT and piece:
        return StepLink(url_for("evidence.edit", evidence_id=piece), "Finish the draft")
    if state.step is NextStep.REVISE and piece:
        return StepLink(url_for("assessment.feedback", evidence_id=piece), "Read the feedback")
    if state.step is NextStep.CLAIM and has_evidence:
        return StepLink(url_for("evidence.portfolio"), "Add a claim")
    if state.step is NextStep.CLAIM:
        return StepLink(url_for("evidence.choose"), "Add evidence")
    return None


def _first_piece(found: Grid, code: str) -> UUID | None:
    return next((claim.evidence_id for claim in found.coverage.claims[code]), None)


@blueprint.get("/cohort")
@guarded(*FOLLOWS_LEARNERS)
def cohort() -> str:
    """Show the assessor their learners, a quality assurer all, who needs something first."""
    person = current_person()
    everyone = person.has(*READS_EVERY_PORTFOLIO)
    found = store.of_many(scope.in_centre() if everyone else scope.of_assessor(person.id))
    titles = {unit.unit: unit.title for unit in found.units.values()}
    chosen = request.args.get("unit", "")
    lines = [line for line in found.lines if chosen in ("", line.unit_id)]
    page = page_of(
        lines,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("coverage.cohort", page=number, unit=chosen or None),
    )
    return render_template(
        "coverage/cohort.html",
        titles=titles,
        chosen=chosen,
        sheets=_sheets(page.items, found.units),
        page=page,
        lines=lines,
        everyone=everyone,
    )


def _sheets(lines: Sequence[CohortRow], units: dict[store.UnitKey, Unit]) -> list[Sheet]:
    """Return one table for each version of a unit, learners in the order they came in."""

    def key(line: CohortRow) -> store.UnitKey:
        return line.unit_id, line.unit_version

    return [Sheet(units[unit], list(some)) for unit, some in groupby(sorted(lines, key=key), key)]
