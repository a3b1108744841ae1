"""What history holds of an enrolment: whose it is, since when, the unit to the letter, and whether it is withdrawn."""

from typing import Any

from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import stored_digest
from portfolio.history.subjects import Subject, Switch

BEGUN = "enrolled"


def _pinned(enrolment: Enrolment) -> dict[str, Any]:
    """Return what never changes about an enrolment."""
    return {
        "learner": str(enrolment.learner_id),
        "unit": enrolment.unit_id,
        "version": enrolment.unit_version,
        "unit_text": stored_digest(enrolment.unit_digest),
        "began_at": enrolment.began_at,
    }


ENROLMENT = Subject(
    "enrolment",
    Enrolment,
    chain=(Enrolment.learner_id,),
    content=_pinned,
    actions=(BEGUN,),
    switches=(
        Switch(
            on="withdrawn",
            off=(BEGUN, "reinstated"),
            where=Enrolment.withdrawn_at.is_not(None),
        ),
    ),
)
SUBJECTS = (ENROLMENT,)
