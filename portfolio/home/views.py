"""Placeholder pages of home, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@guarded(SIGNED_IN)
def first_page(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/notices")
@guarded(SIGNED_IN)
def notices(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.post("/notices/<uuid:notice_id>")
@guarded(SIGNED_IN)
def open_notice(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/first-run")
@guarded(SIGNED_IN)
def first_run(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
