"""The administrator's page on which a witness's words and details are removed, because they ask for it."""

from flask import render_template
from werkzeug.wrappers import Response

from portfolio.base.formatting import plural
from portfolio.base.web.pages import go, guarded, tell
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE
from portfolio.witness.blueprint import blueprint
from portfolio.witness.trust import removing
from portfolio.witness.trust.forms_removing import RemovalForm


@blueprint.route("/witnesses/removal", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def removal() -> str | Response:
    """Look up what is kept of a witness; show it; remove it once that was seen and a reason given."""
    form = RemovalForm()
    held = None
    if form.is_submitted():
        try:
            held = removing.held_of(form.address.data)
        except removing.NothingKept as problem:
            form.address.errors = [str(problem)] if form.address.data else ()
    if held and form.remove.data and form.validate():
        gone = removing.remove(current_person(), form.address.data, form.reason.data)
        tell(_said(len(gone.pieces)))
        return go("witness.removal")
    if form.look.data and not form.address.data:
        form.address.validate(form)
    return render_template("witness/trust/removal.html", form=form, held=held)


def _said(pieces: int) -> str:
    if not pieces:
        return "What was kept of this witness is removed."
    many = plural(pieces, "One statement", "{} statements")
    return f"{many} and what else was kept of this witness are removed. Their learners are told."
