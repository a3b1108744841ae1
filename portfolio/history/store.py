"""Keeps a row with its entry, appends to the chains, reads them, signs their heads and finds what was changed, removed or cut off."""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import Select, event, select, update
from sqlalchemy.orm import Session, SessionTransaction

from portfolio.base.clock import now
from portfolio.base.db import db, needs_write, write
from portfolio.history.chain import GENESIS, Actor, canonical, entry_hash, salted_digest
from portfolio.history.model import CENTRE_CHAIN, ChainEntry, ChainHead, SignedHead
from portfolio.history.subjects import Content, Row, Subject, row_id
from portfolio.history.verification import (
    REMOVED,
    ChainReading,
    is_known,
    learners,
    name_of,
    wrong_content,
)

__all__ = [
    "head_of",
    "keep",
    "keep_what_is_left",
    "note",
    "of_learner",
    "record",
    "sign_head",
    "verify",
    "verify_chain",
]

HEADS = "heads of chains that this transaction extends"
AFRESH = {"populate_existing": True}  # what the session remembers proves nothing


class NotRecordable(Exception):
    """A subject doesn't hold, or is not known to hold, what is to be recorded of it."""


def keep(
    session: Session, row: Row, subject: Subject[Row], *, by: Actor, action: str
) -> ChainEntry:
    """Keep a row, new or changed, together with its entry: what `subject` says is recorded of it.

    A new row without an id gets it, and its other defaults, by going into the database now; one that
    was made with its id and all that is recorded goes there with its entry. Call inside `write()`.
    Raises NotRecordable where entries of this action hold no content of the row.
    """
    if not is_known(subject):
        raise NotRecordable(
            f"Name “{subject.name}” among the SUBJECTS of its feature, so that `verify` reads it back."
        )
    if not subject.holds_content(action):
        raise NotRecordable(f"“{action}” says nothing of what a {subject.name} holds: `note` it.")
    session.add(row)
    if row.id is None:  # type: ignore[attr-defined]
        session.flush()
    return _entry(session, row, subject, by=by, action=action, content=subject.content_of(row))


def note(
    session: Session,
    row: Row,
    subject: Subject[Row],
    *,
    by: Actor,
    action: str,
    content: Content,
) -> ChainEntry:
    """Append that something was done about a row, with words of its own instead of the row's content.

    They bind who did it and why, and are not read back. Call inside `write()`. Raises NotRecordable
    where entries of this action hold the row's content.
    """
    if subject.holds_content(action):
        raise NotRecordable(f"“{action}” records what a {subject.name} holds: `keep` it.")
    return _entry(session, row, subject, by=by, action=action, content=content)


def keep_what_is_left(
    session: Session, row: Row, subject: Subject[Row], *, by: Actor
) -> ChainEntry:
    """Keep a row from which details were removed, together with an entry that holds what is left of it.

    Earlier entries about it lose their salt: their digests stay in the chain and tell nobody what
    stood there, whatever he guesses. Call inside `write()`.
    """
    needs_write(session)
    session.flush()
    chain, identity = subject.chain_of(session, row), row_id(row)
    about = (ChainEntry.chain == chain, ChainEntry.subject == subject.name)
    which = (ChainEntry.subject_id == identity, ChainEntry.version == subject.version(row))
    session.execute(update(ChainEntry).where(*about, *which).values(salt=None))
    return _entry(session, row, subject, by=by, action=REMOVED, content=subject.content_of(row))


def _entry(
    session: Session, row: Row, subject: Subject[Row], *, by: Actor, action: str, content: Content
) -> ChainEntry:
    return record(
        session,
        chain=subject.chain_of(session, row),
        actor=by,
        action=action,
        subject=subject.name,
        subject_id=row_id(row),
        version=subject.version(row),
        content=content,
    )


def record(
    session: Session,
    *,
    chain: UUID | None,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: UUID,
    version: int = 1,
    content: Content,
) -> ChainEntry:
    """Append to a learner's chain (None: the centre's), in the transaction of the change itself.

    Features `keep` or `note` a row; this is what both do at last, and what is about no row.
    What one transaction appends goes into the database together, at its next read or its end.
    Raises NotWriting outside `write()`, because an entry and what it is about are kept together.
    """
    needs_write(session)
    which = chain or CENTRE_CHAIN
    head = _head_to_extend(session, which)
    salt = secrets.token_hex(16)
    entry = ChainEntry(
        chain=which,
        sequence=head.sequence + 1,
        at=now(),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        subject_id=subject_id,
        version=version,
        salt=salt,
        digest=salted_digest(salt, content),
        previous=head.hash,
    )
    entry.hash = _hash_of(entry)
    head.sequence, head.hash = entry.sequence, entry.hash
    session.add(entry)
    return entry


