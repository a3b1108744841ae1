"""The page that says why a statement may be trusted, for the learner's assessor, quality assurers and administrators."""

from uuid import UUID

from flask import render_template

from portfolio.base.pages import guarded, not_found
from portfolio.people.guards import current_person
from portfolio.witness import standing
from portfolio.witness.entrance import blueprint


@blueprint.get("/witnesses/statements/<uuid:statement_id>")
@guarded("assessor", "iqa", "administrator")
def statement(statement_id: UUID) -> str:
    """Show how a statement stands and why."""
    shown = standing.for_reader(current_person(), statement_id) or not_found()
    return render_template(
        "witness/statement.html", shown=shown, standing=standing.standing(shown.statement)
    )
