"""The blueprint of the administrator's pages; its views are registered by `views`."""

from flask import Blueprint

blueprint = Blueprint("centre", __name__)
