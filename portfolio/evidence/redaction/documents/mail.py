"""Saved emails: written anew with the headers a reader needs; what can't be replaced is taken out."""

import email
import email.policy
import re
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html.parser import HTMLParser
from urllib.parse import unquote

from portfolio.evidence.redaction.documents import pdf, plain, word, workbook
from portfolio.evidence.redaction.documents.document import CantReplace, Document, Look
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_KEPT = ("From", "To", "Cc", "Reply-To", "Date", "Subject")
_INSIDE: dict[str, Document] = {
    "docx": word.WORD,
    "xlsx": workbook.WORKBOOK,
    "pdf": pdf.PDF,
    "csv": plain.TABLE,
    "txt": plain.TEXT,
}
_UNCLEAR = "We can’t read “{}”, which is attached to this email. Look for yourself."
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "td", "th", "hr"}
)
_MADE_UP = re.compile(r"(?:DKIM-|ARC-|Content-Transfer-|MIME-)", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=(?:\"[^\"]*\"|\S*)", re.IGNORECASE)
"""Letters and digits that programs draw: they are nobody's, and none is kept after replacing."""
_DAMAGE = (ValueError, LookupError, TypeError, MessageError)


class _Words(HTMLParser):
    """The words of a page, and the targets and descriptions in its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note line breaks, and what stands in the tag."""
        if tag in _BLOCKS:
            self.words.append("\n")
        self.hidden += [unquote(value) for _name, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        """Note line breaks."""
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        """Note what a browser doesn't show."""
        self.hidden.append(data)


def look(data: bytes) -> Look:
    """Return headers, bodies and attached documents of an email."""
    spots: list[TextSpot] = []
    unread: list[str] = []
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part in message.walk():
            _look_at(part, spots, unread)
    except _DAMAGE:
        unread.append("We can’t read all of this email. Look for yourself.")
    return Look(tuple(spots), tuple(unread))


def _look_at(part: Message, spots: list[TextSpot], unread: list[str]) -> None:
    for name, value in part.items():
        if not _MADE_UP.match(name):
            said = _BOUNDARY.sub("", _header(value))
            spots.append(TextSpot(f"header {name}", f"header “{name}”", said))
    if part.is_multipart():
        return
    name = _filename(part)
    if name or not part.get_content_type().startswith("text/"):
        inside = _document(part)
        if inside is None:
            unread.append(_UNCLEAR.format(name or part.get_content_type()))
            return
        found = inside.look(_payload(part))
        spots += [
            TextSpot(spot.id, f"attached “{name}”: {spot.place}", spot.text, spot.labels)
            for spot in found.spots
        ]
        unread += found.unread
    elif part.get_content_type() == "text/html":
        words, hidden = _page(_text(part))
        spots.append(TextSpot("page", "message", words))
        spots += [TextSpot("tag", "message (link or hidden)", words) for words in hidden]
    else:
        spots.append(TextSpot("text", "message", _text(part)))


def _header(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value)))).replace("\r", "").replace("\n", "")
    except (ValueError, LookupError, UnicodeError):
        return str(value)


def _filename(part: Message) -> str:
    name = part.get_filename()
    return _header(name) if name else ""


def _document(part: Message) -> Document | None:
    ending = _filename(part).rpartition(".")[2].casefold()
    return _INSIDE.get(ending)


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    data = _payload(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")


def _page(html: str) -> tuple[str, list[str]]:
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.words), reader.hidden


def replace(data: bytes, replacer: Replacer) -> bytes:
    """Return the email anew: six headers, its words as plain text, and the documents we could clean."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        return _anew(message, replacer)
    except _DAMAGE as problem:
        raise CantReplace(
            "We can’t write this email anew. Remove it, or copy its words into your text."
        ) from problem


def _anew(message: Message, replacer: Replacer) -> bytes:
    bodies, files = _contents(message, replacer)
    body = MIMEText(replacer.text(bodies), "plain", "utf-8")
    out: Message = body
    if files:
        whole = MIMEMultipart()
        for file in (body, *files):
            whole.attach(file)
        out = whole
    for name in _KEPT:
        for value in message.get_all(name, []):
            said = replacer.text(_header(value))
            out[name] = said if said.isascii() else Header(said, "utf-8").encode()
    return out.as_bytes()


def _contents(message: Message, replacer: Replacer) -> tuple[str, list[MIMEApplication]]:
    """Return the words of a message and its cleaned documents; a page counts when there is no plain text."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[MIMEApplication] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        if _filename(part) or not part.get_content_type().startswith("text/"):
            files += _cleaned(part, replacer)
        elif part.get_content_type() == "text/html":
            pages.append(_page(_text(part))[0])
        else:
            texts.append(_text(part))
    return "\n\n".join(texts or pages), files


def _cleaned(part: Message, replacer: Replacer) -> list[MIMEApplication]:
    inside, name = _document(part), replacer.text(_filename(part))
    if inside is None:
        return []
    data = _payload(part)
    try:
        found = inside.look(data)
        if any(replacer.changes(spot) for spot in found.spots):
            data = inside.replace(data, replacer)
    except (CantReplace, *_DAMAGE):
        return []
    kept = MIMEApplication(data, part.get_content_subtype())
    kept.add_header("Content-Disposition", "attachment", filename=name)
    return [kept]


def holds(data: bytes) -> tuple[str, ...]:
    """Return every header and every text of every part, and the raw bytes."""
    texts = [data.decode("latin-1")]
    for part in email.message_from_bytes(data).walk():
        texts += [_header(value) for value in part.values()]
        if not part.is_multipart():
            inside = _document(part)
            texts += inside.holds(_payload(part)) if inside else [_text(part)]
    return tuple(texts)


MAIL = Document(
    look,
    replace,
    "The email is written anew with From, To, Cc, Date, Subject and its words as plain text. "
    "All other headers, its web page form, and attached files that we can’t read are taken out.",
    holds,
)
