"""What pages for people without an account share: a link's secret sealed in a form, one closed page, a plain frame."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Blueprint, has_request_context, render_template, request, url_for

from portfolio.base.sealed_text import BadSeal, unseal
from portfolio.base.snapshot import remember
from portfolio.outsiders import link_guesses
from portfolio.people import store as people
from portfolio.people.guards import person_or_none
from portfolio.people.guesses import GUESSING_WINDOW
from portfolio.people.model import Centre

Opened = TypeVar("Opened")


class LinkClosed(Exception):
    """The link was used, replaced, cancelled, has run out or never was; nobody is told which.

    `too_often`: this network tried so many that don't open that it is to wait (`link_guesses`). The
    page is the same; a link that is open opens even then, because a college has many behind one address.
    """

    def __init__(self, *, too_often: bool = False) -> None:
        super().__init__()
        self.too_often = too_often

    @property
    def status(self) -> tuple[HTTPStatus, dict[str, str]]:
        """Status and headers of the page that says so."""
        if not self.too_often:
            return HTTPStatus.NOT_FOUND, {}
        seconds = int(GUESSING_WINDOW.total_seconds())
        return HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(seconds)}


class SignedInHere(Exception):
    """Somebody with an account is signed in, in the browser that opened an outsider's link."""


def refuse_signed_in() -> None:
    """Refuse a browser in which somebody with an account is signed in: a learner above all. Raises SignedInHere."""
    if person_or_none() is not None:
        raise SignedInHere


def first_opened(find: Callable[[str], Opened | None], token: str, what: str) -> Opened:
    """Return what the link in an address opens, as `find` says; one that opens nothing counts as a guess of `what`.

    Raises SignedInHere, LinkClosed.
    """
    refuse_signed_in()
    found = find(token)
    if found is None:
        raise LinkClosed(too_often=link_guesses.note(what))
    centre_to_ask()
    return found


def held(find: Callable[[str], Opened | None]) -> tuple[Opened, str]:
    """Return what the posted form's sealed secret opens, as `find` says, and the secret.

    Raises SignedInHere, LinkClosed.
    """
    token = sealed_secret()
    found = find(token)
    if found is None:
        raise LinkClosed
    centre_to_ask()
    return found, token


def sealed_secret() -> str:
    """Return the link's secret that the posted form carries sealed. Raises LinkClosed, SignedInHere."""
    refuse_signed_in()
    try:
        return unseal(request.form.get("sealed", ""))
    except BadSeal as problem:
        raise LinkClosed from problem


def show_refusals(
    blueprint: Blueprint,
    *,
    closed: str,
    signed_in: str,
    more: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Let a feature answer every link that isn't open with its page `closed`: the same, byte for byte.

    And a browser in which somebody is signed in with its page `signed_in`. `more` are values for `closed`.
    """

    @blueprint.errorhandler(LinkClosed)
    def _closed(problem: LinkClosed) -> tuple[str, HTTPStatus, dict[str, str]]:
        return render_template(closed, **more(), **plain_frame()), *problem.status

    @blueprint.errorhandler(SignedInHere)
    def _signed_in(_problem: SignedInHere) -> tuple[str, HTTPStatus]:
        page = render_template(signed_in, person=person_or_none(), **plain_frame())
        return page, HTTPStatus.FORBIDDEN


CENTRE = "portfolio.outsiders.centre"


def centre_to_ask() -> Centre | None:
    """Return the centre as this request first read it, so that the page after a change asks no second time."""
    if not has_request_context():
        return people.the_centre()
    if CENTRE not in request.environ:
        request.environ[CENTRE] = people.the_centre()
    centre: Centre | None = request.environ[CENTRE]
    remember(people.the_centre, answer=centre)  # the frame asks too
    return centre


PRIVACY = {"witness": "home.privacy_for_witnesses"}
"""The privacy notice for the outsiders of a feature; the general one where none is named."""


def plain_frame() -> dict[str, Any]:
    """Return what makes a page fit for an outsider: no navigation, nobody signed in, the centre to ask.

    The notices open beside the page: whoever is in the middle of a form would lose their way back.
    """
    centre = centre_to_ask()
    privacy = PRIVACY.get(request.blueprint or "", "home.privacy")
    return {
        "nav": None,
        "me": None,
        "home_href": "#main-content",
        "centre_name": centre.name if centre else "",
        "centre": centre,
        "footer_links": [
            {"href": url_for(page), "text": words, "beside": True}
            for page, words in (
                ("home.accessibility", "Accessibility statement"),
                (privacy, "Privacy notice"),
            )
        ],
    }
