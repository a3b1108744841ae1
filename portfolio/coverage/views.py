"""Placeholder pages of coverage, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("coverage", __name__)


@blueprint.get("/coverage/<uuid:enrolment_id>")
@guarded(SIGNED_IN)
def grid(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/cohort")
@guarded(SIGNED_IN)
def cohort(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
