"""Saved emails (.eml): recognised by their headers, read once, kept as they came."""

from __future__ import annotations

import email
import email.errors
import re
from typing import Final

from portfolio.evidence.intake.accepted import DecodedFile, FileFormat, FileRefused, IntakeLimits

_HEADER_LINE: Final = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):")
_FIRST_LINES: Final = 400
_SENDER: Final = {b"from", b"sender"}
_JOURNEY: Final = {b"date", b"received", b"message-id", b"to", b"subject", b"mime-version"}
_ENOUGH: Final = 2  # of the journey's headers beside the sender's


def _looks_like_mail(data: bytes, extension: str) -> bool:
    """Say whether this begins with a mail's headers; text that its name calls text stays text."""
    if extension in {"txt", "csv"} or b"\0" in data:
        return False
    names = _header_names(data)
    return bool(names & _SENDER) and len(names & _JOURNEY) >= _ENOUGH


def _header_names(data: bytes) -> set[bytes]:
    """Return the names of the headers before the first empty line; none if it isn't a header."""
    names: set[bytes] = set()
    start = data[:200_000].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    for number, line in enumerate(start.splitlines()[:_FIRST_LINES]):
        if not line.strip():
            break
        if line[:1] in b" \t" or (number == 0 and line.startswith(b"From ")):
            continue
        header = _HEADER_LINE.match(line)
        if header is None:
            return set()
        names.add(header[1].lower())
    return names


def _check(data: bytes, limits: IntakeLimits) -> DecodedFile:
    """Read the mail and count its parts; attachments inside it stay inside."""
    # Counted before parsing: deep nesting makes the parser slow, and no real mail has it.
    lower = data.lower()
    nested = lower.count(b"multipart/") + lower.count(b"message/rfc822")
    if nested > limits.mail_parts:
        raise FileRefused(_TOO_MANY)
    try:
        message = email.message_from_bytes(data)
        parts = sum(1 for _part in message.walk())
    except (ValueError, LookupError, TypeError, RecursionError, email.errors.MessageError) as error:
        raise FileRefused(
            "This email can't be read. Open it in your mail program, print it to PDF, "
            "and add the PDF."
        ) from error
    if parts > limits.mail_parts:
        raise FileRefused(_TOO_MANY)
    return DecodedFile(data=data, media_type="message/rfc822", extension="eml")


_TOO_MANY: Final = (
    "This email has too many parts inside it. Print it to PDF and add the PDF; "
    "add the attachments you need one by one."
)

EML = FileFormat("email", "mail", "message/rfc822", ("eml",), _looks_like_mail, _check)
