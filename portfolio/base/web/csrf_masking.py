"""The token of a form under a mask that is new in each answer, so that its length when compressed tells nothing of it."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flask_wtf.csrf import CSRFProtect

MASKED = "masked."


def masked(token: str) -> str:
    """Return the token under a mask of random bytes, which stands before it."""
    plain = token.encode()
    mask = secrets.token_bytes(len(plain))
    return MASKED + urlsafe_b64encode(mask + _crossed(plain, mask)).decode()


def unmasked(sent: str) -> str:
    """Return what is under the mask; anything else comes back as it is, and is no token."""
    if not sent.startswith(MASKED):
        return sent
    try:
        both = urlsafe_b64decode(sent.removeprefix(MASKED))
        half = len(both) // 2
        return _crossed(both[half:], both[:half]).decode()
    except ValueError:
        return sent


def _crossed(text: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))


class MaskedCSRFProtect(CSRFProtect):
    """Takes a form's token as it is and under a mask."""

    def _get_csrf_token(self) -> str | None:
        token = super()._get_csrf_token()
        return unmasked(token) if token else token
