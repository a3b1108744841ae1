"""The centre's details: its name, whom to ask, and from when a witness statement counts."""

from flask import render_template
from werkzeug.wrappers import Response

from portfolio.base.web.pages import go, guarded, not_found, tell
from portfolio.centre.blueprint import blueprint
from portfolio.centre.forms import COUNTS_FROM, DetailsForm
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE


@blueprint.route("/centre/details", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def details() -> str | Response:
    """Show the centre's details; a POST changes them."""
    form = DetailsForm(obj=people.the_centre() or not_found())
    if form.validate_on_submit():
        people.change_centre(
            current_person().actor,
            name=form.name.data,
            contact_name=form.contact_name.data,
            contact_email=form.contact_email.data,
            contact_phone=form.contact_phone.data,
            counts_from=form.counts_from.data,
            keeps_for=form.keeps_for.data,
        )
        tell("The centre’s details are saved.")
        return go("centre.details")
    hints = {level: said[1] for level, said in COUNTS_FROM.items()}
    return render_template("centre/details.html", form=form, hints=hints)
