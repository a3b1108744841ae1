"""A mail server that keeps whole envelopes, and does what real ones do on bad days."""

import re
from email.message import EmailMessage
from typing import Any

from tests.journeys.mailbox import PATIENCE, Mailbox

LINK = re.compile(r"https?://[^\s<>\"]+")


class PostOffice(Mailbox):
    """Keeps who a message was really handed over for, beside what it says."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.envelopes: list[list[str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- the name is aiosmtpd's
        self.envelopes.append(list(envelope.rcpt_tos))
        return await super().handle_DATA(server, session, envelope)

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return every message that somebody got, oldest first."""
        return [message for message in self.messages if recipient in str(message["to"])]

    def links_to(self, recipient: str) -> list[str]:
        """Return every link in every message that somebody got."""
        return [
            link for message in self.to(recipient) for link in LINK.findall(message.get_content())
        ]

    def wait_for_many(self, recipient: str, many: int) -> list[EmailMessage]:
        """Wait until somebody got so many messages; return them."""
        with self._arrived:
            self._arrived.wait_for(lambda: len(self.to(recipient)) >= many, PATIENCE)
        return self.to(recipient)
