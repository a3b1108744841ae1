"""The staff's pages: requests that wait, reminding, vouching for an address, releasing a link."""

from contextlib import suppress
from typing import NoReturn
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.formatting import counted
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell, warn
from portfolio.base.web.paging import page_of
from portfolio.outsiders.rules import NotOpen
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import HANDLES_LINKS
from portfolio.witness.blueprint import blueprint
from portfolio.witness.flags import store as flags
from portfolio.witness.model import WitnessRequest
from portfolio.witness.reminders import by_hand
from portfolio.witness.requests import staff
from portfolio.witness.waiting import overview
from portfolio.witness.waiting.forms import VouchForm

PAGE = 100
"""Requests on one page; those chosen are of one page."""


@blueprint.get("/witnesses/waiting")
@guarded(*HANDLES_LINKS)
def waiting() -> str:
    """List the requests of one's learners (an administrator: everybody's) that wait for a statement."""
    rows = overview.waiting(current_person())
    show = request.args.get("show", overview.Show.ALL, type=overview.Show)
    listed = [row for row in rows if row.is_among(show, current_person().id)]

    def address(number: int) -> str:
        return url_for("witness.waiting", show=show.value or None, page=number)

    page = page_of(listed, request.args.get("page", 1, type=int), PAGE, address)
    return render_template(
        "witness/waiting/waiting.html",
        page=page,
        flagged=flags.of_requests([item.request.id for item in page.items]),
        show=show,
        counts=overview.counts(rows, current_person()),
        words=overview.WORDS,
        way_in_words=overview.way_in_words,
        all_chosen="all" in request.args,
    )


@blueprint.post("/witnesses/remind")
@guarded(*HANDLES_LINKS)
def remind() -> str | Response:
    """Say who would be reminded, and who can't be and why; then, once that is confirmed, remind them."""
    ids = _ids(request.form.getlist("id"))
    if "confirmed" not in request.form:
        found = by_hand.chosen(current_person(), ids)
        return render_template(
            "witness/waiting/remind.html",
            can=[chosen for chosen in found if not chosen.why_not],
            cannot=[chosen for chosen in found if chosen.why_not],
        )
    done = by_hand.remind(current_person(), ids)
    sent = [chosen for chosen in done if not chosen.why_not]
    if sent:
        tell(f"{_many(len(sent))}. The page says when each mail has left.")
    for chosen in done:
        if chosen.why_not:
            warn(f"{chosen.request.witness_name} was not reminded. {chosen.why_not}")
    return go("witness.waiting")


def _many(number: int) -> str:
    return counted(number, "reminder is on its way", "reminders are on their way")


def _ids(texts: list[str]) -> list[UUID]:
    """Return the ids among what was sent; what is none is left out."""
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


@blueprint.route("/witnesses/<uuid:request_id>/vouch", methods=["GET", "POST"])
@guarded(*HANDLES_LINKS)
def vouch(request_id: UUID) -> str | Response:
    """Say how one knows that the address is the witness's."""
    row, learner = _found(request_id)
    form = VouchForm()
    if form.validate_on_submit():
        try:
            staff.vouch(current_person(), request_id, form.how.data)
        except (NotOpen, staff.OwnAddress) as problem:
            _cannot(problem)
        tell(f"You have vouched for {row.witness_name}’s address.")
        return go("witness.waiting")
    found = flags.of_requests([row.id])[row.id]
    return render_template(
        "witness/waiting/vouch.html", row=row, learner=learner, form=form, flags=found
    )


@blueprint.route("/witnesses/<uuid:request_id>/release", methods=["GET", "POST"])
@guarded(*HANDLES_LINKS)
def release(request_id: UUID) -> str:
    """Ask once more; then show a new link, this once. It is not kept, so there is no page to go to."""
    row, learner = _found(request_id)
    if request.method != "POST":
        return render_template("witness/waiting/release.html", row=row, learner=learner)
    try:
        row, link = staff.release(current_person(), request_id)
    except (NotOpen, staff.OwnAddress) as problem:
        _cannot(problem)
    return render_template("witness/waiting/released.html", row=row, learner=learner, link=link)


def _found(request_id: UUID) -> tuple[WitnessRequest, Account]:
    return staff.for_staff(current_person(), request_id) or not_found()


def _cannot(problem: Exception) -> NoReturn:
    raise PageProblem(str(problem), back=url_for("witness.waiting")) from problem
