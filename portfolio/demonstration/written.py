"""Turns what the story tells into what its people type: contents with row ids, and a witness's answers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from portfolio.demonstration.contents import StoryRecord, StoryStatement
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Kind, Shape
from portfolio.witness.statements.answers import FIELDS, PARTS

Typed = dict[str, Any]


def row_id(learner: str, piece: str, row: str) -> UUID:
    """Return the id of a row that the story calls, say, `a1`; the same in every version of a piece."""
    return uuid5(NAMESPACE_URL, f"demonstration:{learner}:{piece}:{row}")


def typed(
    learner: str,
    piece: str,
    kind_id: str,
    content: StoryRecord,
    pieces: Mapping[str, UUID],
    enrolments: Mapping[str, UUID] = MappingProxyType({}),
) -> Typed:
    """Return a story's content as the form of its kind sends it.

    `pieces` gives the id of each earlier piece by its key, for an account about one of them, and
    `enrolments` that of the learner's by the unit, for criteria that are ticked.
    """
    told = content.model_dump(mode="json")
    kind: Kind = KINDS[kind_id]
    for field in kind.fields:
        value = told[field.name]
        if field.shape is Shape.ROWS:
            told[field.name] = [
                {
                    column.name: _cell(column, row, learner, piece, enrolments)
                    for column in field.columns
                }
                | {"id": str(row_id(learner, piece, row["id"]))}
                for row in value
            ]
        elif field.shape is Shape.PIECE and value:
            told[field.name] = str(pieces[value])
    return told


def _cell(
    column: Field, row: Typed, learner: str, piece: str, enrolments: Mapping[str, UUID]
) -> Any:
    value = row[column.name]
    if column.shape is Shape.ACTION and value:
        return str(row_id(learner, piece, value))
    if column.shape is Shape.CRITERION:
        unit, _, code = value.rpartition(":")
        return f"{enrolments[unit]}:{code}"
    return value


def parts_of(statement: StoryStatement) -> list[Typed]:
    """Return a witness's answers part by part, as the pages of their form send them."""
    told = statement.model_dump(mode="json")
    said = {
        answer.criterion: {"saw": answer.saw, "words": answer.words} for answer in statement.answers
    }
    told["answers"] = said
    return [{name: told[name] for name in FIELDS[part]} for part in PARTS if FIELDS[part]]
