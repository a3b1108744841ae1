"""The pages of the handover log, joined by `views`."""

from flask import Blueprint

blueprint = Blueprint("handover", __name__)
