"""When two e-mail addresses are the same mailbox: case, +tag, dots, international domains, look-alike letters."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

_LOOKS_LIKE = str.maketrans("аеорсухіјѕԁԛԝɡоνιΙοΟ", "aeopcyxijsdqwgoviioo")


def address_key(address: str) -> str:
    """Return what stays the same however a mailbox's address is written."""
    text = unicodedata.normalize("NFKC", address).strip().casefold().translate(_LOOKS_LIKE)
    local, _, domain = text.rpartition("@")
    local = local.split("+", 1)[0].replace(".", "")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = domain.strip(".")
    return f"{local}@{domain}"


def is_address(text: str) -> bool:
    """Whether `text` is written like an e-mail address; whether mail arrives there is not asked."""
    try:
        validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
