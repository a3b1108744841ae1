"""The administrator's page on which a witness's words and details are removed, because they ask for it."""

from flask import render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, SubmitField, TextAreaField
from wtforms.validators import DataRequired

from portfolio.base.pages import go, guarded, tell
from portfolio.people.guards import current_person
from portfolio.witness.entrance import blueprint
from portfolio.witness.fields import AtMost
from portfolio.witness.trust import removing

LONGEST_REASON = 2000


class RemovalForm(FlaskForm):
    """Whose details go, and how the wish reached the centre."""

    address = EmailField(
        "The witness’s e-mail address",
        filters=[lambda value: (value or "").strip()],
        validators=[DataRequired("Enter the address that the witness was asked at.")],
    )
    reason = TextAreaField(
        "How did they ask, and how do you know that it was them?",
        filters=[lambda value: (value or "").strip()],
        validators=[
            DataRequired("Say how the wish reached you, so that it can be followed."),
            AtMost(LONGEST_REASON),
        ],
        description="For example: by a mail from that address on 3 November; rang them back at work. Don’t write their name here: this line stays in the history.",
    )
    look = SubmitField("Look what there is")
    remove = SubmitField("Remove all of this")


@blueprint.route("/witnesses/removal", methods=["GET", "POST"])
@guarded("administrator")
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
    return render_template("witness/removal.html", form=form, held=held)


def _said(pieces: int) -> str:
    if not pieces:
        return "What was kept of this witness is removed."
    many = "One statement" if pieces == 1 else f"{pieces} statements"
    return f"{many} and what else was kept of this witness are removed. Their learners are told."
