"""What the forms that ask an outsider, or that one fills in, share: plain line breaks, and problems beside their fields."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import Field

from portfolio.outsiders.rules import RequestProblem


def plain_breaks(value: str | None) -> str:
    """Return what was typed, with plain line breaks: a browser sends them as two characters."""
    return (value or "").replace("\r\n", "\n").strip()


class ToldForm(FlaskForm):
    """A form that says what the store refused."""

    def show(self, problems: Iterable[RequestProblem]) -> None:
        """Say each problem beside its field."""
        for problem in problems:
            field: Field = self[problem.field]
            field.errors = (*field.errors, problem.sentence)
