"""Sends by SMTP, and shows our name and password only to a server whose certificate holds.

Flask-Mailman's own STARTTLS checks no certificate.
"""

import smtplib
import ssl
from typing import Any

from flask_mailman.backends import smtp


class _Careful(smtplib.SMTP):
    """SMTP whose STARTTLS checks the server's certificate and name."""

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]  # key files are another way, which nobody takes here
        """Turn on TLS. Raises ssl.SSLError for a certificate that doesn't hold."""
        return super().starttls(context=context or ssl.create_default_context())


class EmailBackend(smtp.EmailBackend):
    """How Flask-Mailman reaches the server."""

    @property
    def connection_class(self) -> Any:
        """Return the class that speaks to the server."""
        return smtplib.SMTP_SSL if self.use_ssl else _Careful
