"""The frozen shapes of what is written on a piece of evidence, field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

LONDON = ZoneInfo("Europe/London")


def _in_london(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


Moment = Annotated[datetime, AfterValidator(_in_london)]
LocalMinute = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Unit = Literal["maintain", "carry-out"]
Kind = Literal["handover_instance", "reflective_account", "witness_statement"]


class Record(BaseModel):
    """Something told once and never changed; an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Action(Record):
    """A task handed over, with its owner and its deadline (local time)."""

    id: Words
    task: Words
    owner: Words
    deadline: LocalMinute


class CheckBack(Record):
    """Going back to see that something was done; ``action`` names the action, if one."""

    id: Words
    checked_on: date
    method: Words
    outcome: Words
    action: str = ""
    with_whom: str = ""


class Handover(Record):
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
    actions: tuple[Action, ...]
    agreement: str = ""
    responsibilities: Words
    understanding: Words
    read_back: str = ""
    questions: Words
    outstanding: Words
    check_backs: tuple[CheckBack, ...] = ()
    help_offered: str = ""
    customer_contact: str = ""
    customer_outcome: str = ""
    still_open: str = ""


class Reflection(Record):
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


class Answer(Record):
    """What a witness says about one criterion they were asked about."""

    id: Words
    criterion: Words
    saw: Literal["yes", "no", "unsure"]
    words: str = ""


class Statement(Record):
    """The fields of a witness statement."""

    title: Words
    happened_on: date
    seen_in_person: Literal["yes", "partly", "no"]
    statement: Words
    answers: tuple[Answer, ...]
    witness_name: Words
    witness_role: Words
    relationship: Words
    declaration: Words


Content = Handover | Reflection | Statement
