"""The page of somebody without an account: one link, one short form; nothing changes until they post it.

Only the first page stands at the link itself. The answer to its form, at an address without the
secret, carries it sealed. A browser without cookies has no session and so no CSRF token: these views
are exempt from that check, because the sealed secret is what another site could not send.
"""

from http import HTTPStatus
from typing import Any

from flask import render_template, request

from portfolio.base.sealed_text import seal
from portfolio.base.web.pages import ANYONE, csrf, guarded
from portfolio.handover.blueprint import blueprint
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.forms import DeclineReplyForm, ReplyForm
from portfolio.handover.replies.pages import (
    form_of,
    page_of,
    said_before,
    said_in_words,
    version_before_them,
)
from portfolio.handover.replies.reply_links import OpenedAsk, open_link
from portfolio.outsiders.pages import LinkClosed, first_opened, held, plain_frame, show_refusals

DECLINES = {"not-me": ReplyKind.NOT_ME, "not-there": ReplyKind.NOT_THERE}
Answer = str | tuple[str, int]


@blueprint.get("/h/<token>")
@guarded(ANYONE)
def opened(token: str) -> Answer:
    """Show what was handed over, and ask; nothing is written, however often it is opened."""
    found = first_opened(open_link, token, "link to reply")
    before = said_before(found)
    return _page(found, token, form_of(found, before), before)


@blueprint.post("/h/answer")
@guarded(ANYONE)
def answer() -> Answer:
    """Keep what they said, once; the same form sent again sees the same page, and its other words are kept too."""
    found, token = held(open_link)
    before = said_before(found)
    form = form_of(found, before, request.form)
    if not form.is_complete():
        return _page(found, token, form, before), HTTPStatus.UNPROCESSABLE_ENTITY
    version = version_before_them(found, form.version.data or "").version
    replies.reply_by_link(token, version, form.sending.data or "", form.points())
    return _thanks(found)


def _thanks(found: OpenedAsk) -> str:
    said = said_in_words(found, said_before(found))
    return render_template(
        "handover/replies/answered.html",
        row=found.participant,
        learner=found.learner,
        said=said,
        **plain_frame(),
    )


@blueprint.post("/h/decline/<any('not-me', 'not-there'):why>")
@guarded(ANYONE)
def decline(why: str) -> Answer:
    """Ask once more, then note that this isn't them, or that they weren't there."""
    sending = request.form.get("sending", "")
    sure = request.form.get("do") == "sure"
    form = DeclineReplyForm(request.form if sure else None)
    try:
        found, token = held(open_link)
    except LinkClosed:
        if sure and replies.is_kept(sending):
            return _declined()
        raise
    if not sure or not sending or not form.validate():
        return render_template(
            "handover/replies/decline.html",
            form=form,
            why=why,
            row=found.participant,
            learner=found.learner,
            sending=form_of(found, ()).sending.data,
            sealed=seal(token),
            **plain_frame(),
        )
    replies.decline_by_link(token, DECLINES[why], form.words.data or "", sending)
    return _declined()


def _declined() -> str:
    return render_template("handover/replies/declined.html", **plain_frame())


@blueprint.get("/h/answer", endpoint="reopen")
@blueprint.get("/h/decline/<path:_why>", endpoint="reopen")
@guarded(ANYONE)
def reopen(_why: str = "") -> str:
    """Say how to go on, to somebody who reloaded or kept the address of a later page."""
    return render_template("handover/replies/reopen.html", **plain_frame())


for _view in (answer, decline):
    csrf.exempt(_view)


def _page(found: OpenedAsk, token: str, form: ReplyForm, before: Any) -> str:
    values = page_of(found, form, before) | plain_frame()
    return render_template("handover/replies/opened.html", sealed=seal(token), **values)


show_refusals(
    blueprint,
    closed="handover/replies/closed.html",
    signed_in="handover/replies/signed_in.html",
)
