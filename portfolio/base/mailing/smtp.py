"""Speaks to the mail server, and says for each way it can go wrong whether the message may have arrived.

Our name and password are shown only to a server whose certificate holds (Flask-Mailman's own STARTTLS
checks none).
"""

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any

from flask_mailman.backends import smtp

PERMANENT = 500  # SMTP's answers from here on will not change (RFC 5321, 4.2.1)
GO_ON = 354  # the answer to DATA: from here on the server may have the whole message
FULL = ("552", "5.2.2")  # the mailbox has no room (RFC 5321, 4.2.3; RFC 3463, 3.3)
LONGEST_TALK = 120.0
"""Seconds after which a conversation is cut off, so that a worker's claim on a message outlasts it."""


class AddressRefused(Exception):
    """The server will not take the message for this address, now or later; the sentence says why."""


class ServerAway(Exception):
    """The server has not got the message; the sentence says why. It is worth another try."""


class PerhapsSent(Exception):
    """The server had the message in hand and we never heard its answer."""


class _Careful(smtplib.SMTP):
    """SMTP that checks certificates and knows whether the server may have the whole message."""

    _listening = False

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]  # key files are another way, which nobody takes here
        """Turn on TLS. Raises ssl.SSLError for a certificate that doesn't hold."""
        return super().starttls(context=context or ssl.create_default_context())

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer, and note the one after which the message itself goes out."""
        code, words = super().getreply()
        self._listening = code == GO_ON
        return code, words

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand the message over. Raises PerhapsSent when it went out and no answer came back."""
        try:
            return super().data(msg)
        except OSError as problem:  # all of smtplib's own errors are among these
            if self._listening:
                raise PerhapsSent(
                    "The connection broke before the mail server said whether it has the message."
                ) from problem
            raise


class _CarefulFromTheStart(_Careful, smtplib.SMTP_SSL):
    """The same for a server that speaks TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """How Flask-Mailman reaches the server."""

    _watch: threading.Timer | None = None
    _too_late = False

    @property
    def connection_class(self) -> Any:
        """Return the class that speaks to the server."""
        return _CarefulFromTheStart if self.use_ssl else _Careful

    def open(self) -> bool | None:
        """Connect, and watch how long the whole conversation takes."""
        if self._watch is None:
            self._watch = threading.Timer(LONGEST_TALK, self._cut_off)
            self._watch.daemon = True
            self._watch.start()
        new: bool | None = super().open()
        if self._too_late:
            raise TimeoutError
        return new

    def _cut_off(self) -> None:
        self._too_late = True
        sock = getattr(self.connection, "sock", None)
        if sock:
            with suppress(OSError):  # it ended in this very moment
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the conversation; how politely the server does so changes nothing about the message."""
        if self._watch:
            self._watch.cancel()
        connection = self.connection
        with suppress(OSError):
            super().close()
        if connection:
            connection.close()


NOT_YET = "The mail server did not take the message yet; it is tried again."
AWAY = "The mail server could not be reached; it is tried again."
WRONG_NAME = (
    "The mail server refused our name or password; check PORTFOLIO_SMTP_URL. It is tried again."
)
WRONG_SENDER = (
    "The mail server does not take mail from our own address; check PORTFOLIO_MAIL_FROM. "
    "It is tried again."
)


def meaning(problem: Exception) -> Exception:
    """Return what an error from sending means: AddressRefused, ServerAway, PerhapsSent, or itself.

    The sentences are shown on pages, the learner's too. Of the server's words they have the numbers
    alone: a server that dislikes a message may quote it, and the message holds a link.
    """
    match problem:
        case smtplib.SMTPRecipientsRefused():
            said = _refused(*next(iter(problem.recipients.values())))
        case smtplib.SMTPAuthenticationError():
            said = ServerAway(WRONG_NAME)
        case smtplib.SMTPSenderRefused() if problem.smtp_code >= PERMANENT:
            said = ServerAway(WRONG_SENDER)
        case smtplib.SMTPDataError() if problem.smtp_code >= PERMANENT:
            numbers = _numbers(problem.smtp_code, problem.smtp_error)
            said = AddressRefused(
                f"The mail server would not pass this message on ({numbers}). Ask who runs it why."
            )
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            said = ServerAway(NOT_YET)
        case OSError():
            said = ServerAway(AWAY)
        case ValueError():
            said = AddressRefused(
                "This address can’t be written in a mail. Check how it is written."
            )
        case _:
            said = problem
    return said


def _refused(code: int, words: bytes | str) -> Exception:
    if code < PERMANENT:
        return ServerAway(NOT_YET)
    numbers = _numbers(code, words)
    if any(code in numbers.split() for code in FULL):
        return AddressRefused(
            f"The mailbox at this address is full ({numbers}). Reach them another way, or try again later."
        )
    return AddressRefused(
        f"The mail server refused this address ({numbers}). Check how it is written."
    )


def _numbers(code: int, words: bytes | str) -> str:
    """Return an answer's code, and its finer one (RFC 3463) where it has one."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    finer = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", text)
    return f"{code} {finer[1]}" if finer else str(code)
