"""When two e-mail addresses are one mailbox, and when one only looks like the other.

Two notions, because they serve two ends. `address_key` says that mail to both surely arrives in one
place; accounts are found by it, so it must never make two people one. `looks_like` says that a person
might take one for the other; it keeps a learner from naming themselves, so it may see too much.
"""

import unicodedata
from functools import lru_cache
from string import ascii_letters
from typing import NamedTuple

import idna
from confusable_homoglyphs.confusables import confusables_data
from email_validator import EmailNotValidError, validate_email

LONGEST_KEY = 255
"""Characters: as long as the columns that hold a key."""


class Provider(NamedTuple):
    """How one provider of mailboxes reads the part before the @."""

    domain: str
    """The one its mailboxes are known by here, whichever of its domains is written."""
    ignored: str = ""
    """Characters that change nothing."""


_PROTON = Provider("proton.me", ignored="._-")
_APPLE = Provider("icloud.com")
_FASTMAIL = "fastmail.com", "fastmail.fm"
_PROVIDERS = {
    "gmail.com": Provider("gmail.com", ignored="."),
    "googlemail.com": Provider("gmail.com", ignored="."),
    "proton.me": _PROTON,
    "protonmail.com": _PROTON,
    "pm.me": _PROTON,
    "icloud.com": _APPLE,
    "me.com": _APPLE,
    "mac.com": _APPLE,
}
"""Only what a provider itself says. Google: dots count at work and school addresses, on domains of their
own. Yahoo's “base-keyword” is not here: the base is a name apart from the account's, so that
cutting it off would lead nowhere, and would make mary-ann and mary-jane one person."""
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Unicode's default-ignorable characters and blanks that are in no category for such."""


def address_key(address: str) -> str:
    """Return what stays the same however a mailbox's address is written: case, +tag, width, dots where none counts.

    Never the same for two mailboxes that could be two people's.
    """
    local, domain = _parts(address)
    provider = _PROVIDERS.get(domain, Provider(domain))
    local = "".join(character for character in local if character not in provider.ignored) or local
    return f"{local}@{provider.domain}"[:LONGEST_KEY]


def looks_like(one: str, other: str) -> bool:
    """Whether a person might take one address for the other: letters of another script, accents, l and 1, dots."""
    return look_key(one) == look_key(other)


@lru_cache(maxsize=20_000)
def look_key(address: str) -> str:
    """Return how an address looks: the same for two that a person might take for each other.

    After the skeletons of Unicode's UTS 39, a little wider: accents and separators are left out.
    """
    key = address_key(_seen(address).translate(_alike()))  # while its capitals still look like ours
    local, _at, domain = key.rpartition("@")
    local = "".join(character for character in local if character not in "._-'’") or local
    return f"{_skeleton(local)}@{_skeleton(_as_read(domain))}"


def is_address(text: str) -> bool:
    """Whether `text` is written like an e-mail address; whether mail arrives there is not asked."""
    try:
        validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _parts(address: str) -> tuple[str, str]:
    """Return the mailbox's name without its tag, and the domain, as mail reads both."""
    local, _at, domain = _seen(address).rpartition("@")
    local = local.strip()
    if len(local) > len('""') and local[0] == local[-1] == '"':
        local = local[1:-1]
    local = unicodedata.normalize("NFKC", local.casefold())
    domain = _in_ascii(domain.strip())
    for base in _FASTMAIL:  # whatever@name.fastmail.com is name@fastmail.com
        name, dot, rest = domain.partition(".")
        if dot and rest == base:
            return name, base
    return local.split("+", 1)[0] or local, domain


def _seen(address: str) -> str:
    """Return an address in ordinary letters and without what nobody sees."""
    seen = "".join(character for character in address if not _is_unseen(character))
    return unicodedata.normalize("NFKC", seen).strip()


def _is_unseen(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Cf", "Cc")
        or character in _UNSEEN
        or "\ufe00" <= character <= "\ufe0f"
    )


def _in_ascii(domain: str) -> str:
    """Return a domain as DNS knows it (UTS 46, each letter kept); one that can't be, in small letters."""
    plain = domain.replace("。", ".").strip(".").lower()
    if plain.isascii() and "xn--" not in plain:
        return plain
    try:
        return idna.encode(plain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return plain


def _as_read(domain: str) -> str:
    """Return a domain with its letters instead of xn--."""
    if "xn--" not in domain:
        return domain
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain


def _skeleton(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_alike()))
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return bare.casefold().translate(_ONE_STROKE).replace("rn", "m").replace("vv", "w")


_ONE_STROKE = str.maketrans("01i|!ıłøđħ", "ollllllodh")
"""What Unicode's table leaves apart, or knows only as capitals."""


@lru_cache(maxsize=1)
def _alike() -> dict[int, str]:
    """Return which characters of other scripts look like which of our letters, from Unicode's table (UTS 39)."""
    table: dict[int, str] = {}
    for letter in ascii_letters:
        for found in confusables_data.get(letter, ()):
            glyph = str(found["c"]).replace("\u200e", "")
            if len(glyph) == 1 and not glyph.isascii():
                table.setdefault(ord(glyph), letter.lower())
    return table
