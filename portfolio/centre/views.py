"""Placeholder pages of centre, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("centre", __name__)


@blueprint.get("/centre/people")
@guarded(SIGNED_IN)
def people(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/people/invite")
@guarded(SIGNED_IN)
def invite(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/people/<uuid:account_id>")
@guarded(SIGNED_IN)
def person(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/enrolments")
@guarded(SIGNED_IN)
def enrolments(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/enrolments/new")
@guarded(SIGNED_IN)
def enrol(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/enrolments/<uuid:enrolment_id>")
@guarded(SIGNED_IN)
def enrolment(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/centre/details")
@guarded(SIGNED_IN)
def details(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
