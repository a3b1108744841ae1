"""A real mail server that keeps what it is given, so that links are read from received mail."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition
from typing import Any, Self

from aiosmtpd.controller import Controller

PATIENCE = 30


class Mailbox:
    """Receives mail on a loopback port; `wait_for` gives the message somebody is waiting for."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.messages: list[EmailMessage] = []
        self._arrived = Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- the name is aiosmtpd's
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()
        return "250 Kept"

    def wait_for(self, recipient: str, words: str = "") -> str:
        """Return the text of the newest message to somebody that says `words`."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._found(recipient, words), PATIENCE)
            found = self._found(recipient, words)
        assert found, [(message["to"], message["subject"]) for message in self.messages]
        return found[-1]

    def _found(self, recipient: str, words: str) -> list[str]:
        to_them = [_text(message) for message in self.messages if recipient in message["to"]]
        return [text for text in to_them if words in text]

    def link_for(self, recipient: str, path: str) -> str:
        """Return the link under `path` in the newest message to somebody that holds one."""
        found = re.search(rf"http://\S+{path}\S+", self.wait_for(recipient, path))
        assert found
        return found[0]


def _text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return f"{message['subject']}\n\n{body.get_content()}"
