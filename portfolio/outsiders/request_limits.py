"""How many outsiders a learner may ask at once, and how often: the latter is counted in their own history, so that nothing else has to be kept."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.history.model import ChainEntry
from portfolio.outsiders.rules import TooMany
from portfolio.people.model import Account


def one_at_a_time(session: Session, learner: Account) -> None:
    """Let a learner's asks wait for each other, so that two at once can't both be the last that is allowed."""
    session.get(Account, learner.id, with_for_update={"of": Account}, populate_existing=True)


def refuse_too_many(session: Session, waiting: Select[int], most: int, sentence: str) -> None:
    """Refuse when as many as `most` have not answered yet (`waiting` counts them). Raises TooMany with the sentence."""
    if (session.scalar(waiting) or 0) >= most:
        raise TooMany(sentence)


def refuse_too_often(
    session: Session, learner: Account, actions: Collection[str], most: int, sentence: str
) -> None:
    """Refuse when a learner did these actions `most` times within the hour. Raises TooMany with the sentence."""
    recent = select(func.count()).where(
        ChainEntry.chain == learner.id,
        ChainEntry.action.in_(actions),
        ChainEntry.actor_id == learner.id,
        ChainEntry.at > now() - timedelta(hours=1),
    )
    if (session.scalar(recent) or 0) >= most:
        raise TooMany(sentence)
