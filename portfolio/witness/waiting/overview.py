"""The staff's overview of requests that nobody answered yet: what each waits for, and which need somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_

from portfolio.base.clock import now
from portfolio.base.mailing.mail import MailState, OutgoingMail, newest_about
from portfolio.base.states import STATES
from portfolio.enrolment.model import Enrolment
from portfolio.people.model import Account
from portfolio.people.roles import DECIDES, HANDLES_EVERY_LINK
from portfolio.witness.model import OPEN_STATES, RequestState, WitnessLink, WitnessRequest
from portfolio.witness.provenance import Way
from portfolio.witness.requests import staff as for_staff
from portfolio.witness.requests.witness_links import ASKING, REMINDING, working_links

SILENT_AFTER = timedelta(days=7)
"""So long after its last link a request counts as silent."""


class Show(StrEnum):
    """Which requests are listed."""

    ALL = ""
    NEED = "need"
    """Not sent, refused, or silent: somebody must do something."""
    UNSENT = "unsent"
    BEGUN = "begun"
    SILENT = "silent"
    MINE = "mine"
    """Of learners one assesses oneself; for an administrator, who sees everybody's."""


WORDS = {
    Show.ALL: "All",
    Show.NEED: "Need you",
    Show.UNSENT: "Not sent",
    Show.BEGUN: STATES["request"]["begun"].word,
    Show.SILENT: "Silent for a week",
    Show.MINE: "My learners’",
}


@dataclass(frozen=True)
class WaitingRequest:
    """One request without a statement, and how far it is."""

    request: WitnessRequest
    learner: Account
    enrolment: Enrolment
    links: Sequence[WitnessLink]
    """Those that work, oldest first; a reminder adds one."""
    mail: OutgoingMail | None
    """The newest mail with a link."""
    moment: datetime

    @property
    def state(self) -> RequestState:
        """How far the request is, run out or not."""
        return self.request.state_at(self.moment)

    @property
    def link(self) -> WitnessLink | None:
        """The newest link that works."""
        return self.links[-1] if self.links else None

    @property
    def reminders(self) -> int:
        """How many reminders went since it was sent last, by itself or by hand."""
        return max(0, len(self.links) - 1)

    @property
    def over(self) -> bool:
        """Whether its time has run out."""
        return self.state is RequestState.EXPIRED

    @property
    def vouched(self) -> str:
        """Say whether somebody vouched for the address, and who."""
        if self.request.vouched_by_id:
            return f"Vouched for by {self.request.vouched_by_name}"
        known = self.request.vouched_through
        return "Vouched for by the centre’s lists" if known else "Not vouched for"

    @property
    def refused(self) -> bool:
        """Whether the mail server refused the address."""
        return not self.over and bool(self.mail and self.mail.state == MailState.REFUSED)

    @property
    def unsent(self) -> bool:
        """Whether no link has gone out yet, or none could."""
        on_its_way = self.mail and self.mail.state in (MailState.WAITING, MailState.SENDING)
        first = self.reminders == 0 and not self.over
        waits = self.state is RequestState.WAITING
        return waits or self.refused or bool(first and on_its_way)

    @property
    def silent(self) -> bool:
        """Whether nothing was heard for a week since its last link."""
        heard = self.link and self.link.made_at > self.moment - SILENT_AFTER
        return self.state in (RequestState.SENT, RequestState.BEGUN) and not heard

    @property
    def needs(self) -> bool:
        """Whether somebody must do something."""
        return self.state is RequestState.WAITING or self.refused or self.silent

    def is_among(self, show: Show, staff_id: UUID) -> bool:
        """Whether it is listed under a filter, for this member of staff."""
        return {
            Show.ALL: True,
            Show.NEED: self.needs,
            Show.UNSENT: self.unsent,
            Show.BEGUN: self.state is RequestState.BEGUN,
            Show.SILENT: self.silent,
            Show.MINE: self.enrolment.assessor_id == staff_id,
        }[show]


def waiting(staff: Account) -> list[WaitingRequest]:
    """Return the requests without a statement that somebody of the staff may handle, in three statements.

    Those that need somebody first, then the longest asked first.
    """
    rows = for_staff.waiting_for(staff)
    ids = [request.id for request, _learner, _enrolment in rows]
    links, mails, moment = working_links(ids), newest_about(ids), now()
    found = [
        WaitingRequest(
            request, learner, enrolment, links.get(request.id, ()), mails.get(request.id), moment
        )
        for request, learner, enrolment in rows
    ]
    return sorted(found, key=lambda request: not request.needs)


def counts(found: Iterable[WaitingRequest], staff: Account) -> dict[Show, int]:
    """Return how many requests there are under each filter that this person has use for."""
    rows = list(found)
    both = staff.has(*HANDLES_EVERY_LINK) and staff.has(*DECIDES)
    shows = [show for show in Show if show is not Show.MINE or both]
    return {show: sum(row.is_among(show, staff.id) for row in rows) for show in shows}


def how_many_need(staff: Account) -> Select[int]:
    """Select how many requests need somebody of the staff: not sent, refused, or silent for a week."""
    refused = exists().where(
        OutgoingMail.belongs_to == WitnessRequest.id,
        OutgoingMail.about.in_((ASKING, REMINDING)),
        OutgoingMail.state == MailState.REFUSED,
    )
    heard = exists().where(
        WitnessLink.request_id == WitnessRequest.id,
        WitnessLink.ended_at.is_(None),
        WitnessLink.made_at > now() - SILENT_AFTER,
    )
    silent = and_(WitnessRequest.state != RequestState.WAITING, ~heard)
    mine = for_staff.selected(staff).with_only_columns(func.count(WitnessRequest.id))
    return mine.where(
        WitnessRequest.state.in_(OPEN_STATES),
        WitnessRequest.expires_at > now(),
        or_(WitnessRequest.state == RequestState.WAITING, refused, silent),
    )


def way_in_words(about: WaitingRequest) -> str:
    """Return how the newest link went, as a sentence."""
    link = about.link
    if about.over:
        return "The link has run out. The learner can send a new one."
    if link is not None and link.way == Way.HAND:
        return f"Handed over by {link.made_by_name}."
    if about.state is RequestState.WAITING or link is None or link.way == Way.FILE:
        return "Not sent: there is no mail server. Hand the link over yourself."
    return ""
