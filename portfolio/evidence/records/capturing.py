"""Keeps a piece that was begun in a minute, once, however often its page is sent."""

from itertools import count
from typing import Any
from uuid import UUID, uuid5

from portfolio.base.db import write
from portfolio.evidence.records import store
from portfolio.evidence.records.model import Evidence
from portfolio.people.model import Account

Content = dict[str, Any]


def capture(learner: Account, kind_id: str, content: Content, key: UUID) -> tuple[Evidence, bool]:
    """Begin a draft of the learner's, or return the one that this key began; and whether it is new.

    The key names one page that was opened: a second tap, a retry after a lost answer and a second
    tab with the same page all find the same piece. One that was taken out since is left alone.
    """
    with write() as session:  # one writer at a time: the second finds the first's
        for attempt in count():
            wanted = uuid5(learner.id, f"{key}/{attempt}")
            found = session.get(Evidence, wanted, populate_existing=True)
            if found is None:
                return store.begin(learner, kind_id, content, evidence_id=wanted), True
            if found.withdrawn_at is None:
                return found, False
    raise AssertionError("counting never ends")  # pragma: no cover
