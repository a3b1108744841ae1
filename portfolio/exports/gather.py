"""Gathers a learner's portfolio from the database into a frozen dossier, in a constant number of statements."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portfolio.assessment import queries
from portfolio.assessment.claim_status import ClaimFact
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base import clock
from portfolio.base.blobs import blobs
from portfolio.coverage import store as coverage
from portfolio.coverage.criterion_states import CriterionState, State
from portfolio.criteria.model import Criterion
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.scope import one_enrolment
from portfolio.evidence.content.answers import ShownAnswer, shown
from portfolio.evidence.content.dates import spoken
from portfolio.evidence.kinds.fields import Field, Kind, Shape
from portfolio.evidence.records import follow_up_checks
from portfolio.evidence.records import store as evidence_store
from portfolio.evidence.records.model import CheckBack, Claim, Evidence, EvidenceVersion
from portfolio.evidence.records.references import names_in
from portfolio.exports import dossier as d
from portfolio.exports import gather_people, gather_witnesses
from portfolio.history import store as history
from portfolio.history.chain import canonical
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Author
from portfolio.witness.assurance import Standing
from portfolio.witness.statements import standing as witness_standing
from portfolio.witness.statements.standing import StatementShown


class NothingToExport(Exception):
    """The learner is on no unit, so there is no portfolio to write; the sentence says what to do."""


@dataclass(frozen=True)
class _PortfolioRows:
    """Everything read about one portfolio, by id."""

    enrolments: Sequence[Enrolment]
    facts: Mapping[UUID, ClaimFact]
    decisions: Mapping[UUID, Sequence[Decision]]
    judgements: Mapping[UUID, VersionJudgement]
    achievements: Mapping[tuple[UUID, str], Achievement]
    states: Mapping[UUID, Mapping[str, CriterionState]]
    standings: Mapping[UUID, Standing]
    statements: Mapping[UUID, StatementShown]
    versions: Mapping[UUID, EvidenceVersion]
    takings: gather_people.Takings


def gather(learner: Account, unit_id: str | None = None) -> d.Dossier:
    """Return a learner's whole portfolio, or the part of it that is claimed for one unit.

    Only what was submitted is in it; drafts and withdrawn pieces are not. Raises NothingToExport.
    """
    chosen = [
        enrolment
        for enrolment in enrolments.of_learner(learner.id)
        if unit_id in (None, enrolment.unit_id)
    ]
    if not chosen:
        raise NothingToExport(
            f"{learner.name} is not enrolled on that unit. Ask an administrator to enrol them."
        )
    pieces = [piece for piece in evidence_store.of_learner(learner.id) if piece.latest]
    known = _read(learner, chosen, pieces)
    centre = people.the_centre()
    return d.Dossier(
        centre=d.ExportedCentre(
            name=centre.name if centre else "",
            contact_email=centre.contact_email if centre else "",
            contact_phone=centre.contact_phone if centre else "",
        ),
        learner=d.Learner(str(learner.id), learner.name, learner.email),
        made_at=clock.local(clock.now()),
        units=tuple(_unit(enrolment, known) for enrolment in chosen),
        pieces=tuple(
            _piece(piece, pieces, known) for piece in pieces if _belongs(piece, known, unit_id)
        ),
        witnesses=tuple(
            gather_witnesses.status_list(
                learner,
                pieces,
                known.statements,
                known.standings,
                None if unit_id is None else {enrolment.id for enrolment in chosen},
            )
        ),
        history=_head(learner.id),
    )


def _read(
    learner: Account, chosen: Sequence[Enrolment], pieces: Sequence[Evidence]
) -> _PortfolioRows:
    grids = {enrolment.id: coverage.of_enrolment(enrolment, drafts=False) for enrolment in chosen}
    facts = [
        fact for grid in grids.values() for known in grid.coverage.claims.values() for fact in known
    ]
    declared: dict[tuple[UUID, str], Achievement] = {}
    for enrolment in chosen:
        declared |= queries.achievements(one_enrolment(enrolment.id))
    versions = {version.id: version for piece in pieces for version in piece.versions}
    claim_ids = [claim.id for piece in pieces for claim in piece.live_claims]
    return _PortfolioRows(
        enrolments=chosen,
        facts={fact.claim_id: fact for fact in facts},
        decisions=queries.decisions_on(claim_ids),
        judgements=queries.judgements_of(list(versions)),
        achievements=declared,
        states={key: grid.coverage.states for key, grid in grids.items()},
        standings=witness_standing.standings_of_learner([learner.id]),
        statements={
            statement_shown.evidence.id: statement_shown
            for statement_shown in witness_standing.of_learners([learner.id])
        },
        versions=versions,
        takings=gather_people.read(pieces),
    )


def _belongs(piece: Evidence, known: _PortfolioRows, unit_id: str | None) -> bool:
    if unit_id is None:
        return True
    here = {enrolment.id for enrolment in known.enrolments}
    return any(claim.enrolment_id in here for claim in piece.live_claims)


# --- units and criteria ------------------------------------------------------------------------


def _unit(enrolment: Enrolment, known: _PortfolioRows) -> d.ExportedUnit:
    unit = enrolment.unit
    stages = {stage.id: stage.title for stage in unit.stages}
    note = "" if unit.source.official else unit.source.publisher
    return d.ExportedUnit(
        id=unit.unit,
        version=unit.version,
        title=unit.title,
        level=unit.level,
        source_title=unit.source.title,
        source_note=note,
        official_ref=unit.source.official_ref,
        assessor=enrolment.assessor.name,
        started_on=clock.local(enrolment.began_at).date(),
        criteria=tuple(
            _criterion(criterion, stages, enrolment, known) for criterion in unit.criteria
        ),
    )


def _criterion(
    criterion: Criterion, stages: Mapping[str, str], enrolment: Enrolment, known: _PortfolioRows
) -> d.ExportedCriterion:
    row = known.achievements.get((enrolment.id, criterion.code))
    achieved = row if row is not None and row.achieved else None
    return d.ExportedCriterion(
        code=criterion.code,
        text=criterion.text,
        title=criterion.title,
        stage=stages.get(criterion.stage, criterion.stage),
        state=_state(known.states[enrolment.id][criterion.code]),
        achieved_by=achieved.by_name if achieved else "",
        achieved_at=clock.local(achieved.at) if achieved else None,
        achieved_note=achieved.reason if achieved else "",
    )


def _state(known: CriterionState) -> d.ExportedState:
    """Return the state; who declared it achieved stands beside it, so only a doubt is said again."""
    said_elsewhere = known.state is State.MET and not known.stale
    return d.ExportedState(
        known.state.value, known.state.word, "" if said_elsewhere else known.reason
    )


# --- pieces ------------------------------------------------------------------------------------


def _piece(piece: Evidence, pieces: Sequence[Evidence], known: _PortfolioRows) -> d.ExportedPiece:
    version = piece.versions[-1]
    names = {str(piece.id): f"{piece.reference} {piece.title}" for piece in pieces}
    names |= names_in([(enrolment, enrolment.unit) for enrolment in known.enrolments])
    return d.ExportedPiece(
        reference=piece.reference,
        kind=piece.kind_id,
        kind_name=piece.kind.name,
        title=version.title,
        happened_on=version.happened_on,
        submitted_at=clock.local(version.submitted_at),
        submitted_by=version.submitted_by_name,
        version=version.version,
        digest=_digest(version),
        sections=_sections(piece.kind, version, names) + _verified(piece, pieces),
        claims=tuple(_claims(piece, known)),
        actions=tuple(gather_people.actions(piece, known.takings)),
        check_backs=tuple(
            gather_people.check_back(check_back, piece) for check_back in piece.live_check_backs
        ),
        participants=tuple(gather_people.participants(piece, known.takings)),
        attachments=tuple(_attachments(version)),
        earlier=tuple(
            d.EarlierVersion(version.version, clock.local(version.submitted_at), _digest(version))
            for version in piece.versions[:-1]
        ),
        judgement=_judgement(piece, known),
        witness=_witness(piece, known),
        checked_since=tuple(
            f"checked back {spoken(check_back.checked_on.isoformat())}: {check_back.outcome}"
            for check_back in follow_up_checks.since(piece, pieces)
        ),
    )


def _digest(version: EvidenceVersion) -> str:
    """Return the SHA-256 of what was submitted, so that the page can be compared with the record."""
    return hashlib.sha256(canonical([version.content, version.attachments])).hexdigest()


def _sections(
    kind: Kind, version: EvidenceVersion, names: Mapping[str, str]
) -> tuple[d.ExportedSection, ...]:
    return tuple(
        d.ExportedSection(
            section.title,
            tuple(
                _entry(kind.field(answer.name), answer, version.content.get(answer.name))
                for answer in section.answers
                if answer.given
            ),
        )
        for section in shown(kind, version.content, names=names)
        if any(answer.given for answer in section.answers)
    )


def _verified(piece: Evidence, pieces: Sequence[Evidence]) -> tuple[d.ExportedSection, ...]:
    """Return the section of a record with the later check-backs of the handover it is about."""
    found = follow_up_checks.since(piece, pieces)
    if not found:
        return ()
    tasks = {action.id: action.task for each in pieces for action in each.actions}
    columns = tuple(
        d.ExportedColumn(column.name, column.label, column.shape.value)
        for column in follow_up_checks.COLUMNS
    )
    rows = tuple(_row_of(check_back, tasks) for check_back in found)
    entry = d.ExportedEntry("check_backs_since", "Checked back", "rows", columns=columns, rows=rows)
    return (d.ExportedSection(follow_up_checks.TITLE, (entry,)),)


def _row_of(check_back: CheckBack, tasks: Mapping[UUID, str]) -> d.ExportedRow:
    kept = follow_up_checks.as_row(check_back, tasks) | {
        "checked_on": spoken(check_back.checked_on.isoformat())
    }
    return d.ExportedRow(
        str(check_back.id), tuple(kept[column.name] for column in follow_up_checks.COLUMNS)
    )


def _entry(field: Field, answer: ShownAnswer, value: object) -> d.ExportedEntry:
    if field.shape is Shape.ROWS:
        stored = value if isinstance(value, list) else []
        return d.ExportedEntry(
            field.name,
            field.label,
            field.shape.value,
            columns=tuple(
                d.ExportedColumn(column.name, column.label, column.shape.value)
                for column in field.columns
            ),
            rows=tuple(
                d.ExportedRow(str(row["id"]), tuple(cell.words for cell in cells))
                for row, cells in zip(stored, answer.rows, strict=True)
            ),
        )
    return d.ExportedEntry(
        field.name, field.label, field.shape.value, str(value or ""), answer.words
    )


def _attachments(version: EvidenceVersion) -> Iterable[d.ExportedAttachment]:
    for attachment in version.attachments:
        photo = attachment["media_type"].startswith("image/")
        yield d.ExportedAttachment(
            filename=attachment["filename"],
            media_type=attachment["media_type"],
            size=attachment["size"],
            sha256=attachment["sha256"],
            alt_text=attachment["alt_text"],
            photo=blobs().get(attachment["sha256"]) if photo else None,
            seconds=attachment.get("seconds"),
        )


def _claims(piece: Evidence, known: _PortfolioRows) -> Iterable[d.ExportedClaim]:
    units = {enrolment.id: enrolment.unit_id for enrolment in known.enrolments}
    for claim in piece.live_claims:
        fact = known.facts.get(claim.id)
        if claim.enrolment_id in units and fact is not None and claim.version is not None:
            state = fact.state
            place_kind, place = _place(claim, piece)
            yield d.ExportedClaim(
                unit_id=units[claim.enrolment_id],
                criterion=claim.criterion,
                place_kind=place_kind,
                place=place,
                reason=claim.reason,
                made_by=_who_claimed(claim, piece, known),
                state=d.ExportedState(state.value, state.word),
                decisions=tuple(_decisions(claim, piece, known)),
            )


def _who_claimed(claim: Claim, piece: Evidence, known: _PortfolioRows) -> str:
    """Return the name of who made the claim: the learner, or the witness in their statement."""
    if claim.made_by == Author.LEARNER:
        return known.enrolments[0].learner.name
    return piece.versions[0].submitted_by_name


def _place(claim: Claim, piece: Evidence) -> tuple[str, str]:
    """Return how a claim points at its place, and the place: a photo needs no page."""
    files = {attachment.id: attachment for attachment in piece.attachments}
    document = files.get(claim.attachment_id) if claim.attachment_id else None
    if document is None:
        return claim.place_kind, claim.place
    if document.is_photo:
        return "photo", document.filename
    return claim.place_kind, f"{claim.place} of {document.filename}"


def _decisions(
    claim: Claim, piece: Evidence, known: _PortfolioRows
) -> Iterable[d.ExportedDecision]:
    for decision in known.decisions.get(claim.id, ()):
        version = known.versions[decision.version_id].version
        yield d.ExportedDecision(
            valid=decision.valid,
            feedback=decision.feedback,
            decided_by=decision.by_name,
            decided_at=clock.local(decision.at),
            version=version,
            stale=version != piece.versions[-1].version,
        )


def _judgement(piece: Evidence, known: _PortfolioRows) -> d.ExportedJudgement | None:
    for version in reversed(piece.versions):
        row = known.judgements.get(version.id)
        if row is not None:
            return d.ExportedJudgement(
                authentic=row.authentic,
                current=row.current,
                reliable=row.reliable,
                note=row.note,
                judged_by=row.by_name,
                judged_at=clock.local(row.at),
                version=version.version,
                stale=version is not piece.versions[-1],
            )
    return None


# --- witnesses and history ---------------------------------------------------------------------


def _witness(piece: Evidence, known: _PortfolioRows) -> d.Witness | None:
    statement, standing = known.statements.get(piece.id), known.standings.get(piece.id)
    if statement is None or standing is None:
        return None
    content = piece.versions[-1].content
    return d.Witness(
        name=statement.statement.witness_name,
        role=content.get("witness_role", ""),
        relationship=content.get("relationship", ""),
        assurance=standing.level.value,
        assurance_words=standing.words,
        counts=standing.counts,
        submitted_at=clock.local(statement.statement.submitted_at),
        confirmed=" ".join(standing.reasons),
    )


def _head(learner_id: UUID) -> d.HistoryHead | None:
    entries = history.of_learner(learner_id)
    if not entries:
        return None
    last = entries[-1]
    return d.HistoryHead(last.sequence, last.hash, clock.local(last.at))
