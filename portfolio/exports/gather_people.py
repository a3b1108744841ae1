"""Who took over or agreed, and how it is with each action, as plain data of the dossier."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from portfolio.base import clock
from portfolio.evidence.content.dates import spoken
from portfolio.evidence.kinds.handover_instance import CHECK_BACKS
from portfolio.evidence.records.model import CheckBack, Evidence
from portfolio.exports import dossier as d
from portfolio.handover.corroboration import store as corroboration
from portfolio.handover.corroboration.store import Taking
from portfolio.handover.parties.store import PARTS
from portfolio.handover.replies.piece_panels import AskedPerson, people_of

_DONE = next(back for back in CHECK_BACKS if back.name == "done")
Takings = Mapping[UUID, Taking]


def read(pieces: Sequence[Evidence]) -> Takings:
    """Return who takes part in which of these pieces, in two SQL statements."""
    return corroboration.of_many([piece for piece in pieces if piece.kind_id in PARTS])


def actions(piece: Evidence, known: Takings) -> Iterator[d.ExportedAction]:
    """Yield the actions of a piece's newest version, each with its state and why."""
    judged = known[piece.id].actions if piece.id in known else {}
    for action in piece.live_actions:
        found = judged.get(str(action.id))
        yield d.ExportedAction(
            id=str(action.id),
            task=action.task,
            owner=action.owner,
            deadline=action.deadline.replace("T", " "),
            by_when=spoken(action.deadline),
            state=d.ExportedState(d.ACTION_STATES[found.state], found.state.word)
            if found
            else None,
            reasons=found.reasons if found else (),
        )


def check_back(row: CheckBack, piece: Evidence) -> d.ExportedCheckBack:
    """Return one time the learner went back to see; about all of it when its action is no longer there."""
    tasks = {action.id: action.task for action in piece.actions}
    task = tasks.get(row.action_id, "") if row.action_id else ""
    listed = row.action_id in {action.id for action in piece.live_actions}
    return d.ExportedCheckBack(
        id=str(row.id),
        action_id=str(row.action_id) if listed else "",
        task=task,
        checked_on=row.checked_on,
        method=row.method,
        outcome=row.outcome,
        recorded_at=clock.local(row.recorded_at),
        recorded_by=piece.versions[-1].submitted_by_name,
        appended=row.later,
        with_whom=row.with_whom,
        done=_DONE.words_of(row.done),
    )


def participants(piece: Evidence, known: Takings) -> Iterator[d.ExportedParticipant]:
    """Yield everybody who was asked about a piece, with all they said."""
    if piece.id in known:
        yield from (_participant(person) for person in people_of(piece, known[piece.id]))


def _participant(person: AskedPerson) -> d.ExportedParticipant:
    row = person.row
    by_hand = f"by a link that {row.released_by_name} handed over" if row.released_at else ""
    return d.ExportedParticipant(
        name=row.name,
        part=row.part,
        how="signed in" if row.account_id else by_hand or f"by a link sent to {row.email}",
        status=person.state.value,
        asked_on=clock.local(row.created_at).date(),
        signed=person.signed,
        replies=tuple(
            d.ExportedReply(
                task=task,
                said=sentence,
                version=reply.version,
                said_by=reply.by_name,
                how=reply.by_label,
                at=clock.local(reply.at),
            )
            for reply, task, sentence in person.said
        ),
    )
