"""The first page and the notices."""

from uuid import UUID

from flask import redirect, render_template
from werkzeug.wrappers import Response

from portfolio.base.web.pages import ANYONE, SIGNED_IN, go, guarded, not_found, tell
from portfolio.home import desks
from portfolio.home.blueprint import blueprint
from portfolio.home.page_context import news_of
from portfolio.home.views_entrance import is_demonstration
from portfolio.people import notices as kept_notices
from portfolio.people import store as people
from portfolio.people.guards import current_person, person_or_none


@blueprint.get("/")
@guarded(ANYONE)
def first_page() -> str | Response:
    """Show what waits for this person and what is next; lead a stranger to the way in."""
    person = person_or_none()
    if person is None:
        if people.the_centre() is None:
            return go("home.first_run")
        if is_demonstration():
            return render_template("home/demonstration.html", groups=desks.demonstration_people())
        return go("security.login")
    news = news_of(person)
    return render_template(
        "home/first_page.html",
        asked=news.asked,
        desks=desks.of(person),
        notices=news.notices,
    )


@blueprint.get("/notices")
@guarded(SIGNED_IN)
def notices() -> str:
    """Show what this person has been told."""
    return render_template("home/notices.html", notices=kept_notices.of_person(current_person().id))


@blueprint.post("/notices/<uuid:notice_id>")
@guarded(SIGNED_IN)
def open_notice(notice_id: UUID) -> Response:
    """Mark a notice as read and go to its page."""
    notice = kept_notices.read(current_person().id, notice_id)
    if notice is None:
        not_found()
    return redirect(kept_notices.address_of(notice), code=303)


@blueprint.post("/notices")
@guarded(SIGNED_IN)
def read_all() -> Response:
    """Mark all notices as read."""
    kept_notices.read_all(current_person().id)
    tell("All notices are marked as read.")
    return go("home.notices")
