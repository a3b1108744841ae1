"""Turns the bytes of a unit file into clean text, or says which characters stand in the way."""

import re

Place = tuple[int, int]
Finding = tuple[Place, str]

MAX_BYTES = 256 * 1024
BOM = b"\xef\xbb\xbf"
HIDDEN = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
INDENT_WITH_TAB = re.compile(r"^ *\t", re.MULTILINE)


def text_of(data: bytes, findings: list[Finding]) -> str | None:
    """Return the text with plain line ends; None (with findings) when reading on is pointless."""
    if len(data) > MAX_BYTES:
        findings.append(((1, 1), f"Shorten this file: it is larger than {MAX_BYTES // 1024} KB."))
        return None
    data = data.removeprefix(BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    findings += _not_utf8(data)
    if findings:
        return None
    text = data.decode()
    hidden = list(HIDDEN.finditer(text))
    findings += [
        (_place(text, match.start()), f"{hidden_words(match.group())}.") for match in hidden
    ]
    if any(match.group() != "\t" for match in hidden) or INDENT_WITH_TAB.search(text):
        return None
    return text.replace("\t", " ")


def _not_utf8(data: bytes) -> list[Finding]:
    """Return the first wrong character of each line."""
    findings: list[Finding] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode()) + 1
            findings.append(((number, column), "Save this file as UTF-8: this character is not."))
    return findings


def hidden_words(character: str) -> str:
    """Return what to do about a character that nobody can see, without a full stop."""
    if character == "\t":
        return "Replace this tab with spaces"
    return f"Take out the invisible character U+{ord(character):04X}"


def _place(text: str, index: int) -> Place:
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - start + 1
