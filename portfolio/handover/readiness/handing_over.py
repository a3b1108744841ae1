"""Checks of the handing over itself: the way and its reason, questions, understanding, something in writing."""

import re
from collections.abc import Iterator

from portfolio.handover.readiness.check_type import Spot, of_handover
from portfolio.handover.readiness.record import Place, Record
from portfolio.handover.readiness.text_matching import (
    affirmed,
    facts,
    pattern,
    plain,
    says_nothing,
    shortened,
    words,
)

PERSON = pattern(
    "he", "she", "they", "him", "her", "them", "their", "his", "hes", "shes", "theyre", "both", "who", "each",
    "colleagues?", "customers?", "callers?", "guests?", "residents?", "patients?", "passengers?", "tenants?", "famil(?:y|ies)",
    "owners?", "clients?", "members?", "drivers?", "managers?", "supervisors?", "nurses?", "teams?", "people", "everybody", "everyone",
)  # fmt: skip
SITUATION = pattern(
    "urgent~", "waiting", "queue~", "busy", "noisy", "quiet", "private~", "confidential~", "new", "never", "first time",
    "shifts?", "nights?", "days? off", "off", "away", "on leave", "ill", "sick", "late", "early", "morning", "evening", "tomorrow",
    "tonight", "hours?", "minutes?", "building", "site", "office", "branch", "counter", "desk", "line", "long", "exact~", "details?",
    "complicated", "complex", "sensitive", "upset", "angry", "worried", "language", "system", "record~", "see", "show~", "picture~",
    "screen", "read~", "remember~", "look~", "checks?", "later", "straight away", "distance", "remote~", "in person", "not there",
)  # fmt: skip
GENERIC = pattern(
    "always", "easy|easiest|easier", "quick(?:er|est|ly)?", "prefer~", "habit", "usual(?:ly)?", "normal(?:ly)?", "policy", "procedure",
    "rules?", "best(?: way)?", "standard", "how (?:we|i) do", "what (?:we|i) (?:use|do)", "good communication", "important", "convenient",
    "told to", "have to", "supposed to", "like it", "no reason", "works",
)  # fmt: skip
LONG_REASON = 6
"""A reason of this many facts is read as one, whatever words it uses."""


@of_handover
def method_without_reason(record: Record) -> Iterator[Spot]:
    """Notice a reason that names neither the colleague nor the situation."""
    text = record.text("method_reason")
    if not text:
        return
    folded = plain(text)
    receiver = [word for word in words(record.text("handed_to")) if len(word) > 2]  # noqa: PLR2004 -- "to", "of"
    named = PERSON.search(folded) or SITUATION.search(folded) or set(receiver) & set(words(text))
    if says_nothing(text) or (
        not named and (GENERIC.search(folded) or len(facts(text)) < LONG_REASON)
    ):
        sentence = "Say what it was about this colleague or this moment that made you choose it."
        yield Spot(Place("method_reason"), sentence, shortened(text))


MOST_ALIKE = 3
ALIKE = 0.8


@of_handover
def same_method_for_everybody(record: Record) -> Iterator[Spot]:
    """Notice this way for this reason, word for word, as in at least three handovers before, and no other way."""
    reason, method = record.text("method_reason"), record.text("method")
    newest = record.others[:5]
    if not reason or len(newest) < MOST_ALIKE:
        return
    if all(other.method == method and _alike(other.reason, reason) for other in newest):
        sentence = f"Your last {len(newest)} handovers were done this way for this reason too. Say what was different here."
        yield Spot(Place("method_reason"), sentence, shortened(reason))


def _alike(one: str, other: str) -> bool:
    mine, theirs = set(words(one)), set(words(other))
    return len(mine & theirs) >= ALIKE * len(mine | theirs)


NO_QUESTIONS = re.compile(
    r"(?:there )?(?:were |was |had )?(?:he |she |they )?(?:had |did )?(?:no|none|nothing|not any|didnt)(?: really)?(?: questions?| one)?"
    r"(?: were| was)?(?: asked?)?(?: any)?(?: questions?| thing)?(?: by (?:\w+ )?\w+| needed)?"
)


