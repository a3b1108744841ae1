"""Everything a witness reads is plain English: grade 7 at most (Flesch–Kincaid), by page, by mail and by prompt."""

import re

import pytest
import textstat

from portfolio.base.paths import shipped
from portfolio.criteria.library import Library
from tests.witness.asked import DETAILS, STATEMENT
from tests.witness.tour import Tour, blocks_of

HIGHEST = 7.0
HARDEST_SENTENCE = 11.0
FEWEST_WORDS = 5
"""Labels and buttons are no sentences; shorter blocks would only make a page look easier than it is."""
NAMES = {
    " – Learner Portfolio": "",
    "Mia Learner": "Mia",
    DETAILS["witness_name"]: "Grace",
    "Fellside Training": "Kent",
    "office@fellside.example": "here",
}


NO_WORDS_OF_OURS = (
    "Learner Portfolio is free, open-source software under the MIT licence. It loads nothing from other sites.",
)
"""The foot of every page, which is not there for the witness."""


def sentences(text: str) -> list[str]:
    if text in NO_WORDS_OF_OURS:
        return []
    for name, short in NAMES.items():
        text = text.replace(name, short)
    text = re.sub(r"https?://\S+|[0-9a-f]{64}", "here", text)
    found = re.split(r"(?<=[.?!:])\s+", text)
    return [sentence.strip() for sentence in found if len(sentence.split()) >= FEWEST_WORDS]


def grade(said: list[str]) -> float:
    text = " ".join(
        said_sentence if said_sentence[-1] in ".?!" else f"{said_sentence.rstrip(':')}."
        for said_sentence in said
    )
    return float(textstat.flesch_kincaid_grade(text)) if said else 0.0


def worst(said: list[str]) -> list[tuple[float, str]]:
    return sorted(
        ((grade([said_sentence]), said_sentence) for said_sentence in said), reverse=True
    )[:6]


def check(found: dict[str, list[str]]) -> None:
    hard = {name: worst(said) for name, said in found.items() if grade(said) > HIGHEST}
    assert not hard, "\n".join(
        f"{name}: grade {grade(found[name]):.1f}\n"
        + "\n".join(f"   {mark:.1f} {said_sentence}" for mark, said_sentence in said)
        for name, said in hard.items()
    )


@pytest.fixture
def tour(app, world) -> Tour:
    return Tour(app, world).walk()


def test_every_page_and_mail_is_plain(tour):
    found = {
        name: [sentence for block in blocks_of(page).blocks for sentence in sentences(block)]
        for name, page in tour.pages.items()
    }
    mails = {
        name: [
            sentence
            for part in re.split(r"\n\s*\n", own_words(text))
            for sentence in sentences(re.sub(r"\s+", " ", part))
        ]
        for name, text in tour.mails.items()
    }
    assert len(found) > 25
    assert len(mails) >= 2
    check(found | mails)
    every = sorted(
        {said_sentence for said in (*found.values(), *mails.values()) for said_sentence in said}
    )
    hard = [
        (grade([said_sentence]), said_sentence)
        for said_sentence in every
        if grade([said_sentence]) > HARDEST_SENTENCE
    ]
    assert not hard, "\n".join(
        f"{mark:.1f} {hard_sentence}" for mark, hard_sentence in sorted(hard, reverse=True)
    )


def own_words(mail: str) -> str:
    """Return a mail without what the witness wrote themselves."""
    for line in STATEMENT.splitlines():
        mail = mail.replace(line, "")
    return mail


def test_every_prompt_of_the_shipped_units_is_plain():
    units = Library([shipped("criteria")]).units
    prompts = {
        f"{unit.title}, {criterion.code}": [criterion.witness_prompt]
        for unit in units.values()
        for criterion in unit.criteria
    }
    assert len(prompts) == 12
    check(prompts)
