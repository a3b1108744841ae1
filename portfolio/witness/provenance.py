"""How a link or a paper came to a witness, and by what their address is vouched for."""

from enum import StrEnum


class Way(StrEnum):
    """How a link, or a paper, came to the witness."""

    MAIL = "mail"
    """By our mail to the address on the request."""
    FILE = "file"
    """Into the file mailbox: this installation sends no mail, so it reached nobody by itself."""
    HAND = "hand"
    """A member of staff handed it over."""
    PAPER = "paper"
    """No link at all: a signed paper that the learner scanned (W0)."""


class Through(StrEnum):
    """By what an address is vouched for."""

    PERSON = "person"
    """A member of staff said how they know it, for this request."""
    WITNESS_LIST = "list"
    """It stands on the centre's witness list."""
    EMPLOYER_DOMAIN = "domain"
    """It belongs to an employer's domain that the centre approved."""
