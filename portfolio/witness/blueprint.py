"""The feature's blueprint; its views are registered by `views`."""

from flask import Blueprint

blueprint = Blueprint("witness", __name__)
