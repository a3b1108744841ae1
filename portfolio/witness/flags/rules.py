"""The rules for flags: from plain facts to what an assessor should look at. They inform, and never decide."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from portfolio.base.formatting import counted
from portfolio.people.addresses import looks_like
from portfolio.witness.domains import domain_of, is_free_mail
from portfolio.witness.flags.facts import Facts, Fellow, RecognisedBy
from portfolio.witness.flags.flag import Flag, Name, Weight
from portfolio.witness.flags.likeness import Likeness, Text, most_alike
from portfolio.witness.names import same_name

NETWORK_WITHIN = timedelta(days=60)
"""How far back a learner's sign-ins are compared. Like all numbers here: our suggestion."""
LATELY = timedelta(days=90)
MOST_LEARNERS = 6
MOST_STATEMENTS = 12
QUICK_WORDS = 60
"""Fewer words may well be typed quickly."""
QUICK_A_MINUTE = 160
"""Words; people speak at about 150 and type on a phone at about 36."""
BY_ANOTHER_WAY = (
    "Ask the witness by another way, such as a phone call to their workplace’s switchboard."
)


def flags_of(facts: Facts) -> list[Flag]:
    """Return the flags of one request or statement, those that ask for care first."""
    found = [flag for rule in RULES if (flag := rule(facts))]
    return sorted(found, key=lambda flag: flag.weight is not Weight.CARE)


def same_network(facts: Facts) -> Flag | None:
    """Flag a statement that was sent from a network which the learner used lately."""
    sent = facts.sent
    if not sent or not sent.sent_from:
        return None
    if sent.sent_from not in facts.learner_networks | {facts.asked_from}:
        return None
    return Flag(
        Name.SAME_NETWORK,
        Weight.LOOK,
        "Same network as the learner",
        f"The statement was sent from a network that {facts.learner_name} also used in the {NETWORK_WITHIN.days} days before.",
        "A shared workplace Wi-Fi is a harmless reason; so is a home that both live in, or a learner who wrote it.",
        "If they don’t work in one place, ask the witness by another way.",
    )


def free_mail(facts: Facts) -> Flag | None:
    """Flag an address such as anybody can get."""
    domain = domain_of(facts.witness_email)
    if facts.on_list or not domain or not is_free_mail(domain):
        return None
    return Flag(
        Name.FREE_MAIL,
        Weight.LOOK,
        "Free e-mail address",
        f"Anybody can get an address at {domain}, under any name.",
        "Many small employers have no other; it says nothing about who the witness is.",
        "Find out the witness’s workplace and ask there, or put them on the witness list once you know them.",
    )


def new_domain(facts: Facts) -> Flag | None:
    """Flag a domain from which nobody known to the centre writes."""
    domain = domain_of(facts.witness_email)
    known = facts.vouched or facts.on_list or facts.domain_known
    if known or not domain or is_free_mail(domain):
        return None
    return Flag(
        Name.NEW_DOMAIN,
        Weight.LOOK,
        "A domain the centre does not know",
        f"No listed witness, approved domain or earlier confirmed statement comes from {domain}.",
        "It may be an employer who is new to the centre. A domain costs a few pounds, so it proves no employer.",
        f"Look whether {domain} is the employer’s own, and approve it if it is.",
    )


def each_other(facts: Facts) -> Flag | None:
    """Flag a witness who is a learner here, and whose own witness is this learner."""
    pair = next((fellow for fellow in facts.fellows if fellow.asked_back), None)
    if pair is None:
        return None
    return Flag(
        Name.EACH_OTHER,
        Weight.CARE,
        "They are each other’s witness",
        f"{pair.name} is a learner here, too, {_recognised(pair)}, and asked {facts.learner_name} to be a witness.",
        "Two people who work together may well have seen each other’s work; two learners may also have agreed to "
        "vouch for each other.",
        "Ask for a witness who is not a learner, or confirm with their manager.",
    )


def learner_here(facts: Facts) -> Flag | None:
    """Flag a witness who may be a learner here, this one included."""
    if any(fellow.asked_back for fellow in facts.fellows):
        return None  # `each_other` says it
    own_address = looks_like(facts.witness_email, facts.learner_email)
    if own_address or same_name(facts.witness_name, facts.learner_name):
        which = "address looks like" if own_address else "name is"
        return Flag(
            Name.LEARNER_HERE,
            Weight.CARE,
            "Like the learner’s own " + ("address" if own_address else "name"),
            f"The witness’s {which} {facts.learner_name}’s own.",
            "Relatives share names. It may also be the learner.",
            BY_ANOTHER_WAY,
        )
    if not facts.fellows:
        return None
    fellow = min(facts.fellows, key=lambda fellow: list(RecognisedBy).index(fellow.by))
    return Flag(
        Name.LEARNER_HERE,
        Weight.LOOK if fellow.by is RecognisedBy.NAME else Weight.CARE,
        "Perhaps a learner here",
        f"{fellow.name} is a learner here, too, {_recognised(fellow)}.",
        "Different people share a name; a colleague may have become a learner since. A fellow learner has no standing "
        "as a witness.",
        "Ask the witness’s workplace who they are and what they do there.",
    )


