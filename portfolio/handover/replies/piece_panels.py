"""Who takes part in a piece and how it is with each action, as the page of the piece shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio.base.clock import now
from portfolio.evidence.records.extension_points import Panel
from portfolio.evidence.records.model import Evidence
from portfolio.handover.corroboration.rules import in_words
from portfolio.handover.corroboration.store import Taking, of_one, word_of
from portfolio.handover.parties.model import AskedState, Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.parties.store import PARTS
from portfolio.people.model import Account

_SIGNED = {ReplyKind.AGREED: "Agreed", ReplyKind.NOT_AGREED: "Did not agree"}


@dataclass(frozen=True)
class AskedPerson:
    """Somebody who was asked: how far it is, and everything they said."""

    row: Participant
    state: AskedState
    said: tuple[tuple[Reply, str, str], ...]
    """Each reply with its action's task (empty: all of it), and as a sentence."""
    signed: str
    """For a party: to which version they agreed, and whether that is the newest; else empty."""


def people_of(piece: Evidence, taking: Taking) -> list[AskedPerson]:
    """Return everybody who was asked about a piece (whole), oldest first."""
    return [_person(piece, taking, person) for person in taking.people]


def _person(piece: Evidence, taking: Taking, participant: Participant) -> AskedPerson:
    replies = taking.replies[participant.id]
    return AskedPerson(
        row=participant,
        state=participant.state_at(now()),
        said=tuple(_sentences(piece, replies)),
        signed=_signed(piece, replies) if participant.part == PartyRole.PARTY else "",
    )


def _sentences(piece: Evidence, replies: Sequence[Reply]) -> Iterator[tuple[Reply, str, str]]:
    tasks = {
        (version.version, row["id"]): row
        for version in piece.versions
        for row in version.content.get("actions") or []
    }
    for reply in replies:
        row = tasks.get((reply.version, str(reply.action_id)), {})
        yield reply, row.get("task", ""), in_words(word_of(reply), row.get("deadline", ""))


def _signed(piece: Evidence, replies: Sequence[Reply]) -> str:
    signatures = [reply for reply in replies if reply.said in _SIGNED]
    if not signatures:
        return "Has not signed yet"
    newest, last = piece.versions[-1].version, signatures[-1]
    said = f"{_SIGNED[ReplyKind(last.said)]} to version {last.version}"
    return said if last.version == newest else f"{said}; not yet to version {newest}"


def who_confirmed(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Add who took over and what they say, below what was submitted."""
    if piece.kind_id not in PARTS or piece.latest is None:
        return
    taking = of_one(piece)
    yield Panel(
        "handover/replies/_confirmed.html",
        {
            "piece": piece,
            "tasks": piece.latest.content.get("actions") or [],
            "judged": taking.actions,
            "people": people_of(piece, taking),
            "mine": piece.learner_id == reader.id and piece.withdrawn_at is None,
            "is_party": PARTS[piece.kind_id] is PartyRole.PARTY,
        },
    )


def ask_next(piece: Evidence, _reader: Account) -> Iterator[Panel]:
    """Say that others can be asked, as soon as there is something to ask them about."""
    if piece.kind_id in PARTS:
        is_party = PARTS[piece.kind_id] is PartyRole.PARTY
        yield Panel("handover/replies/_ask_next.html", {"piece": piece, "is_party": is_party})
