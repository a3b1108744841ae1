"""What can fail in any command, as the sentence that it ends with."""

from sqlalchemy.exc import OperationalError

from portfolio.base.blobs import BlobProblem
from portfolio.base.schema import NoDatabase, first_line
from portfolio.base.settings.config import WrongSetting
from portfolio.serving import PortTaken


def sentence_of(problem: Exception) -> str | None:
    """Return what to say and end with, or None when it is a fault of ours."""
    match problem:
        case WrongSetting() | NoDatabase() | BlobProblem() | PortTaken():
            return str(problem)
        case OperationalError():
            return (
                f"The database did not answer as it should ({first_line(problem)}). "
                "Check PORTFOLIO_DATABASE_URL and the disk."
            )
    return None