def _recognised(fellow: Fellow) -> str:
    if fellow.by is RecognisedBy.NAME:
        return "with the same name as the witness"
    return (
        "with the same e-mail address" if fellow.by is RecognisedBy.ADDRESS else f"with {fellow.by}"
    )


def often(facts: Facts) -> Flag | None:
    """Flag an address that gave statements for many learners, or many statements."""
    if facts.learners_lately <= MOST_LEARNERS and facts.statements_lately <= MOST_STATEMENTS:
        return None
    learners = counted(facts.learners_lately, "learner")
    return Flag(
        Name.OFTEN,
        Weight.LOOK,
        "Often a witness",
        f"This address gave {facts.statements_lately} statements for {learners} within {LATELY.days} days.",
        f"A manager of many learners is a harmless reason. We flag more than {MOST_LEARNERS} learners or "
        f"{MOST_STATEMENTS} statements; the numbers are our suggestion.",
        "Read two or three of their statements side by side: does each tell what this learner did?",
    )


def like_learner(facts: Facts) -> Flag | None:
    """Flag words that are too like what the learner wrote."""
    found = _alike(facts, facts.own_texts)
    if found is None:
        return None
    return Flag(
        Name.LIKE_LEARNER,
        Weight.CARE,
        "Very like the learner’s own words",
        f"{_part(found)} of the statement follows {found.other.source} nearly word for word.",
        "The witness may have been shown the learner’s account. The learner may also have written the statement.",
        "Ask the witness, without showing them the text, to tell you what they saw.",
        found.passage,
        found.other_passage,
        found.other.source,
    )


def like_statement(facts: Facts) -> Flag | None:
    """Flag words that are too like another statement's."""
    found = _alike(facts, facts.other_statements)
    if found is None:
        return None
    return Flag(
        Name.LIKE_STATEMENT,
        Weight.CARE,
        "Very like another statement",
        f"{_part(found)} of the statement follows {found.other.source} nearly word for word.",
        "The witness may use a text they have ready for everybody. Somebody else may have written both.",
        "Ask the witness what this learner did on this day, and what they would not say of others.",
        found.passage,
        found.other_passage,
        found.other.source,
    )


def _alike(facts: Facts, others: Sequence[Text]) -> Likeness | None:
    if not facts.sent or not others:
        return None
    return most_alike(facts.sent.text, others, (facts.learner_name, facts.witness_name))


def _part(found: Likeness) -> str:
    tenths = round(found.share * 10)
    return f"About {tenths * 10}%" if tenths < 10 else "Nearly all"  # noqa: PLR2004 -- tenths


def quick(facts: Facts) -> Flag | None:
    """Flag a statement that came sooner than anybody could have typed or said it."""
    sent = facts.sent
    if not sent or sent.seconds is None or sent.words < QUICK_WORDS:
        return None
    if sent.words * 60 <= QUICK_A_MINUTE * max(sent.seconds, 1):
        return None
    return Flag(
        Name.QUICK,
        Weight.LOOK,
        "Written very quickly",
        f"{sent.words} words came within {_spoken(sent.seconds)} of the first answer.",
        "Nobody types that fast. They may have written it elsewhere before and pasted it, or somebody gave it to them.",
        "Compare it with what the learner wrote, and ask the witness how they wrote it.",
    )


def _spoken(seconds: int) -> str:
    minutes = round(seconds / 60)
    return f"{seconds} seconds" if minutes < 2 else f"{minutes} minutes"  # noqa: PLR2004 -- one minute is said in seconds


def details_changed(facts: Facts) -> Flag | None:
    """Flag a statement under another name than the one that the learner gave."""
    sent = facts.sent
    if not sent or not sent.said_name.strip() or _same(sent.said_name, facts.witness_name):
        return None
    return Flag(
        Name.DETAILS_CHANGED,
        Weight.LOOK,
        "Another name than the learner gave",
        f"The learner asked “{facts.witness_name}”; the statement is from “{sent.said_name}”.",
        "The learner may have misspelt it. The link may also have been passed on to somebody else.",
        "Ask the witness whether the request was meant for them.",
    )


def _same(one: str, other: str) -> bool:
    plain = " ".join(one.casefold().split()) == " ".join(other.casefold().split())
    return plain or same_name(one, other)


RULES: tuple[Callable[[Facts], Flag | None], ...] = (
    each_other,
    learner_here,
    like_learner,
    like_statement,
    same_network,
    free_mail,
    new_domain,
    often,
    details_changed,
    quick,
)