def _head_to_extend(session: Session, chain: UUID) -> ChainHead:
    """Return a chain's head, read once in a transaction: until that ends nobody else writes."""
    known: dict[UUID, ChainHead] = session.info.setdefault(HEADS, {})
    if chain not in known:
        head = session.get(ChainHead, chain, with_for_update=True, populate_existing=True)
        if head is None:
            head = ChainHead(chain=chain, sequence=0, hash=GENESIS)
            session.add(head)
        known[chain] = head
    return known[chain]


@event.listens_for(Session, "after_transaction_end")
def _forget_heads(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None or transaction.nested:
        session.info.pop(HEADS, None)


def of_learner(learner_id: UUID) -> Sequence[ChainEntry]:
    """Return a learner's chain, oldest first."""
    return db.session.scalars(_entries(learner_id)).all()


def head_of(learner_id: UUID) -> tuple[int, str]:
    """Return the sequence and hash of a learner's last entry; (0, zeros) for an empty chain."""
    head = db.session.get(ChainHead, learner_id)
    return (head.sequence, head.hash) if head else (0, GENESIS)


def sign_head(learner_id: UUID) -> SignedHead | None:
    """Keep a learner's head signed with the centre's key; done at every export. None for an empty chain."""
    with write() as session:
        head = session.get(ChainHead, learner_id, populate_existing=True)
        if head is None:
            return None
        signature = _centre_key().sign(_signed_text(learner_id, head.sequence, head.hash)).hex()
        signed = SignedHead(
            chain=learner_id, sequence=head.sequence, hash=head.hash, signature=signature, at=now()
        )
        session.add(signed)
        return signed


def verify() -> list[str]:
    """Check every chain; return a sentence for each changed, missing, unrecorded or cut-off record (none: all is well)."""
    chains = sorted(_known_chains() | learners())
    return [finding for chain in chains for finding in _verify_chain(chain)]


def verify_chain(chain: UUID) -> list[str]:
    """Check one learner's chain as `verify` does."""
    return list(_verify_chain(chain))


def _known_chains() -> set[UUID]:
    sources = (ChainEntry.chain, ChainHead.chain, SignedHead.chain)
    return {chain for source in sources for chain in db.session.scalars(select(source).distinct())}


def _entries(chain: UUID) -> Select[ChainEntry]:
    return select(ChainEntry).where(ChainEntry.chain == chain).order_by(ChainEntry.sequence)


def _verify_chain(chain: UUID) -> Iterator[str]:
    name = name_of(chain)
    previous, expected = GENESIS, 1
    hashes: dict[int, str] = {}
    told = ChainReading()
    for entry in db.session.scalars(_entries(chain), execution_options=AFRESH):
        place = (
            f"{name}, entry {entry.sequence} ({entry.action}, {entry.subject} {entry.subject_id})"
        )
        if entry.sequence != expected:
            yield f"Missing: {name} jumps from entry {expected - 1} to {entry.sequence}."
        elif entry.previous != previous:
            yield f"Changed: {place} does not continue the entry before it."
        if _hash_of(entry) != entry.hash:
            yield f"Changed: {place} no longer has the hash it was written with."
        yield from wrong_content(entry, place)
        told.add(entry, place)
        previous, expected = entry.hash, entry.sequence + 1
        hashes[entry.sequence] = entry.hash
    yield from _verify_heads(chain, name, expected - 1, previous, hashes)
    yield from told.faults(chain)


def _verify_heads(
    chain: UUID, name: str, last: int, last_hash: str, hashes: dict[int, str]
) -> Iterator[str]:
    head = db.session.get(ChainHead, chain, populate_existing=True)
    if head is None or (head.sequence, head.hash) != (last, last_hash):
        known = head.sequence if head else 0
        yield f"Cut off: {name} ends at entry {last}, but its head says {known}."
    signed = select(SignedHead).where(SignedHead.chain == chain).order_by(SignedHead.sequence)
    for mark in db.session.scalars(signed, execution_options=AFRESH):
        if not _signature_holds(mark):
            yield f"Changed: the signed head of {name} at entry {mark.sequence} is not signed by this centre."
        elif hashes.get(mark.sequence) != mark.hash:
            yield f"Cut off or rebuilt: {name} no longer holds entry {mark.sequence} as it was exported."


def _hash_of(entry: ChainEntry) -> str:
    return entry_hash(
        chain=entry.chain,
        sequence=entry.sequence,
        at=entry.at,
        actor=Actor(entry.actor_id, entry.actor_name),
        action=entry.action,
        subject=entry.subject,
        subject_id=entry.subject_id,
        version=entry.version,
        digest=entry.digest,
        previous=entry.previous,
    )


def _centre_key() -> Ed25519PrivateKey:
    seed = hashlib.sha256(b"chain:" + current_app.config["SECRET_KEY"].encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _signed_text(chain: UUID, sequence: int, last: str) -> bytes:
    return canonical([chain, sequence, last])


def _signature_holds(mark: SignedHead) -> bool:
    try:
        _centre_key().public_key().verify(
            bytes.fromhex(mark.signature), _signed_text(mark.chain, mark.sequence, mark.hash)
        )
    except (InvalidSignature, ValueError):
        return False
    return True
