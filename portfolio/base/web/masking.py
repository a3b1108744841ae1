"""Keeps the secrets of links out of every log."""

import logging
import re

SECRET_PATHS = re.compile(
    r"(/(?:w|h|not-mine|calendar|reminders/stop|invitation|reset-password)/)[^\s/?#\"'<>]+"
)
"""Every path that ends in a secret: a new kind of link adds its own here."""
ACCESS_LOGS = ("werkzeug", "waitress", "gunicorn.access", "gunicorn.error", "portfolio")


def mask(path: str) -> str:
    """Return a path (or any text with paths in it) with each link's secret as an ellipsis."""
    return SECRET_PATHS.sub(r"\1…", path)


class MaskLinks(logging.Filter):
    """Masks a record's words before any handler writes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, masked."""
        said = record.getMessage()
        masked = mask(said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True


def mask_logs() -> None:
    """Put the mask on the logs in which a requested path may stand; once, however often called."""
    for name in ACCESS_LOGS:
        log = logging.getLogger(name)
        if not any(isinstance(present, MaskLinks) for present in log.filters):
            log.addFilter(MaskLinks())
