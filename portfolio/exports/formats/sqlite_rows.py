"""Turns a dossier into the rows of the portable portfolio, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from portfolio.exports.dossier import (
    Dossier,
    ExportedAction,
    ExportedClaim,
    ExportedEntry,
    ExportedParticipant,
    ExportedPiece,
    ExportedState,
    ExportedUnit,
)
from portfolio.exports.formats.sqlite_tables import TABLES

Value = str | int | bytes | None
Row = dict[str, Value]
Rows = dict[str, list[Row]]


def gather(dossier: Dossier, *, photos: bool) -> Rows:
    """Return every table's rows; keys are counted in the dossier's order, so they never change."""
    rows: Rows = {table: [] for table in TABLES}
    _add(rows, "learner", dossier.learner, key=dossier.learner.id)
    _export(rows, dossier)
    for unit in dossier.units:
        _unit(rows, unit)
    units = {row["unit"]: row["id"] for row in rows["unit"]}
    criteria = {(row["unit_id"], row["code"]): row["id"] for row in rows["criterion"]}
    for piece in dossier.pieces:
        number = _piece(rows, piece, photos=photos)
        for claim in piece.claims:
            _claim(rows, number, claim, criteria.get((units.get(claim.unit_id), claim.criterion)))
    references = {row["reference"]: row["id"] for row in rows["evidence"]}
    for witness in dossier.witnesses:
        _add(rows, "witness", witness, evidence_id=references.get(witness.reference))
    return rows


def _add(rows: Rows, table: str, thing: object, **more: Value) -> int:
    """Add a row: columns named like the thing's fields are copied, the others are given."""
    number = len(rows[table]) + 1
    copied = {
        column: _value(getattr(thing, column))
        for column in TABLES[table]
        if column not in more and hasattr(thing, column)
    }
    rows[table].append({"id": number, **copied, **more})
    return number


def _value(value: str | int | bytes | date | None) -> Value:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _state(state: ExportedState) -> dict[str, Value]:
    return {"state": state.name, "state_word": state.word}


def _export(rows: Rows, dossier: Dossier) -> None:
    centre, head = dossier.centre, dossier.history
    _add(
        rows,
        "export",
        dossier,
        learner_id=1,
        centre=centre.name,
        centre_email=centre.contact_email,
        centre_phone=centre.contact_phone,
        history_sequence=head.sequence if head else None,
        history_hash=head.hash if head else None,
        history_at=_value(head.at) if head else None,
    )


def _unit(rows: Rows, unit: ExportedUnit) -> None:
    number = _add(rows, "unit", unit, learner_id=1, unit=unit.id)
    for criterion in unit.criteria:
        state = criterion.state
        _add(rows, "criterion", criterion, unit_id=number, reason=state.reason, **_state(state))


def _piece(rows: Rows, piece: ExportedPiece, *, photos: bool) -> int:
    number = _add(rows, "evidence", piece, learner_id=1)
    for section in piece.sections:
        for entry in section.entries:
            for row in _fields(entry):
                _add(rows, "field", entry, evidence_id=number, section=section.title, **row)
    for old in piece.earlier:
        _add(rows, "earlier_version", old, evidence_id=number)
    actions = {
        action.id: _add(rows, "action", action, evidence_id=number, **_of_action(action))
        for action in piece.actions
    }
    for check in piece.check_backs:
        about = actions.get(check.action_id)
        late = int(check.appended)
        own = {"key": check.id, "action_id": about, "added_after_submission": late}
        _add(rows, "check_back", check, evidence_id=number, **own)
    for person in piece.participants:
        _participant(rows, number, person)
    for file in piece.attachments:
        content = file.photo if photos else None
        _add(rows, "attachment", file, evidence_id=number, content=content)
    if piece.judgement is not None:
        _add(rows, "judgement", piece.judgement, evidence_id=number)
    if piece.witness is not None:
        _add(rows, "statement", piece.witness, evidence_id=number)
    return number


def _of_action(action: ExportedAction) -> Row:
    state = _state(action.state) if action.state else {"state": None, "state_word": None}
    return {"key": action.id, "reasons": "\n".join(action.reasons), **state}


def _participant(rows: Rows, evidence: int, person: ExportedParticipant) -> None:
    number = _add(rows, "participant", person, evidence_id=evidence)
    for reply in person.replies:
        _add(rows, "reply", reply, evidence_id=evidence, participant_id=number)


def _fields(entry: ExportedEntry) -> Iterable[Row]:
    """Yield the field itself and, for a field of rows, each of its cells."""
    yield {"row_key": None}
    for row in entry.rows:
        for column, cell in zip(entry.columns, row.cells, strict=True):
            yield {
                "name": f"{entry.name}.{column.name}",
                "label": column.label,
                "type": column.type,
                "row_key": row.id,
                "value": cell,
                "shown": cell,
            }


def _claim(rows: Rows, evidence: int, claim: ExportedClaim, criterion: Value) -> None:
    own = {"evidence_id": evidence, "criterion_id": criterion}
    number = _add(rows, "claim", claim, **own, **_state(claim.state))
    for decision in claim.decisions:
        _add(rows, "decision", decision, claim_id=number)
