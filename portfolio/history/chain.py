"""How an entry of the chain is hashed: plain SHA-256 over canonical JSON, so that a stranger can check it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who did it: an account's id (None for a witness or the system) and the name as it was then."""

    id: UUID | None
    name: str


SYSTEM = Actor(None, "Learner Portfolio")


def canonical(content: object) -> bytes:
    """Return the one way to write `content` (JSON values, dates, ids) down as bytes."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)


def salted_digest(salt: str, content: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of the content after its salt; without the salt it can't be guessed."""
    return hashlib.sha256(salt.encode() + canonical(content)).hexdigest()


def entry_hash(
    *,
    chain: UUID,
    sequence: int,
    at: datetime,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: UUID,
    version: int,
    digest: str,
    previous: str,
) -> str:
    """Return the SHA-256 (hex) that binds an entry to the one before it."""
    return hashlib.sha256(
        canonical(
            [
                chain,
                sequence,
                at,
                actor.id,
                actor.name,
                action,
                subject,
                subject_id,
                version,
                digest,
                previous,
            ]
        )
    ).hexdigest()
