"""Placeholder pages of assessment, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("assessment", __name__)


@blueprint.get("/assessment")
@guarded(SIGNED_IN)
def queue(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/assessment/evidence/<uuid:evidence_id>")
@guarded(SIGNED_IN)
def piece(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/assessment/enrolments/<uuid:enrolment_id>")
@guarded(SIGNED_IN)
def criteria(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/assessment/feedback/<uuid:evidence_id>")
@guarded(SIGNED_IN)
def feedback(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
