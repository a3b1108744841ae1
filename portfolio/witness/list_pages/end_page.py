"""The page that asks why, and then ends a line of the list or the approval of a domain."""

from collections.abc import Callable

from flask import render_template
from werkzeug.wrappers import Response

from portfolio.base.web.pages import tell
from portfolio.outsiders.rules import RequestRefused
from portfolio.witness.known.model import EmployerDomain, ListedWitness
from portfolio.witness.list_pages.forms import EndForm


def ask_why(
    template: str,
    row: ListedWitness | EmployerDomain,
    end: Callable[[str], object],
    *,
    over: type[Exception],
    said: str,
    then: Callable[[], Response],
) -> str | Response:
    """Show the form, or end `row` for the reason given, say so and go on.

    `over` is what `end` raises when somebody else ended it meanwhile: the form says so, and nothing typed is lost.
    """
    form = EndForm()
    if form.validate_on_submit():
        try:
            end(form.because.data or "")
        except RequestRefused as refused:
            form.show(refused.problems)
        except over as problem:
            form.form_errors.append(str(problem))
        else:
            tell(said)
            return then()
    return render_template(template, form=form, row=row)
