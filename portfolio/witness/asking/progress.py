"""How far a request is, as its learner is told: one state, why, and what to do; never the link."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portfolio.base.clock import spoken_date, spoken_time
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.base.states import STATES, Marker
from portfolio.witness.model import Declined, RequestState, WitnessLink, WitnessRequest
from portfolio.witness.provenance import Way


@dataclass(frozen=True)
class Progress:
    """What a learner reads about one request."""

    state: RequestState | MailState
    """How far the request is, or the mail with its link while nobody has answered."""
    sentence: str
    todo: str = ""
    """What the learner can do about it, if anything."""
    ended: bool = False
    """Whether nothing more will come of it by itself."""

    @property
    def marker(self) -> Marker:
        """How the state is shown."""
        return STATES["mail" if isinstance(self.state, MailState) else "request"][self.state]


def progress_of(
    row: WitnessRequest, moment: datetime, mail: OutgoingMail | None, link: WitnessLink | None
) -> Progress:
    """Return how far a request is at `moment`; `mail` is the newest about it, `link` its newest."""
    if row.was_removed:
        sentence = "What your centre kept of this witness was removed, as they asked."
        return Progress(RequestState.REMOVED, sentence, "You may need other evidence.", ended=True)
    return _by_state(row, moment, mail, link)


def _by_state(
    row: WitnessRequest, moment: datetime, mail: OutgoingMail | None, link: WitnessLink | None
) -> Progress:
    state = row.state_at(moment)
    if state is RequestState.DONE:
        return Progress(
            RequestState.DONE, f"The statement arrived{_on(row.answered_at)}.", ended=True
        )
    if state is RequestState.DECLINED:
        return _declined(row)
    if state is RequestState.CANCELLED:
        return _cancelled(row)
    if state is RequestState.EXPIRED:
        sentence = f"The link ran out on {spoken_date(row.expires_at)} without an answer."
        todo = "Send a new link, or ask somebody else who saw it."
        return Progress(RequestState.EXPIRED, sentence, todo, ended=True)
    if state is RequestState.BEGUN:
        sentence = f"{row.witness_name} has begun to write. The link works until {spoken_date(row.expires_at)}."
        return Progress(RequestState.BEGUN, sentence)
    return _on_its_way(row, moment, mail, link)


def _declined(row: WitnessRequest) -> Progress:
    if row.declined_because == Declined.NOT_ME:
        sentence = f"The person who opened the link says they are not {row.witness_name}."
        return Progress(
            RequestState.DECLINED, sentence, "Check the address and ask again.", ended=True
        )
    if row.declined_because == Declined.SOMEBODY_ELSE:
        sentence = f"{row.witness_name} says that somebody else saw it."
        todo = "Ask that person, if you can find out their work address."
        return Progress(RequestState.DECLINED, sentence, todo, ended=True)
    sentence = f"{row.witness_name} can’t write a statement."
    return Progress(RequestState.DECLINED, sentence, "Ask somebody else who saw it.", ended=True)


def _cancelled(row: WitnessRequest) -> Progress:
    if row.followed_by_id:
        sentence = "You asked again instead. The link of this request no longer works."
        return Progress(RequestState.REPLACED, sentence, ended=True)
    return Progress(
        RequestState.CANCELLED, "You cancelled this request. Its link no longer works.", ended=True
    )


def _on_its_way(
    row: WitnessRequest, moment: datetime, mail: OutgoingMail | None, link: WitnessLink | None
) -> Progress:
    until = f"It works until {spoken_date(row.expires_at)}."
    if link is not None and link.way == Way.HAND:
        sentence = (
            f"{link.made_by_name or 'Your centre'} handed the link over{_on(link.made_at)}. {until}"
        )
        return Progress(RequestState.SENT, sentence)
    if row.state == RequestState.WAITING:
        sentence = "Your centre has no mail server, so the link has not gone out by itself."
        return Progress(RequestState.WAITING, sentence, "Ask your assessor to pass it on.")
    return _mailed(mail.state_at(moment) if mail else MailState.SENT, mail, until)


def _mailed(state: MailState, mail: OutgoingMail | None, until: str) -> Progress:
    if state is MailState.REFUSED:
        return Progress(
            MailState.REFUSED,
            "The mail server refused the address, so the mail reached nobody.",
            "Check the address and ask again.",
        )
    if state is MailState.DOUBTFUL:
        return Progress(
            MailState.DOUBTFUL,
            "We were cut off while the mail was sent. It may arrive twice, with the same link.",
            "If they got nothing after a day, send a new link.",
        )
    if state is MailState.DROPPED:
        return Progress(MailState.DROPPED, "The mail did not go out.", "Send a new link.")
    if state is MailState.SENT:
        return Progress(
            RequestState.SENT,
            f"The link was sent by mail{_on(mail.sent_at if mail else None)}. {until}",
        )
    if state is MailState.WAITING and mail and mail.tried_at:
        return Progress(
            RequestState.WAITING,
            "The mail server does not take the mail at the moment. Nothing is lost: it is tried "
            "again by itself until it goes.",
        )
    return Progress(RequestState.WAITING, "The mail is about to go out.")


def _on(moment: datetime | None) -> str:
    return f" on {spoken_date(moment)}" if moment else ""


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a request, for a timeline."""

    when: str
    text: str


def happenings(row: WitnessRequest, links: Sequence[WitnessLink]) -> list[Happening]:
    """Return what happened to a request, in order; `links` are all it ever had, oldest first."""
    found = [(row.created_at, f"You asked {row.witness_name}.")]
    found += _of_links(row, links[1:] if links else ())
    if row.given_up_at:
        found.append((row.given_up_at, "We told you that there was no answer."))
    if row.answered_at:
        done = row.state == RequestState.DONE
        found.append((row.answered_at, "The statement arrived." if done else "They declined."))
    found.sort(key=lambda dated: dated[0])
    return [Happening(spoken_time(moment), text) for moment, text in found]


def _of_links(row: WitnessRequest, links: Sequence[WitnessLink]) -> Iterator[tuple[datetime, str]]:
    for link in links:
        if link.way == Way.HAND:
            by = link.made_by_name or "Your centre"
            words = f"{by} handed a new link over. The one before stopped working."
        elif link.made_by_id == row.learner_id:
            words = "You sent a new link. The one before stopped working."
        elif link.made_by_id is None:
            words = "They were reminded by mail."
        else:
            words = f"{link.made_by_name} had them reminded by mail."
        yield link.made_at, words
