"""How far a witness statement can be trusted, in words, and whether it counts (SECURITY, Witness links)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portfolio.base.clock import spoken_date
from portfolio.witness.provenance import Through, Way

COUNTS_FROM = "W2"
"""The level from which statements count where the centre has not said otherwise."""
NEVER_PROVEN = "We never claim that an identity is proven."


class Assurance(StrEnum):
    """What is known about who wrote a statement. We never claim that an identity is proven."""

    W0 = "W0"
    W1 = "W1"
    W2 = "W2"
    W3 = "W3"

    @property
    def words(self) -> str:
        """The level in words, for assessors and the PDF."""
        return {
            Assurance.W0: "Scanned from signed paper",
            Assurance.W1: "Sent to an address that only the learner supplied",
            Assurance.W2: "Sent to an address that the centre had vouched for",
            Assurance.W3: "Confirmed with the witness by the assessor",
        }[self]


NEEDED = {
    Assurance.W0: "In this centre every statement counts.",
    Assurance.W1: "In this centre a paper counts once the assessor has confirmed it with the witness (W3).",
    Assurance.W2: "In this centre a statement counts when its address was vouched for before it was sent (W2), "
    "or once the assessor has confirmed it with the witness (W3).",
    Assurance.W3: "In this centre a statement counts once the assessor has confirmed it with the witness (W3).",
}
"""What a statement still needs: the level from which a centre counts -> a sentence."""


@dataclass(frozen=True)
class Done:
    """One thing a member of staff did about a witness: who, when and how."""

    by_name: str
    at: datetime
    how: str = ""

    def sentence(self, verb: str) -> str:
        """Say it: Helen vouched for the address on 21 September 2026: on our list."""
        how = f": {self.how.rstrip('.')}" if self.how else ""
        return f"{self.by_name} {verb} on {spoken_date(self.at)}{how}."


@dataclass(frozen=True)
class Answer:
    """One answer to “was it you?”: an assessor asked by another way, or the mailbox said so itself."""

    confirmed: bool
    by_name: str
    at: datetime
    how: str = ""
    """How the assessor asked; of the mailbox its words, which only staff may read."""
    by_mailbox: bool = False

    @property
    def sentence(self) -> str:
        """Say who answered what, when and how; without a mailbox's words."""
        if self.by_mailbox:
            return (
                f"Somebody at {self.by_name} said on {spoken_date(self.at)} "
                "that they did not write it."
            )
        told = (
            "confirmed it with the witness"
            if self.confirmed
            else "asked the witness and was told it was not them"
        )
        return Done(self.by_name, self.at, self.how).sentence(told)


@dataclass(frozen=True)
class StatementFacts:
    """What is known about how a statement came: its level as sent, its way, and what was done about it."""

    sent_assurance: str
    way: str = Way.MAIL
    """One of `Way`: how the link went."""
    address: str = ""
    """The address on the statement."""
    sent_in: datetime | None = None
    vouched: Done | None = None
    through: str = Through.PERSON
    """One of `Through`, when `vouched`."""
    handed_over: Done | None = None
    """Who handed the link over."""
    answers: tuple[Answer, ...] = ()
    """Every answer to “was it you?”, oldest first; the last one counts."""

    @property
    def last_answer(self) -> Answer | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None


class StatementState(StrEnum):
    """Whether a statement counts as evidence."""

    COUNTS = "counts"
    NOT_YET_COUNTED = "not_yet_counted"
    DISPUTED = "disputed"
    """Somebody said that it isn't the witness's. Learners read it too, so its word says no more than that there is a question."""
    EARLIER = "earlier"
    """A newer version of it has come."""


@dataclass(frozen=True)
class Standing:
    """How a statement stands today: its level, whether it counts, and why, in sentences."""

    level: Assurance
    words: str
    counts: bool
    disputed: bool
    reasons: tuple[str, ...]
    claim: str = ""
    """The most that we say about who wrote it, in one sentence."""
    to_learner: str = ""
    """The same for its learner, in kind words: nothing of what a mailbox or a member of staff wrote."""

    @property
    def state(self) -> StatementState:
        """Whether its newest version counts."""
        if self.disputed:
            return StatementState.DISPUTED
        return StatementState.COUNTS if self.counts else StatementState.NOT_YET_COUNTED


def counts(level: str, counts_from: str = COUNTS_FROM) -> bool:
    """Whether a statement of this level counts as evidence under the centre's policy."""
    return level >= counts_from


