"""The receipt a witness keeps: the reference and the fingerprint, and by mail a copy of all they wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portfolio.base.link_secrets import Token
from portfolio.base.mailing.mail import LINK_PLACE, one_line, post
from portfolio.base.translating import gettext as _
from portfolio.base.translating import in_words, spoken_time
from portfolio.base.web.full_addresses import full_address
from portfolio.criteria.model import Unit
from portfolio.outsiders.pages import centre_to_ask
from portfolio.outsiders.plain_names import plain_name
from portfolio.witness.model import Statement
from portfolio.witness.statements.answers import DECLARATION
from portfolio.witness.statements.brief import questions
from portfolio.witness.statements.summary import AnswersSection, sections_of

RECEIPT = "witness receipt"


@dataclass(frozen=True)
class Receipt:
    """What the witness may keep: the reference, when it arrived, and the digest in the history."""

    reference: str
    submitted_at: datetime
    digest: str
    witness_name: str
    witness_email: str
    recorded: str = ""
    """How long the recording is that came with it, and its SHA-256; empty without one."""


@dataclass(frozen=True)
class Copy:
    """What was sent in, of which the witness gets a copy: the draft as it was, and the signature."""

    draft: Mapping[str, Any]
    learner_name: str
    unit: Unit
    signed: str


def mail_receipt(
    session: Session, receipt: Receipt, statement: Statement, copy: Copy, not_mine: Token
) -> None:
    """Mail the receipt to the address that was asked, with a link by which it says “this wasn't me”.

    Call inside `write()`.
    """
    learner = plain_name(copy.learner_name, _("a learner"))
    body = "\n\n".join(
        (
            _("Hello %(name)s,", name=plain_name(receipt.witness_name, _("there"))),
            _(
                "Thank you. Your statement about %(learner)s arrived on %(when)s. "
                "Please keep this mail: your copy is below.",
                learner=learner,
                when=spoken_time(receipt.submitted_at),
            ),
            _("Reference: %(reference)s", reference=receipt.reference)
            + "\n"
            + _("Fingerprint: %(digest)s", digest=receipt.digest),
            _("The fingerprint stays the same as long as nobody changes a word."),
            _("Did you not write this? Please say so here, at any time:"),
            LINK_PLACE,
            _("Is something wrong in it? Then tell %(who)s. You can add to it.", who=_centre()),
            _("Here is your copy."),
            _text_of(copy, receipt.recorded),
        )
    )
    post(
        session,
        to=receipt.witness_email,
        subject=_("Your statement about %(learner)s has arrived", learner=learner),
        body=body + "\n",
        link=full_address("witness.not_mine", token=not_mine.text),
        about=RECEIPT,
        belongs_to=statement.id,
    )


def _centre() -> str:
    centre = centre_to_ask()
    if centre is None:
        return _("the centre")
    contact = centre.contact_email or centre.contact_phone
    return f"{centre.name} ({contact})" if contact else centre.name


def _text_of(copy: Copy, recorded: str) -> str:
    """Return all answers as plain text; what they wrote can't stand for the link."""
    sections = sections_of(copy.draft, questions(copy.unit, ()), recorded)
    signed = _("Signed: %(name)s", name=one_line(copy.signed))
    declared = _heading(_("Your declaration"))
    parts = [_section(section) for section in sections]
    parts.append(f"{declared}\n\n{in_words(DECLARATION)}\n{signed}")
    return "\n\n\n".join(parts).replace(LINK_PLACE, "{ link }")


def _section(section: AnswersSection) -> str:
    lines = [f"{row['key']}:\n{row['value'] or '–'}" for row in section["rows"]]
    return "\n\n".join((_heading(section["title"]), *lines))


def _heading(title: str) -> str:
    return f"{title}\n{'-' * len(title)}"
