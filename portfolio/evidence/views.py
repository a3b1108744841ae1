"""Placeholder pages of evidence, soon replaced."""

from flask import Blueprint, abort

from portfolio.base.pages import SIGNED_IN, guarded

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/evidence")
@guarded(SIGNED_IN)
def portfolio(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/evidence/new")
@guarded(SIGNED_IN)
def choose(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.post("/evidence/new/<kind_id>")
@guarded(SIGNED_IN)
def begin(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/evidence/<uuid:evidence_id>")
@guarded(SIGNED_IN)
def piece(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/evidence/<uuid:evidence_id>/edit")
@guarded(SIGNED_IN)
def edit(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/evidence/<uuid:evidence_id>/check")
@guarded(SIGNED_IN)
def check(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/evidence/<uuid:evidence_id>/claims")
@guarded(SIGNED_IN)
def claims(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/attachments/<uuid:attachment_id>")
@guarded(SIGNED_IN)
def attachment(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)


@blueprint.get("/attachments/<uuid:attachment_id>/small")
@guarded(SIGNED_IN)
def thumbnail(**_values: object) -> str:
    """Wait for the real page."""
    abort(404)
