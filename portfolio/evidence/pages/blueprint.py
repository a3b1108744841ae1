"""The one blueprint on which every `views` module of this feature hangs its pages."""

from flask import Blueprint

blueprint = Blueprint("evidence", __name__)
