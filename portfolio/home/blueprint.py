"""The blueprint of everybody's pages; its views are registered by `views`."""

from flask import Blueprint, url_for

from portfolio.home.next_step import Destination

blueprint = Blueprint("home", __name__)


@blueprint.app_template_filter("address")
def address(place: Destination) -> str:
    """Return the address of a place."""
    return url_for(place.endpoint, _anchor=place.anchor, **place.values)
