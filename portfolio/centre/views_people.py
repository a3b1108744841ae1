"""The list of people."""

from flask import render_template, request, url_for

from portfolio.base.web.pages import guarded
from portfolio.base.web.paging import page_read
from portfolio.centre import people_list
from portfolio.centre.blueprint import blueprint
from portfolio.people.roles import LOOKS_AFTER_CENTRE

SEARCH_FROM = 20
"""With more people than this the list has a search box."""
PER_PAGE = 50


@blueprint.get("/centre/people")
@guarded(*LOOKS_AFTER_CENTRE)
def people() -> str:
    """List the people with their roles and whether they can sign in."""
    search = request.args.get("q", "").strip()
    page = page_read(
        lambda offset, limit: people_list.rows(search, offset, limit),
        people_list.how_many(search),
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("centre.people", q=search or None, page=number),
    )
    return render_template(
        "centre/people.html",
        page=page,
        search=search,
        searchable=bool(search) or page.total > SEARCH_FROM,
    )
