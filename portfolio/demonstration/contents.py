"""The frozen shapes of what is written on a piece of evidence, field by field; rarer kinds by their declaration."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, create_model

from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Shape

LONDON = ZoneInfo("Europe/London")


def _in_london(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


Moment = Annotated[datetime, AfterValidator(_in_london)]
LocalMinute = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Unit = Literal["maintain", "carry-out"]
KindId = Annotated[str, AfterValidator(lambda name: KINDS[name].id)]


class StoryRecord(BaseModel):
    """Something told once and never changed; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StoryAction(StoryRecord):
    """A task handed over, with its owner and its deadline (local time)."""

    id: Words
    task: Words
    owner: Words
    deadline: LocalMinute


class StoryCheckBack(StoryRecord):
    """Going back to see that something was done; ``action`` names the action, if one."""

    id: Words
    checked_on: date
    method: Words
    outcome: Words
    action: str = ""
    with_whom: str = ""
    done: Literal["", "yes", "no"] = ""


class Handover(StoryRecord):
    """The fields of a handover instance, named as the kind names them."""

    title: Words
    happened_at: LocalMinute
    setting: Literal["real", "simulated", "role_play"]
    trigger: Literal[
        "shift_change", "expertise_boundary", "break_or_absence", "end_of_contract", "other"
    ]
    trigger_detail: str = ""
    purpose: Words
    scope: Words
    customer_need: Words
    handed_by: Words
    handed_to: Words
    method: Literal[
        "face_to_face",
        "phone",
        "video",
        "email",
        "message",
        "handover_form",
        "crm_note",
        "other",
    ]
    method_reason: Words
    actions: tuple[StoryAction, ...]
    agreement: str = ""
    responsibilities: Words
    understanding: Words
    read_back: str = ""
    questions: Words
    outstanding: Words
    check_backs: tuple[StoryCheckBack, ...] = ()
    help_offered: str = ""
    customer_contact: str = ""
    customer_outcome: str = ""
    still_open: str = ""


class Reflection(StoryRecord):
    """The fields of a reflective account; ``about_handover`` is the key of another piece.

    A draft may leave fields empty; a submitted account has all of them.
    """

    title: Words
    happened_on: date
    about_handover: str = ""
    what_happened: str = ""
    what_i_did: str = ""
    service_standard: str = ""
    ineffective: str = ""
    went_well: str = ""
    would_change: str = ""


class StoryAnswer(StoryRecord):
    """What a witness says about one criterion they were asked about."""

    id: Words
    criterion: Words
    saw: Literal["yes", "no", "unsure"]
    words: str = ""


class StoryStatement(StoryRecord):
    """The fields of a witness statement."""

    title: Words
    happened_on: date
    seen_in_person: Literal["yes", "partly", "no"]
    statement: Words
    answers: tuple[StoryAnswer, ...]
    witness_name: Words
    witness_role: Words
    employer: str = ""
    relationship: Words
    declaration: Words


WRITTEN: dict[str, type[StoryRecord]] = {
    "handover_instance": Handover,
    "reflective_account": Reflection,
    "witness_statement": StoryStatement,
}


@cache
def shape_of(kind_id: str) -> type[StoryRecord]:
    """Return the record for a kind's content: written above, or made of the fields it declares.

    A piece is named by its key, a criterion as `maintain:2`; a row has an id of its own.
    """
    if kind_id in WRITTEN:
        return WRITTEN[kind_id]
    return _record(kind_id, KINDS[kind_id].fields)


def _record(name: str, fields: tuple[Field, ...]) -> type[StoryRecord]:
    answers: dict[str, Any] = {field.name: _answer(field) for field in fields}
    made: type[StoryRecord] = create_model(name, __base__=StoryRecord, **answers)
    return made


def _answer(field: Field) -> tuple[Any, Any]:
    if field.shape is Shape.ROWS:
        row = create_model(field.name, __base__=_record(field.name, field.columns), id=(Words, ...))
        return tuple[row, ...], ... if field.required else ()
    made = {Shape.DATE: date, Shape.MOMENT: LocalMinute}.get(field.shape, str)
    return made, ... if field.required else ""
