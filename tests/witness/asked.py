"""A witness who was asked, and the witness at their phone: what the tests of this feature share."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import unseal
from portfolio.witness.model import WitnessRequest
from portfolio.witness.requests import store
from tests.browser import Browser, Page

ADDRESS = "grace.okafor@rowanbank.example.org"
STATEMENT = (
    "I was resetting the panel opposite the lift. She went through the form with him line by line.\n\n"
    "Then she put it behind her back and said “so tell me”, and he told her the order."
)
DETAILS = {
    "witness_name": "Grace Okafor",
    "witness_role": "Night manager",
    "employer": "Rowan Bank Residences",
    "relationship": "Manages the night team",
    "witness_email": ADDRESS,
    "what_they_saw": "The handover by the lift on 3 October",
}


def asked(world: Any, **changes: Any) -> WitnessRequest:
    """Let the learner ask Grace about the second unit. Needs an application context."""
    enrolment = changes.pop("enrolment", world.second_enrolment)
    learner = changes.pop("learner", world.learner)
    wanted = DETAILS | {"criteria": ["3", "4"]} | changes
    return store.ask(learner, enrolment_id=enrolment.id, **wanted)


def link_to(address: str = ADDRESS) -> str:
    """Return the path of the newest link to a request on its way to an address. Needs an application context."""
    return _path_in_mail(address, "/w/")


def not_mine_link(address: str = ADDRESS) -> str:
    """Return the path of the newest receipt's “this wasn't me” on its way to an address."""
    return _path_in_mail(address, "/not-mine/")


def _path_in_mail(address: str, place: str) -> str:
    newest = select(OutgoingMail.sealed_link).where(
        OutgoingMail.recipient == address, OutgoingMail.sealed_link.is_not(None)
    )
    sealed = db.session.scalars(newest.order_by(OutgoingMail.created_at.desc())).all()
    links = [
        link for sealed_link in sealed if sealed_link and place in (link := unseal(sealed_link))
    ]
    assert links, f"no link {place} is on its way to {address}"
    return place + links[0].rsplit(place, 1)[1]


@dataclass
class Witness:
    """Somebody at a phone with a link; without cookies unless told."""

    app: Flask
    path: str
    cookies: bool = False

    def __post_init__(self) -> None:
        self.browser = Browser(self.app, cookies=self.cookies)

    def open(self, status: int = 200) -> Page:
        return self.browser.get(self.path, status)

    def begin(self) -> Page:
        self.open()
        return self.browser.submit(action="/witness/statement/seen", status=200)

    def seen(self, **changes: str) -> Page:
        answers = {"seen_in_person": "yes", "happened_on": "2026-10-03", "do": "next"} | changes
        return self.browser.submit(answers, action="/witness/statement/seen")

    def you(self, **changes: str) -> Page:
        """Say that the details are right, or correct them."""
        answers = {"do": "next"} | changes
        return self.browser.submit(answers, action="/witness/statement/you")

    def words(self, statement: str = STATEMENT, **changes: str) -> Page:
        answers = {"statement": statement, "do": "next"} | changes
        return self.browser.submit(answers, action="/witness/statement/words")

    def criteria(self, **changes: str) -> Page:
        """Say yes to 3 (with words) and 4 (without), no to 1, not sure about 2."""
        answers = {
            "saw_1": "no",
            "saw_2": "unsure",
            "saw_3": "yes",
            "words_3": "She had him say it back, and she waited.",
            "saw_4": "yes",
            "do": "next",
        } | changes
        return self.browser.submit(answers, action="/witness/statement/criteria")

    def to_declaration(self) -> Page:
        self.begin()
        self.seen()
        self.you()
        self.words()
        self.criteria()
        return self.browser.submit(action="/witness/statement/declare")

    def send(self, signed: str = "Grace Okafor", **changes: str) -> Page:
        return self.browser.submit({"signed": signed} | changes, action="/witness/statement/send")

    def whole_way(self) -> Page:
        self.to_declaration()
        return self.send()
