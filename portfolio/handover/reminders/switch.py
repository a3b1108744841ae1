"""Whether somebody wants to be reminded by mail; the link in each reminder that stops them."""

from uuid import UUID

from sqlalchemy import delete, select

from portfolio.base.db import db, write
from portfolio.base.sealed_text import BadSeal, seal, unseal
from portfolio.base.web.full_addresses import full_address
from portfolio.handover.parties.model import DigestStop
from portfolio.history.chain import Actor
from portfolio.people import store as people
from portfolio.people.model import Account

PURPOSE = "stop reminders of "
"""Part of what is sealed, so that nothing else of ours that is sealed opens this door."""


def are_on(account_id: UUID) -> bool:
    """Whether somebody is reminded by mail; everybody is, until they stop it."""
    stopped = select(DigestStop.account_id).where(DigestStop.account_id == account_id)
    return db.session.scalar(stopped) is None


def stop(account: Account, by: Actor) -> None:
    """Send somebody no more reminders. Stopping what is stopped changes nothing."""
    with write() as session:
        if not are_on(account.id):
            return
        session.add(DigestStop(account_id=account.id))
        people.note(session, account, by, "reminders stopped")


def begin_again(account: Account, by: Actor) -> None:
    """Send somebody reminders again."""
    with write() as session:
        if are_on(account.id):
            return
        session.execute(delete(DigestStop).where(DigestStop.account_id == account.id))
        people.note(session, account, by, "reminders begun again")


def stop_address(account_id: UUID) -> str:
    """Return the full address at which this person's reminders are stopped without signing in.

    Its secret is the person's id, sealed: whoever has a reminder can stop reminders, and nothing else.
    """
    token = seal(f"{PURPOSE}{account_id}")
    return full_address("handover.stop", token=token)


def whose(token: str) -> Account | None:
    """Return whose reminders a link stops, or None for one that isn't ours."""
    try:
        said = unseal(token)
        account_id = UUID(said.removeprefix(PURPOSE)) if said.startswith(PURPOSE) else None
    except (BadSeal, ValueError):
        return None
    return people.by_id(account_id) if account_id else None
