"""In a made-up language the whole way shows no English word: nothing that a witness reads was left out."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portfolio.base.paths import shipped
from portfolio.base.translating import SCRIPT_WORDS
from portfolio.criteria.library import Library
from tests.conftest import app_at
from tests.one_app import close
from tests.witness.asked import DETAILS, STATEMENT
from tests.witness.tour import OWN_WORDS, Tour, blocks_of

ROOT = Path(__file__).parents[3]
LANGUAGE = "el"
"""Its months have no letter of ours, so that a date, which no catalogue holds, is no English word."""
KEPT = re.compile(r"%\(\w+\)s|\{\w+\}|</?\w+[^>]*>|&\w+;")
WIDE = {
    ord(letter): chr(ord(letter) + 0xFEE0)
    for letter in map(chr, range(ord("A"), ord("z") + 1))
    if letter.isalpha()
}
ENGLISH = re.compile(r"[A-Za-z][A-Za-z’']+")


def wide(text: str) -> str:
    """Return a text in letters that no English word has; names of values and tags stay."""
    place, said = 0, []
    for kept in KEPT.finditer(text):
        said += [text[place : kept.start()].translate(WIDE), kept.group()]
        place = kept.end()
    return "".join((*said, text[place:].translate(WIDE)))


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> bytes:
    """The catalogue of the made-up language, compiled from what the project's own script takes out."""
    folder = tmp_path_factory.mktemp("words")
    template = folder / "messages.pot"
    subprocess.run([ROOT / "scripts" / "translations", template], check=True, capture_output=True)
    with template.open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGE)
    assert len(catalogue) > 100
    for message in catalogue:
        if message.id:
            message.string = wide(message.id)
    made = folder / "messages.mo"
    with made.open("wb") as out:
        write_mo(out, catalogue)
    return made.read_bytes()


@pytest.fixture
def tour(app, world, words) -> Tour:
    home = app.config["HOME"]
    folder = home / "translations" / LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(words)
    speaking = app_at(home)
    yield Tour(speaking, world, LANGUAGE).walk()
    close(speaking)


def given(world) -> list[str]:
    """Names, what the learner and the witness wrote, and the words of the units; the longest first."""
    texts = [*DETAILS.values(), *STATEMENT.split("\n\n"), *OWN_WORDS]
    texts += [world.learner.name, "Fellside Training", "Pat Office", "Learner Portfolio"]
    texts += ["Mrs Okonkwo", "x" * 300]
    for unit in Library([shipped("criteria")]).units.values():
        texts.append(unit.title)
        for criterion in unit.criteria:
            texts += [criterion.title, criterion.witness_prompt]
    return sorted(texts, key=len, reverse=True)


def left_over(text: str, known: list[str]) -> list[str]:
    text = re.sub(r"\s+", " ", text)
    for phrase in known:
        text = text.replace(phrase, " ")
    text = re.sub(r"https?://\S+|\S+@\S+|\b[0-9a-f]{64}\b", " ", text)
    return ENGLISH.findall(text)


def test_the_whole_way_in_another_language(tour, world):
    known = given(world)
    pages = {name: blocks_of(page) for name, page in tour.pages.items()}
    left = {
        name: found
        for name, page in pages.items()
        if (
            found := [
                (block, bad)
                for block in (*page.blocks, *page.quoted)
                if (bad := left_over(block, known))
            ]
        )
    }
    left |= {name: bad for name, text in tour.mails.items() if (bad := left_over(text, known))}
    assert not left, "\n".join(f"{name}: {bad}" for name, bad in left.items())
    assert {page.language for page in pages.values()} == {LANGUAGE}
    assert len(pages) > 25
    assert len(tour.mails) >= 5
    said = json.loads(pages["words"].scripted)
    assert said.keys() == SCRIPT_WORDS.keys()
    assert not [
        wording for wording in said.values() if left_over(re.sub(r"\{\w+\}", "", wording), [])
    ]


def test_a_mail_of_another_language_still_has_its_link(tour):
    asking = [text for name, text in tour.mails.items() if "/w/" in text]
    assert len(asking) >= 4
    assert any("/not-mine/" in text for text in tour.mails.values())
