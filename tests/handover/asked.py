"""Somebody who took over, asked by link or account: what the tests of participants share."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import unseal
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import Evidence
from portfolio.handover.parties.model import Participant
from portfolio.handover.replies import requests
from portfolio.handover.replies.request_rules import Inviting
from portfolio.people.model import Account
from tests.browser import Browser, Page
from tests.evidence.examples import submitted

ADDRESS = "priya.shah@rowanbank.example.org"


def agreement(learner: Account, **changes: Any) -> Evidence:
    """A submitted agreement of roles, whole."""
    content = {
        "title": "Who does what on the late shift",
        "agreed_on": "2026-10-01",
        "took_part": "Priya, Tom and I",
        "tasks": [
            {
                "task": "Ring back before six",
                "owner": "Priya",
                "shared": "individual",
                "deadline": "2026-10-05T18:00",
            },
            {
                "task": "Keep the log",
                "owner": "All of us",
                "shared": "shared",
                "deadline": "2026-10-31T22:00",
            },
        ],
        "how_agreed": "meeting",
        "how_agreed_detail": "Tom wanted the log himself; we tried both and kept it shared.",
        "if_late": "Whoever sees it tells the shift lead, and helps.",
    } | changes
    piece = evidence.begin(learner, "roles_agreement", content)
    evidence.submit(learner, piece.id)
    return whole(learner, piece)


def whole(learner: Account, piece: Evidence) -> Evidence:
    """Read a piece again, with all that hangs on it."""
    found = evidence.own(learner, piece.id)
    assert found
    return found


def revised(learner: Account, piece: Evidence, **changes: Any) -> Evidence:
    """Submit another version of a piece."""
    draft = evidence.revise(learner, piece.id)
    saved = evidence.save_draft(learner, piece.id, draft.draft | changes, draft.draft_revision)
    evidence.submit(learner, saved.id)
    return whole(learner, piece)


def asked(
    learner: Account, piece: Evidence | None = None, email: str = ADDRESS, name: str = "Priya Shah"
) -> Participant:
    """Let the learner ask somebody about a piece (a handover of their own unless given)."""
    return requests.ask(learner, (piece or submitted(learner)).id, Inviting(name, email, "Please."))


def link_to(address: str = ADDRESS) -> str:
    """Return the path of the newest link on its way to an address."""
    newest = select(OutgoingMail.sealed_link).where(
        OutgoingMail.recipient == address, OutgoingMail.sealed_link.is_not(None)
    )
    sealed = db.session.scalars(newest.order_by(OutgoingMail.created_at.desc())).first()
    assert sealed, f"no link is on its way to {address}"
    return "/h/" + unseal(sealed).rsplit("/h/", 1)[1]


def token_to(address: str = ADDRESS) -> str:
    """Return the secret of the newest link to an address."""
    return link_to(address).removeprefix("/h/")


class Receiver:
    """Somebody at a phone with a link; without cookies."""

    def __init__(self, app: Flask, path: str) -> None:
        self.path = path
        self.browser = Browser(app, cookies=False)

    def open(self, status: int = 200) -> Page:
        return self.browser.get(self.path, status)

    def answer(self, **changes: Any) -> Page:
        """Open the link, answer the two actions and send."""
        self.open()
        values = {"what_0": "yes", "what_1": "yes", "understood": "yes"} | changes
        return self.browser.submit(values, action="/h/answer")
