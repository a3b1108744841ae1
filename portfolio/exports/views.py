"""Placeholder pages of exports, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("exports", __name__)


@blueprint.get("/exports/<uuid:learner_id>")
@guarded(SIGNED_IN)
def portfolio(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/exports/jobs/<uuid:job_id>")
@guarded(SIGNED_IN)
def job(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/exports/jobs/<uuid:job_id>/file")
@guarded(SIGNED_IN)
def download(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
