"""The pages of the footer: what we say about accessibility and about privacy, to witnesses in particular."""

from flask import render_template

from portfolio.base.translating import in_their_language
from portfolio.base.web.pages import ANYONE, guarded
from portfolio.home.blueprint import blueprint


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


@blueprint.get("/privacy/witnesses")
@guarded(ANYONE)
@in_their_language
def privacy_for_witnesses() -> str:
    """Say to a witness what is kept of them, how long, who sees it, and how to have it removed."""
    return render_template("home/privacy_for_witnesses.html", nav=None)
