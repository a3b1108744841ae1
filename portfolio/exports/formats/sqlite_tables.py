"""The tables of the portable portfolio: typed columns, keys, indexes, searched text, views."""

from __future__ import annotations

from typing import Final

Columns = dict[str, type[str] | type[int] | type[bytes]]

TABLES: Final[dict[str, Columns]] = {
    "learner": {
        "key": str, "name": str, "email": str,
    },
    "export": {
        "learner_id": int, "made_at": str, "centre": str, "centre_email": str,
        "centre_phone": str, "history_sequence": int, "history_hash": str, "history_at": str,
    },
    "unit": {
        "learner_id": int, "unit": str, "version": str, "title": str, "level": str,
        "source_title": str, "source_note": str, "official_ref": str, "assessor": str,
        "started_on": str, "withdrawn_on": str,
    },
    "criterion": {
        "unit_id": int, "code": str, "title": str, "text": str, "stage": str, "state": str,
        "state_word": str, "reason": str, "achieved_by": str, "achieved_at": str,
        "achieved_note": str,
    },
    "evidence": {
        "learner_id": int, "reference": str, "kind": str, "kind_name": str, "title": str,
        "happened_on": str, "version": int, "submitted_at": str, "submitted_by": str,
        "digest": str, "withdrawn_at": str,
    },
    "earlier_version": {
        "evidence_id": int, "version": int, "submitted_at": str, "digest": str,
    },
    "field": {
        "evidence_id": int, "section": str, "name": str, "label": str, "type": str,
        "row_key": str, "value": str, "shown": str,
    },
    "action": {
        "evidence_id": int, "key": str, "task": str, "owner": str, "deadline": str,
        "by_when": str, "state": str, "state_word": str, "reasons": str,
    },
    "check_back": {
        "evidence_id": int, "action_id": int, "key": str, "checked_on": str, "method": str,
        "with_whom": str, "outcome": str, "done": str, "recorded_at": str, "recorded_by": str,
        "added_after_submission": int,
    },
    "participant": {
        "evidence_id": int, "name": str, "part": str, "how": str, "status": str, "asked_on": str,
        "signed": str,
    },
    "reply": {
        "evidence_id": int, "participant_id": int, "task": str, "said": str, "version": int,
        "said_by": str, "how": str, "at": str,
    },
    "attachment": {
        "evidence_id": int, "filename": str, "media_type": str, "size": int, "sha256": str,
        "alt_text": str, "seconds": int, "content": bytes,
    },
    "claim": {
        "evidence_id": int, "criterion_id": int, "place_kind": str, "place": str, "reason": str,
        "made_by": str, "state": str, "state_word": str,
    },
    "decision": {
        "claim_id": int, "version": int, "valid": int, "feedback": str, "decided_by": str,
        "decided_at": str, "stale": int,
    },
    "judgement": {
        "evidence_id": int, "version": int, "authentic": int, "current": int, "reliable": int,
        "note": str, "judged_by": str, "judged_at": str, "stale": int,
    },
    "statement": {
        "evidence_id": int, "name": str, "role": str, "relationship": str, "assurance": str,
        "assurance_words": str, "counts": int, "submitted_at": str, "confirmed": str,
    },
    "witness": {
        "evidence_id": int, "name": str, "role": str, "employer": str, "relationship": str,
        "contact": str, "listed": str, "vouched": str, "status": str, "assurance": str,
        "assurance_words": str, "asked_on": str, "answered_on": str, "details": str,
    },
}  # fmt: skip
"""Parents stand before children; yes and no are 1 and 0; times are ISO text; all have `id`."""

_PARENTS = {
    "learner_id": "learner",
    "unit_id": "unit",
    "evidence_id": "evidence",
    "action_id": "action",
    "participant_id": "participant",
    "criterion_id": "criterion",
    "claim_id": "claim",
}

FOREIGN_KEYS: Final = tuple(
    (table, column, _PARENTS[column])
    for table, columns in TABLES.items()
    for column in columns
    if column in _PARENTS
)
"""(table, column, the table it points to)."""

INDEXES: Final = (
    *((table, [column]) for table, column, _ in FOREIGN_KEYS),
    ("evidence", ["reference"]),
    ("evidence", ["happened_on"]),
    ("criterion", ["state"]),
    ("attachment", ["sha256"]),
)

SEARCHED: Final = {
    "evidence": ["reference", "title"],
    "field": ["label", "shown"],
    "criterion": ["title", "text"],
    "claim": ["place", "reason"],
    "decision": ["feedback"],
    "check_back": ["method", "outcome"],
    "reply": ["task", "said"],
}
"""Text that FTS5 searches; accents don't matter."""

VIEWS: Final = {
    "coverage": """
        SELECT unit.title AS unit, criterion.code AS criterion, criterion.title,
               criterion.state_word AS state,
               group_concat(evidence.reference, ', ') AS evidence
        FROM criterion
        JOIN unit ON unit.id = criterion.unit_id
        LEFT JOIN claim ON claim.criterion_id = criterion.id
        LEFT JOIN evidence ON evidence.id = claim.evidence_id
        GROUP BY criterion.id
        ORDER BY criterion.id
    """,
}
"""What a person asks first."""
