"""The page behind the receipt's link “this wasn't me”: no account, no cookie; looking changes nothing."""

from http import HTTPStatus

from flask import render_template, request

from portfolio.base.sealed_text import seal
from portfolio.base.translating import in_their_language
from portfolio.base.web.pages import ANYONE, csrf, guarded
from portfolio.outsiders.pages import first_opened, held, plain_frame
from portfolio.witness.blueprint import blueprint
from portfolio.witness.trust.disowning import Disowned, open_statement, say_not_mine
from portfolio.witness.trust.forms_disowning import NOT_MINE, DisownForm

Answer = str | tuple[str, int]


@blueprint.get("/not-mine/<path:token>")
@guarded(ANYONE)
@in_their_language
def not_mine(token: str) -> Answer:
    """Ask whether they wrote the statement; nothing is written, however often it is opened."""
    return _page(first_opened(open_statement, token, "receipt link"), token, DisownForm())


@blueprint.post("/not-mine")
@guarded(ANYONE)
@in_their_language
def say() -> Answer:
    """Take the answer; a button alone says nothing, one answer has to be chosen."""
    found, token = held(open_statement)
    form = DisownForm(request.form)
    if not form.validate():
        return _page(found, token, form), HTTPStatus.OK
    theirs = form.wrote_it.data != NOT_MINE
    if not theirs:
        found = say_not_mine(token, form.words.data or "")
    return render_template(
        "witness/trust/not_mine_said.html", found=found, theirs=theirs, **plain_frame()
    )


@blueprint.get("/not-mine")
@guarded(ANYONE)
@in_their_language
def not_mine_again() -> str:
    """Say how to go on, to somebody who reloaded the page after the first."""
    return render_template("witness/trust/not_mine_again.html", **plain_frame())


csrf.exempt(say)


def _page(found: Disowned, token: str, form: DisownForm) -> str:
    return render_template(
        "witness/trust/not_mine.html", found=found, form=form, sealed=seal(token), **plain_frame()
    )
