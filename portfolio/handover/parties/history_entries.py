"""What history holds of those who take part in a piece: what they were asked, and what they replied."""

from typing import Any

from portfolio.handover.parties.model import AskedState, Participant, PartyRole, Reply
from portfolio.history.subjects import Subject, Switch

ASKED = {PartyRole.RECEIVER: "asked a receiver", PartyRole.PARTY: "asked a party to an agreement"}
ASKED_AGAIN = "asked again to reply"
ASKS = (*ASKED.values(), ASKED_AGAIN)
CANCELLED = "cancelled an ask"
RELEASED = "released a link to reply"


def _ask_content(participant: Participant) -> dict[str, Any]:
    """Return what never changes about an ask, however often it is sent again, cancelled or released."""
    return {
        "evidence": str(participant.evidence_id),
        "part": str(participant.part),
        "name": participant.name,
        "email": participant.email,
        "account": str(participant.account_id) if participant.account_id else None,
        "message": participant.message,
    }


def _reply_content(reply: Reply) -> dict[str, Any]:
    return {
        "participant": str(reply.participant_id),
        "evidence": str(reply.evidence_id),
        "version": reply.version,
        "action": str(reply.action_id) if reply.action_id else None,
        "said": str(reply.said),
        "words": reply.words,
        "by_when": reply.by_when,
        "by": reply.by_name,
        "how": reply.by_label,
        "at": reply.at,
    }


PARTICIPANT = Subject(
    "participant",
    Participant,
    chain=(Participant.learner_id,),
    content=_ask_content,
    switches=(
        Switch(
            on=CANCELLED,
            off=(*ASKS, RELEASED),
            where=Participant.state == AskedState.CANCELLED,
        ),
    ),
)
REPLY = Subject(
    "reply",
    Reply,
    chain=(Reply.participant_id, Participant.learner_id),
    content=_reply_content,
    version=lambda reply: reply.version,
)
SUBJECTS = (PARTICIPANT, REPLY)
