"""Placeholder pages of people, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("people", __name__)


@blueprint.get("/invitation/<token>")
@guarded(SIGNED_IN)
def invitation(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
