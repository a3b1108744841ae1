"""Signed paper statements: what their form must say besides, and the statement that each version is (W0)."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.link_secrets import mint
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.consistency import folded
from portfolio.evidence.kinds.paper_statement import PAPER_STATEMENT
from portfolio.evidence.records.extension_points import (
    Panel,
)
from portfolio.evidence.records.model import Evidence
from portfolio.history.store import keep
from portfolio.people import store as people
from portfolio.people.addresses import is_address, looks_like
from portfolio.people.model import Account
from portfolio.witness.assurance import sent_at_level
from portfolio.witness.history_entries import STATEMENT
from portfolio.witness.model import Statement
from portfolio.witness.provenance import Way
from portfolio.witness.statements import standing

FEWEST_DIGITS = 7
"""Of a phone number that can be rung; our own choice."""
_WORD = re.compile(r"[^\s,;<>()\[\]]+@[^\s,;<>()\[\]]+")


def addresses_in(reach: str) -> list[str]:
    """Return the e-mail addresses in a line that says how to reach somebody."""
    found = (word.strip(".:'\"“”’") for word in _WORD.findall(reach))
    return [word for word in found if is_address(word)]


def can_be_reached(reach: str) -> bool:
    """Whether a line holds an e-mail address, or enough digits for a phone number."""
    return (
        bool(addresses_in(reach))
        or sum(character.isdigit() for character in reach) >= FEWEST_DIGITS
    )


def whose_paper(piece: Evidence) -> Iterator[Lack]:
    """Yield why the person named can't be the witness of a paper, or can't be asked about it."""
    if piece.kind_id != PAPER_STATEMENT.id:
        return
    said = piece.draft or {}
    name, reach = str(said.get("witness_name") or ""), str(said.get("reach") or "")
    learner = people.by_id(piece.learner_id)
    assessors = [enrolment.assessor for enrolment in enrolments.of_learner(piece.learner_id)]
    if learner is not None and name.strip():
        yield from _wrong_name(name, learner, assessors)
    if learner is not None and reach.strip():
        yield from _wrong_reach(reach, learner, assessors)


def _wrong_name(name: str, learner: Account, assessors: Sequence[Account]) -> Iterator[Lack]:
    if folded(name) == folded(learner.name):
        yield Lack(
            "witness_name",
            "You can’t be your own witness. Enter the name of the person who signed.",
        )
    elif folded(name) in {folded(assessor.name) for assessor in assessors}:
        yield Lack(
            "witness_name",
            f"{name.strip()} assesses your work, and nobody is witness and assessor of the same statement. Ask somebody else.",
        )


def _wrong_reach(reach: str, learner: Account, assessors: Sequence[Account]) -> Iterator[Lack]:
    if not can_be_reached(reach):
        yield Lack("reach", "Enter a work e-mail address or a phone number with its area code.")
        return
    for address in addresses_in(reach):
        if looks_like(address, learner.email):
            yield Lack("reach", "This is your own address. Enter the witness’s.")
        elif any(looks_like(address, theirs.email) for theirs in assessors):
            yield Lack("reach", "This is your assessor’s address. Enter the witness’s.")
        elif people.is_somebody_here(address):
            yield Lack(
                "reach",
                "This address belongs to somebody with an account here, so it can’t be a witness’s. Enter the witness’s work address.",
            )


def handed_in(session: Session, piece: Evidence, writer: Account) -> None:
    """Make the submitted version of a paper a statement that nobody has confirmed yet (W0).

    A revision is another paper, so it must be confirmed anew.
    """
    if piece.kind_id != PAPER_STATEMENT.id or piece.latest is None:
        return
    said = piece.latest.content
    statement = Statement(
        request_id=None,
        link_id=None,
        evidence_id=piece.id,
        version=piece.latest.version,
        way=Way.PAPER,
        witness_name=said["witness_name"],
        witness_email=next(iter(addresses_in(said["reach"])), ""),
        sent_assurance=sent_at_level(vouched=False, way=Way.PAPER),
        receipt_digest=mint().digest,  # nobody holds the secret: paper has no receipt to see again
        submitted_at=now(),
    )
    action = "handed in a signed paper statement"
    keep(session, statement, STATEMENT, by=writer.actor, action=action)


# --- on the pages of the piece -----------------------------------------------------------------


def not_yet_counted(piece: Evidence, _reader: Account) -> Iterator[Panel]:
    """Say before it is submitted that it doesn't count by itself."""
    if piece.kind_id == PAPER_STATEMENT.id:
        yield Panel("witness/trust/_paper_check.html", {"again": bool(piece.versions)})


def asked_next(piece: Evidence, _reader: Account) -> Iterator[Panel]:
    """Say what happens to a paper next."""
    if piece.kind_id == PAPER_STATEMENT.id and piece.latest is not None:
        yield Panel(
            "witness/trust/_paper_next.html", {"name": piece.latest.content["witness_name"]}
        )


def how_it_stands(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Tell the learner how their paper stands; whoever assesses it reads that elsewhere, with the reasons."""
    if piece.kind_id != PAPER_STATEMENT.id or reader.id != piece.learner_id:
        return
    shown = standing.of_evidence(piece.id)
    if shown is not None:
        found = standing.standing(shown.statement)
        yield Panel("witness/trust/_paper_stands.html", {"standing": found})
