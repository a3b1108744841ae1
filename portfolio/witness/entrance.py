"""The feature's blueprint; its views are registered by `views`."""

from flask import Blueprint

from portfolio.witness.masking import mask_logs

blueprint = Blueprint("witness", __name__)
blueprint.record_once(lambda _state: mask_logs())
