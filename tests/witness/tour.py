"""Every page and mail that a witness can read, walked through once: what the tests of their words share."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask

from portfolio.base import jobs
from portfolio.base.clock import today
from portfolio.base.mailing.mail import LINK_PLACE
from portfolio.base.translating import speaking, spoken_date, wanted_language
from portfolio.witness.reminders.words import reminder
from tests.browser import Browser, Page
from tests.conftest import PASSWORD
from tests.witness.asked import Witness, asked, link_to, not_mine_link

QUOTED = {"blockquote", "dd"}
BREAKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "button",
    "label",
    "legend",
    "dt",
    "dd",
    "summary",
    "div",
    "br",
    "title",
}

OWN_WORDS = (
    "Something else.",
    "She asked Mrs Okonkwo, 07700 900461, twice.",
    "No.",
    "Lost?",
)
"""What the witness of the tour types, beside the statement."""


class _Blocks(HTMLParser):
    """Collects what is read, block by block; what others typed (quotes, answers) stands apart."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self.quoted: list[str] = []
        self.scripted = ""
        self.language = ""
        self._words: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "html":
            self.language = a.get("lang") or ""
            self.scripted = a.get("data-words") or ""
        if tag in ("script", "style", "svg", "textarea"):
            self._silent += 1
        if tag in BREAKS:
            self.end()
        if tag in QUOTED:
            self._quoted += 1
        for name in ("aria-label", "alt", "title"):
            if a.get(name):
                self.blocks.append(str(a[name]))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "svg", "textarea"):
            self._silent -= 1
        if tag in BREAKS:
            self.end()
        if tag in QUOTED:
            self._quoted -= 1

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._quoted:
            self.quoted.append(re.sub(r"\s+", " ", data).strip())
        else:
            self._words.append(data)

    def end(self) -> None:
        said = re.sub(r"\s+", " ", "".join(self._words)).strip()
        if said:
            self.blocks.append(said)
        self._words = []


def blocks_of(page: Page) -> _Blocks:
    """Return a page's own words, block by block."""
    reader = _Blocks()
    reader.feed(page.html)
    reader.end()
    return reader


