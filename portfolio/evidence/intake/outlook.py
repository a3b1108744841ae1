"""Messages saved from Outlook (.msg): compound files with a message's properties, kept as is."""

from __future__ import annotations

import io
from typing import Final

import olefile

from portfolio.evidence.intake.accepted import DecodedFile, FileFormat, FileRefused, IntakeLimits

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES: Final = "__properties_version1.0"  # [MS-OXMSG] 2.4: every message has this stream
_ATTACHMENT: Final = "__attach_version1.0_"  # [MS-OXMSG] 2.2.2
_DAMAGE: Final = (OSError, ValueError, IndexError, KeyError, TypeError, RecursionError, MemoryError)


def _looks_like_message(data: bytes, extension: str) -> bool:
    """Say whether this is a compound file with a message's properties, or is called .msg."""
    if not data.startswith(_OLE):
        return False
    # Names in a compound file are UTF-16; the directory holds them in the clear.
    return extension == "msg" or _PROPERTIES.encode("utf-16-le") in data


def _check(data: bytes, limits: IntakeLimits) -> DecodedFile:
    """Open the compound file, read the properties, count the attachments inside."""
    try:
        # Whatever olefile would only note as a defect makes it raise instead.
        with olefile.OleFileIO(
            io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT
        ) as compound:
            whole = compound.exists(_PROPERTIES) and compound.openstream(_PROPERTIES).read()
            entries = compound.listdir(streams=False, storages=True)
    except _DAMAGE as error:
        raise FileRefused(
            "This Outlook message is damaged or cut short. "
            "Save it again from Outlook, or print it to PDF, and add that."
        ) from error
    if not whole:
        raise FileRefused(
            "This isn't an Outlook message, although its name says so. "
            "Open it where it came from, save it as PDF and add the PDF."
        )
    if sum(1 for entry in entries if entry[0].startswith(_ATTACHMENT)) > limits.mail_parts:
        raise FileRefused(
            "This email has too many attachments inside it. Print it to PDF and add the PDF; "
            "add the attachments you need one by one."
        )
    return DecodedFile(data=data, media_type="application/vnd.ms-outlook", extension="msg")


MSG = FileFormat(
    "Outlook message",
    "mail",
    "application/vnd.ms-outlook",
    ("msg",),
    _looks_like_message,
    _check,
)
