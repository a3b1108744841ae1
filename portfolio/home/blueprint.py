"""The blueprint of everybody's pages, and the address of a place that they lead to."""

from flask import Blueprint, url_for

from portfolio.home.next_step import Destination

blueprint = Blueprint("home", __name__)


def address(place: Destination) -> str:
    """Return the address of a place."""
    return url_for(place.endpoint, _anchor=place.anchor, **place.values)