@dataclass
class Tour:
    """A witness's way, every page of it, in the language that a browser asks for."""

    app: Flask
    world: Any
    language: str = "en"
    pages: dict[str, Page] = field(default_factory=dict)
    mails: dict[str, str] = field(default_factory=dict)

    def walk(self) -> "Tour":
        self._pages()
        self._endings()
        with self.app.app_context():
            jobs.run_waiting()
        self._mails()
        self._reminders()
        return self

    def _witness(self, address: str) -> Witness:
        with self.app.test_request_context(
            method="POST", headers={"Accept-Language": self.language}
        ):
            asked(self.world, witness_email=address)
            path = link_to(address)
        return self.speaks(Witness(self.app, path))

    def speaks(self, witness: Any) -> Any:
        browser = getattr(witness, "browser", witness)
        browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = self.language
        return witness

    def _keep(self, name: str, page: Page) -> Page:
        self.pages[name] = page
        return page

    def _pages(self) -> None:
        grace = self._witness("grace@work.example.org")
        keep = self._keep
        keep("first", grace.open())
        keep("seen", grace.begin())
        keep("seen, wrong", grace.seen(seen_in_person="", happened_on="2031-01-01"))
        keep("seen, too long ago", grace.seen(happened_on="1999-01-01"))
        keep("heard", grace.seen(seen_in_person="no"))
        grace.begin()
        keep("you", grace.seen())
        keep("you, changing", grace.you(do="change"))
        keep("you, wrong", grace.you(witness_name="", witness_role="x" * 300, relationship=""))
        keep(
            "words",
            grace.you(
                witness_role="Night manager",
                witness_name="Grace Okafor",
                relationship="Manages the night team",
            ),
        )
        keep("words, wrong", grace.words(" "))
        keep("saved", grace.words(do="save"))
        sealed = keep("first, again", grace.open()).form().values["sealed"]
        grace.browser.post("/witness/statement/words", {"sealed": sealed, "do": "show"})
        keep("words, elsewhere", grace.words(OWN_WORDS[0], seen_revision="older"))
        keep("criteria", grace.words())
        keep(
            "criteria, wrong",
            grace.browser.submit({"do": "next"}, action="/witness/statement/criteria"),
        )
        keep(
            "criteria, others",
            grace.browser.submit(
                {"saw_3": "yes", "saw_4": "yes", "do": "next"}, action="/witness/statement/criteria"
            ),
        )
        grace.browser.post("/witness/statement/words", {"sealed": sealed, "do": "show"})
        grace.words()
        keep(
            "criteria, ticked",
            grace.browser.submit({"do": "none"}, action="/witness/statement/criteria"),
        )
        keep("check", grace.criteria(words_3=OWN_WORDS[1]))
        keep("declare", grace.browser.submit(action="/witness/statement/declare"))
        keep("declare, wrong", grace.send(" "))
        keep("receipt", grace.send())
        keep("closed", grace.open(404))
        keep("reopen", grace.browser.get("/witness/statement/seen"))
        keep("privacy", grace.browser.get("/privacy/witnesses"))

    def _endings(self) -> None:
        keep = self._keep
        for why in ("cannot", "not-me", "somebody-else"):
            other = self._witness(f"{why}@work.example.org")
            sealed = other.open().form().values["sealed"]
            keep(f"{why}, asked", other.browser.submit(action=f"/witness/statement/{why}"))
            keep(
                f"{why}, said",
                other.browser.submit({"words": OWN_WORDS[2]}, action=f"/witness/statement/{why}"),
            )
            typed = {"sealed": sealed, "statement": OWN_WORDS[3]}
            keep("closed, with words", other.browser.post("/witness/statement/words", typed))
        signed_in = self.speaks(Browser(self.app))
        signed_in.sign_in(self.world.learner.email, PASSWORD)
        keep("signed in", signed_in.get("/w/nothing", 403))
        with self.app.app_context():
            path = not_mine_link("grace@work.example.org")
        reader = self.speaks(Browser(self.app, cookies=False))
        keep("not mine", reader.get(path))
        keep("not mine, nothing chosen", reader.submit(action="/not-mine"))
        keep("not mine, said", reader.submit({"wrote_it": "not mine"}, action="/not-mine"))
        keep("not mine, again", reader.get(path))
        keep("not mine, reloaded", reader.get("/not-mine"))

    def _reminders(self) -> None:
        asking = self.app.test_request_context(headers={"Accept-Language": self.language})
        with asking, speaking(wanted_language()):
            for begun, last in ((False, False), (True, True), (True, None)):
                subject, body = reminder(
                    learner="Mia Learner",
                    witness="Grace Okafor",
                    centre="Fellside Training",
                    until=spoken_date(today()),
                    begun=begun,
                    last=last,
                )
                said = body.replace(LINK_PLACE, "")
                self.mails[f"reminder, {begun}, {last}"] = f"{subject}\n\n{said}"

    def _mails(self) -> None:
        for name, mail in mails_in(self.app):
            if "work.example.org" in mail["To"]:
                body = mail.get_content()
                self.mails[f"{name}: {mail['Subject']}"] = f"{mail['Subject']}\n\n{body}"


def mails_in(app: Flask) -> Iterator[tuple[str, Any]]:
    """Yield every mail of the file mailbox, read as a mail program reads it."""
    for path in sorted((app.config["HOME"] / "mailbox").iterdir()):
        for raw_mail in re.split(rb"^-{79}$", path.read_bytes(), flags=re.MULTILINE):
            if raw_mail.strip():
                yield (
                    path.name,
                    email.message_from_bytes(raw_mail.strip(), policy=email.policy.default),
                )
