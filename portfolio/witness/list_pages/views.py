"""The pages of the centre's witness list: staff read it, assessors and administrators keep it."""

from typing import Any
from uuid import UUID

from flask import Response as CsvResponse
from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import today
from portfolio.base.spreadsheets import csv_bytes
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.base.web.paging import page_of
from portfolio.outsiders.rules import RequestRefused
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import CHECKS_WITNESSES, KEEPS_WITNESS_LIST
from portfolio.witness.blueprint import blueprint
from portfolio.witness.known import store
from portfolio.witness.known.model import ListedWitness
from portfolio.witness.list_pages import witness_rows
from portfolio.witness.list_pages.end_page import ask_why
from portfolio.witness.list_pages.forms import ListedForm, of_request, of_row
from portfolio.witness.model import WitnessRequest
from portfolio.witness.requests import staff

Asked = tuple[WitnessRequest, Account]
"""A request to a witness, and the learner who made it."""
PER_PAGE = 50
SEARCH_FROM = 10
"""With more lines than this the list has a search box."""


@blueprint.get("/witnesses/list")
@guarded(*CHECKS_WITNESSES)
def listed() -> str:
    """Show who is on the list, or who was taken off it."""
    wanted = _wanted()
    found = witness_rows.lines(**wanted)
    page = page_of(
        found,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: _address("witness.listed", page=number),
    )
    return render_template(
        "witness/list_pages/list.html",
        page=page,
        search=wanted["search"],
        sort=wanted["sort"],
        off=wanted["off"],
        sorts=[(key, words) for key, (words, _) in witness_rows.SORTS.items()],
        searchable=bool(wanted["search"]) or len(found) > SEARCH_FROM,
        keeps=keeps_list(),
        csv=_address("witness.listed_csv"),
    )


@blueprint.get("/witnesses/list.csv")
@guarded(*CHECKS_WITNESSES)
def listed_csv() -> Response:
    """Send what the page lists, all of it, for a spreadsheet."""
    answer = CsvResponse(
        csv_bytes(witness_rows.as_rows(witness_rows.lines(**_wanted()))), mimetype="text/csv"
    )
    name = f"witness-list-{today().isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _wanted() -> dict[str, Any]:
    return {
        "search": request.args.get("q", "").strip()[:200],
        "sort": request.args.get("sort", "name"),
        "off": request.args.get("off") == "1",
    }


def _address(endpoint: str, **more: Any) -> str:
    wanted = _wanted()
    sort = (
        wanted["sort"]
        if wanted["sort"] in witness_rows.SORTS and wanted["sort"] != "name"
        else None
    )
    off = "1" if wanted["off"] else None
    return url_for(endpoint, q=wanted["search"] or None, sort=sort, off=off, **more)


def keeps_list() -> bool:
    """Whether who is signed in may change the list; a quality assurer only reads it."""
    return current_person().has(*KEEPS_WITNESS_LIST)


@blueprint.get("/witnesses/list/<uuid:listed_id>")
@guarded(*CHECKS_WITNESSES)
def listed_one(listed_id: UUID) -> str:
    """Show one witness of the list: what is known, what they gave, and what was done about them."""
    row = store.by_id(listed_id) or not_found()
    (line,) = witness_rows.with_given([row])
    return render_template(
        "witness/list_pages/line.html",
        line=line,
        alike=_alike(row.email),
        gave=witness_rows.gave_for(current_person(), row),
        story=witness_rows.story_of(row),
        keeps=keeps_list(),
    )


@blueprint.route("/witnesses/list/add", methods=["GET", "POST"])
@guarded(*KEEPS_WITNESS_LIST)
def list_add() -> str | Response:
    """Put somebody on the list; a request or a line that was taken off fills the form in."""
    begun, asked = _begun()
    form = ListedForm(data=begun)
    if form.validate_on_submit():
        try:
            row = store.add(current_person(), form.entry)
        except RequestRefused as refused:
            form.show(refused.problems)
        except store.AlreadyListed as there:
            form.email.errors = (*form.email.errors, str(there))
        else:
            tell(f"{row.name} is on the witness list. You vouch for {row.email}.")
            return go("witness.waiting" if asked else "witness.listed")
    alike = _alike(form.email.data or "")
    return render_template("witness/list_pages/add.html", form=form, asked=asked, alike=alike)


def _alike(address: str) -> list[str]:
    """Return whose address here a person might take for this one; most often nobody's."""
    return [person.name for person in people.looking_like(address)] if address else []


def _begun() -> tuple[dict[str, str], Asked | None]:
    """Return what fills the form in, and the request that it comes from; what isn't theirs is 404."""
    wanted = request.args.get("request", type=UUID)
    if wanted is not None:
        asked = asked_of(wanted)
        return of_request(asked[0]), asked
    again = request.args.get("again", type=UUID)
    if again is not None:
        return of_row(store.by_id(again) or not_found()), None
    return {}, None


def asked_of(request_id: UUID) -> Asked:
    """Return a request that who is signed in may handle; what isn't theirs is 404."""
    return staff.for_staff(current_person(), request_id) or not_found()


@blueprint.route("/witnesses/list/<uuid:listed_id>/change", methods=["GET", "POST"])
@guarded(*KEEPS_WITNESS_LIST)
def list_change(listed_id: UUID) -> str | Response:
    """Change a line: another line replaces it, and this person vouches for that."""
    row = _on_list(listed_id)
    form = ListedForm(data=of_row(row))
    if form.validate_on_submit():
        try:
            new = store.change(current_person(), listed_id, form.entry)
        except RequestRefused as refused:
            form.show(refused.problems)
        except store.AlreadyListed as there:
            form.email.errors = (*form.email.errors, str(there))
        except store.NotOnList as problem:
            form.form_errors.append(str(problem))
        else:
            tell(f"The line of {new.name} is changed.")
            return go("witness.listed_one", listed_id=new.id)
    return render_template("witness/list_pages/change.html", form=form, row=row)


@blueprint.route("/witnesses/list/<uuid:listed_id>/take-off", methods=["GET", "POST"])
@guarded(*KEEPS_WITNESS_LIST)
def list_take_off(listed_id: UUID) -> str | Response:
    """Ask why, then take somebody off the list."""
    row = _on_list(listed_id)
    return ask_why(
        "witness/list_pages/take_off.html",
        row,
        lambda because: store.take_off(current_person(), listed_id, because),
        over=store.NotOnList,
        said=f"{row.name} is off the witness list.",
        then=lambda: go("witness.listed_one", listed_id=listed_id),
    )


def _on_list(listed_id: UUID) -> ListedWitness:
    """Return a line; one that ended meanwhile still shows its form, so that nothing typed is lost."""
    row = store.by_id(listed_id) or not_found()
    if row.ended_at is not None and request.method != "POST":
        back = url_for("witness.listed_one", listed_id=listed_id)
        raise PageProblem(str(store.NotOnList()), back=back)
    return row
