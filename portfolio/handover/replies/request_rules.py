"""What an ask must say before it is sent, and whom it may go to: pure rules, every problem as a sentence."""

from dataclasses import dataclass

from portfolio.outsiders.rules import (
    RequestProblem,
    problems_of_address,
    problems_of_line,
    problems_of_text,
)


@dataclass(frozen=True)
class Inviting:
    """Whom a learner asks: their name, their address, and a few words to them."""

    name: str
    email: str
    message: str = ""


def problems_of(inviting: Inviting) -> list[RequestProblem]:
    """Return everything that keeps an ask from being sent, except whose address it is."""
    return [
        *problems_of_line("name", inviting.name, "their name"),
        *problems_of_address("email", inviting.email, "their e-mail address"),
        *problems_of_text("message", inviting.message),
    ]
