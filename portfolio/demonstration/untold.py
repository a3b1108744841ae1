"""No kind is missing from the demonstration: one that the story does not tell is a draft just begun."""

from collections.abc import Iterable, Iterator
from typing import Any

from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Kind, Shape
from portfolio.people.roles import Author

Told = dict[str, Any]


def begin_untold(learners: Iterable[Told]) -> None:
    """Give the learner who began a piece last a draft of each kind that nobody has a piece of."""
    told = [(piece, learner) for learner in learners for piece in learner.get("evidence", ())]
    newest, learner = max(told, key=lambda found: str(found[0]["started"]))
    kinds = {str(piece["kind"]) for piece, _learner in told} | _of_witnesses()
    for kind_id, kind in KINDS.items():
        if kind_id not in kinds:
            learner["evidence"].append(_begun(kind, newest, learner))


def _of_witnesses() -> set[str]:
    return {kind.id for kind in KINDS.values() if Author.WITNESS in kind.written_by}


def _begun(kind: Kind, newest: Told, learner: Told) -> Told:
    """Return a draft with a title and the day it is about; everything else is still to be written."""
    its_learners = Author.LEARNER in kind.written_by
    return {
        "key": f"begun-{kind.id}",
        "kind": kind.id,
        "writer": "" if its_learners else learner["enrolments"][0]["assessor"],
        "started": newest["started"],
        "content": dict(_answers(kind, str(newest["started"]))),
    }


def _answers(kind: Kind, moment: str) -> Iterator[tuple[str, Any]]:
    for field in kind.fields:
        yield field.name, kind.name if field.name == "title" else _blank(field, moment)


def _blank(field: Field, moment: str) -> Any:
    day = moment[:10]
    return {Shape.ROWS: (), Shape.DATE: day, Shape.MOMENT: f"{day}T08:00"}.get(field.shape, "")