@of_handover
def questions_not_noted(record: Record) -> Iterator[Spot]:
    """Notice that there is no question by anybody."""
    text = record.text("questions")
    if text and (says_nothing(text) or NO_QUESTIONS.fullmatch(plain(text))):
        sentence = "Write down one thing that you asked or were asked, and the answer."
        yield Spot(Place("questions"), sentence, shortened(text))


CONFIRMED = pattern(
    "repeat~", "recap~", "recited", "summar~", "summed (?:it |this |that |everything )?up", "confirm~", "acknowledg~",
    "signed", "initial+ed", "ticked", "replied", "answered", "her answer|his answer|their answer", "demonstrat~",
    r"(?:say|said|says|saying|tell|told|read|reads|play|played|talk|talked|explain|explained|go|went|text|texted|write|wrote|ring|rang"
    r"|email|emailed|call|called)(?: \w+){0,5} back(?: \w+)?",
    r"read (?:\w+ ){1,3}(?:aloud|out)", r"(?:went|go|going) (?:over|through) (?:it|this|that|the|each|every|them)",
    r"(?:say|said|tell|told|repeat|put)(?: \w+){0,4} own words", r"asked (?:\w+ ){1,2}to (?:say|tell|repeat|show|explain|list|read)",
    r"asked (?:him|her|them|\w+) (?:what|when|how|which|who)",
    r"(?:told|showed|shown|tell|show|texted|messaged|emailed|sent|wrote) (?:me|us)(?: back)?",
    r"(?:wrote|writes?|written|typed)(?: it| this| that| them)? (?:in|into|down|back|on|what)",
    r"(?:message|msg|text|email|mail|reply|answer|note) (?:back )?(?:from|by)", r"(?:while|as|and) i watched", "watched (?:him|her|them)",
)  # fmt: skip


@of_handover
def understanding_not_confirmed(record: Record) -> Iterator[Spot]:
    """Notice that it is said that they understood, and no act of theirs shows it."""
    text = record.text("understanding")
    if not text or record.said("understood", "taken over", "done"):
        return
    if len(facts(record.text("read_back"))) > 1:
        return
    told = f"{text}. {record.text('questions')}"
    if says_nothing(text) or not affirmed(CONFIRMED, plain(told)):
        sentence = "Say what they did that shows it: said it back, signed, answered, showed you."
        yield Spot(Place("understanding"), sentence, shortened(text))


WRITTEN_METHODS = ("email", "message", "handover_form", "crm_note")
IN_WRITING = pattern(
    "notes?", "noted", "logs?", "logged", "wrote", "written", "write", "writes", "e ?mail~", "mails?", "mailed", "text(?:s|ed)?",
    "message[sd]?", "messaging", "msg~?", "sheets?", "forms?", "book", "diary", "board", "whiteboard", "card", "chart", "tickets?", "system",
    "minutes", "slip", "signed", "initial+ed", "ticked", "chat", "scanned", "list", "letter", "plan", "spreadsheet", "crm", "record(?:ed|s)?",
    "entry", "document~", "screen", "paper", "photo", "calendar", "app", "typed",
)  # fmt: skip
TOLD_IN = ("responsibilities", "method_reason", "questions", "understanding", "read_back")
"""Where a learner tells what was left in writing; elsewhere such words are the customer's matter."""


@of_handover
def nothing_in_writing(record: Record) -> Iterator[Spot]:
    """Notice that there is no file, no written way, no agreement, and no word of a note, log or message."""
    if record.attachments or record.text("agreement") or record.replies:
        return
    if not record.text("method") or record.text("method") in WRITTEN_METHODS:
        return
    told = [record.text(name) for name in TOLD_IN]
    if not any(told):
        return
    told += [f"{check.method}. {check.outcome}" for check in record.checks]
    if not affirmed(IN_WRITING, plain(". ".join(told))):
        sentence = "Say where it was noted, or add a photo of the note with names covered."
        yield Spot(Place("responsibilities"), sentence)
