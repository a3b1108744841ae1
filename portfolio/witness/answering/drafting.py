"""What a witness has written so far: kept on the server while they type, so that no word is lost."""

from dataclasses import dataclass
from typing import Any

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.witness.model import RequestState, WitnessRequest
from portfolio.witness.requests.witness_links import opened_by
from portfolio.witness.statements.answers import fingerprint


@dataclass
class WrittenElsewhere(Exception):
    """The same part was written in another window meanwhile; `saved` is what that one kept."""

    saved: dict[str, Any]


def save_draft(token: str, answers: dict[str, Any], *, seen: str | None = None) -> WitnessRequest:
    """Keep one part of the witness's answers; the first that says anything makes the request “begun”.

    `seen` is the fingerprint of the same answers as the page showed them; when something else was
    kept since, raises WrittenElsewhere, so that two windows lose no word. Raises LinkClosed.
    """
    with write():
        request = opened_by(token).request
        kept = dict(request.draft or {})
        there = {name: kept[name] for name in answers if name in kept}
        if seen is not None and there != answers and fingerprint(there) != seen:
            raise WrittenElsewhere(there)
        if there == answers or not (there or any(answers.values())):
            return request
        request.draft = kept | answers
        request.draft_revision += 1
        request.state = RequestState.BEGUN
        request.begun_at = request.begun_at or now()
        return request