def sent_at_level(*, vouched: bool, way: Way) -> Assurance:
    """Return the level of a statement as it arrives, by the way its link went.

    W2 needs somebody of the centre to have vouched for the address first, and our mail to have gone
    there: a link that was handed over, or that only lay in the file mailbox, proves no mailbox and is
    W1 until confirmed. Paper is W0.
    """
    if way is Way.PAPER:
        return Assurance.W0
    return Assurance.W2 if vouched and way is Way.MAIL else Assurance.W1


def level_of(facts: StatementFacts) -> Assurance:
    """Return the level after the last answer; a denial raises nothing."""
    last = facts.last_answer
    return Assurance.W3 if last and last.confirmed else Assurance(facts.sent_assurance)


def standing_of(facts: StatementFacts, counts_from: str = COUNTS_FROM) -> Standing:
    """Return how a statement stands under the centre's policy."""
    level = level_of(facts)
    last = facts.last_answer
    disputed = last is not None and not last.confirmed
    enough = counts(level, counts_from) and not disputed
    reasons = tuple(_reasons(facts))
    if disputed:
        reasons += ("It does not count while it is in question.",)
    elif not enough:
        reasons += (f"It does not count yet. {NEEDED[Assurance(counts_from)]}",)
    return Standing(
        level=level,
        words=_words(facts, level),
        counts=enough,
        disputed=disputed,
        reasons=reasons,
        claim=_claim(facts),
        to_learner=_to_learner(level, enough=enough, disputed=disputed),
    )


def _words(facts: StatementFacts, level: Assurance) -> str:
    last = facts.last_answer
    if last and not last.confirmed:
        who = "the mailbox it came from" if last.by_mailbox else "the person named"
        return f"In question: {who} says they did not write it"
    if level is Assurance.W1 and facts.handed_over:
        return "Link handed over by the centre, not yet confirmed"
    if level is Assurance.W1 and facts.way == Way.FILE:
        return "No mail of ours reached the address"
    return level.words


def _reasons(facts: StatementFacts) -> list[str]:
    said = [_way(facts)]
    if facts.vouched:
        said.append(_vouched(facts.vouched, facts.through))
    elif facts.way != Way.PAPER:
        said.append("Only the learner supplied the address.")
    said += [answer.sentence for answer in facts.answers]
    if not facts.answers:
        said.append("Nobody has confirmed it with the witness by another way.")
    return said


def _way(facts: StatementFacts) -> str:
    if facts.way == Way.PAPER:
        return "It is a signed paper that the learner scanned."
    if facts.handed_over:
        return (
            facts.handed_over.sentence("handed the link over").rstrip(".")
            + ", so no mailbox stands behind it."
        )
    address = facts.address or "the witness’s address"
    if facts.way == Way.FILE:
        return f"The link was never mailed to {address}: this installation had no mail server."
    return f"The link was mailed to {address}."


def _vouched(vouched: Done, through: str) -> str:
    if through == Through.WITNESS_LIST:
        return "The address stood on the centre’s witness list: " + vouched.sentence(
            "vouched for it"
        )
    if through == Through.EMPLOYER_DOMAIN:
        return "The employer’s domain is approved: " + vouched.sentence("approved it")
    return vouched.sentence("vouched for the address")


def _claim(facts: StatementFacts) -> str:
    """Say no more than is known (SECURITY: somebody with access to this mailbox … wrote this text)."""
    when = f" on {spoken_date(facts.sent_in)}" if facts.sent_in else ""
    address = facts.address or "the witness’s address"
    checked = (
        f"which {facts.vouched.by_name} had checked"
        if facts.vouched
        else "which only the learner supplied"
    )
    if facts.way == Way.PAPER:
        known = f"The learner put in a scan of a signed paper{when}"
    elif facts.handed_over:
        known = f"Somebody with the link that {facts.handed_over.by_name} handed over sent in this text{when}"
    elif facts.way == Way.FILE:
        known = f"Somebody with the link sent in this text{when}"
    else:
        known = f"Somebody who can read the mailbox {address}, {checked}, sent in this text{when}"
    last = facts.last_answer
    if last and last.confirmed:
        known += f"; asked by {last.by_name} by another way, the witness said it was theirs"
    elif last:
        known += "; it has been said since that the person named did not write it"
    return f"{known}."


def _to_learner(level: Assurance, *, enough: bool, disputed: bool) -> str:
    if disputed:
        return (
            "There is a question about this statement, so it does not count for now. "
            "Your assessor will look into it and talk with you."
        )
    if enough and level is Assurance.W3:
        return "It counts: your assessor has checked with the witness."
    if enough:
        return (
            "It counts: your centre knows the address it came from."
            if level is Assurance.W2
            else "It counts."
        )
    return (
        "It has arrived, and it does not count yet: your assessor checks with the witness first. "
        "There is nothing that you need to do."
    )
