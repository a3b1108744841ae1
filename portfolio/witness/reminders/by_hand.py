"""Staff remind several witnesses at once: who can be reminded now, who can't and why, each recorded by name."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import OperationalError

from portfolio.base.clock import now
from portfolio.base.db import end_reading, write
from portfolio.base.mailing.mail import newest_about
from portfolio.outsiders.rules import NotOpen
from portfolio.people.model import Account
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import WitnessRequest
from portfolio.witness.provenance import Way
from portfolio.witness.reminders.rules import AFTER_DAYS, ByHand, why_not
from portfolio.witness.reminders.send_reminder import mails_today, send_reminder
from portfolio.witness.requests import staff as for_staff
from portfolio.witness.requests.store import NotYours
from portfolio.witness.requests.witness_links import mailed_way, newest_links

AWAY = "The database did not answer. Try again."
OWN = "This is your own address. Nobody is both witness and staff for a statement."


@dataclass(frozen=True)
class Chosen:
    """A request that was chosen, its learner, and why its witness is not reminded (empty: they are)."""

    request: WitnessRequest
    learner: Account
    why_not: str


def chosen(staff: Account, ids: Collection[UUID]) -> list[Chosen]:
    """Return what would happen to these requests of one's own learners, in a constant number of statements.

    What isn't open, or not for this person, is left out.
    """
    wanted = set(ids)
    found = [row[:2] for row in for_staff.waiting_for(staff) if row[0].id in wanted]
    return _judged(staff, found)


def _judged(staff: Account, found: Sequence[tuple[WitnessRequest, Account]]) -> list[Chosen]:
    ids = [request.id for request, _learner in found]
    links, mails = newest_links(ids), newest_about(ids)
    today = Counter(mails_today({request.email_key for request, _learner in found}))
    leaves, moment = mailed_way() is Way.MAIL, now()
    made = []
    for request, learner in found:
        link, mail = links.get(request.id), mails.get(request.id)
        newest = mail.created_at if mail else link.made_at if link else None
        why = why_not(
            ByHand(
                over=request.expires_at <= moment,
                way=Way(link.way) if link else None,
                mail=mail.shown_state if mail else None,
                mailed_at=newest,
                today=today[request.email_key],
                mail_leaves=leaves,
            ),
            moment,
        )
        why = OWN if is_the_witness(staff, request) else why
        today[request.email_key] += not why
        made.append(Chosen(request, learner, why))
    return made


def remind(staff: Account, ids: Collection[UUID]) -> list[Chosen]:
    """Remind the witnesses of these requests; return each with why it was not, if it wasn't.

    Each has a transaction of its own, so one that fails does not keep back the others; pressing twice
    reminds once, because nobody gets two mails within a day.
    """
    found = [(waiting.request, waiting.learner) for waiting in chosen(staff, ids)]
    end_reading()
    return [_remind(staff, request, learner) for request, learner in found]


def _remind(staff: Account, request: WitnessRequest, learner: Account) -> Chosen:
    try:
        with write() as session:
            locked = for_staff.for_staff_locked(session, staff, request.id)
            judged = _judged(staff, [(locked, learner)])[0]
            if not judged.why_not:
                last = True if locked.reminders >= len(AFTER_DAYS) else None
                send_reminder(session, locked, learner, staff.actor, last=last)
            return judged
    except (NotYours, NotOpen, for_staff.OwnAddress) as problem:
        return Chosen(request, learner, str(problem))
    except OperationalError:
        return Chosen(request, learner, AWAY)
