"""The two pages of the footer: what we say about accessibility and about privacy."""

from flask import render_template

from portfolio.base.pages import ANYONE, guarded
from portfolio.home.entrance import blueprint


@blueprint.get("/accessibility")
@guarded(ANYONE)
def accessibility() -> str:
    """Say how usable the pages are, what isn't yet, and whom to tell."""
    return render_template("home/accessibility.html")


@blueprint.get("/privacy")
@guarded(ANYONE)
def privacy() -> str:
    """Say what is kept, who sees it, how long, and how to have it corrected or removed."""
    return render_template("home/privacy.html")
