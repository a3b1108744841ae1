"""The pages of employers' domains that the centre approved."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.outsiders.rules import RequestRefused
from portfolio.people.guards import current_person
from portfolio.people.roles import CHECKS_WITNESSES, KEEPS_WITNESS_LIST
from portfolio.witness.blueprint import blueprint
from portfolio.witness.domains import domain_of
from portfolio.witness.known import employers
from portfolio.witness.list_pages.end_page import ask_why
from portfolio.witness.list_pages.forms import DomainForm
from portfolio.witness.list_pages.views import asked_of, keeps_list
from portfolio.witness.model import WitnessRequest


@blueprint.get("/witnesses/domains")
@guarded(*CHECKS_WITNESSES)
def domains() -> str:
    """Show the domains that are approved, and those whose approval was ended."""
    return render_template(
        "witness/list_pages/domains.html",
        rows=employers.approved(),
        ended=employers.ended(),
        learners=employers.learners_at(),
        keeps=keeps_list(),
    )


@blueprint.route("/witnesses/domains/add", methods=["GET", "POST"])
@guarded(*KEEPS_WITNESS_LIST)
def domain_add() -> str | Response:
    """Approve an employer's domain; a request fills the form in."""
    wanted = request.args.get("request", type=UUID)
    asked = asked_of(wanted) if wanted else None
    form = DomainForm(data=_begun(asked[0]) if asked else {})
    if form.validate_on_submit():
        try:
            row = employers.approve(
                current_person(),
                domain=form.domain.data or "",
                employer=form.employer.data or "",
                how=form.how.data or "",
            )
        except RequestRefused as refused:
            form.show(refused.problems)
        else:
            tell(f"Addresses at {row.domain} are vouched for from now on.")
            return go("witness.waiting" if asked else "witness.domains")
    return render_template("witness/list_pages/domain_add.html", form=form, asked=asked)


def _begun(asked: WitnessRequest) -> dict[str, str]:
    return {"domain": domain_of(asked.witness_email), "employer": asked.employer}


@blueprint.route("/witnesses/domains/<uuid:domain_id>/end", methods=["GET", "POST"])
@guarded(*KEEPS_WITNESS_LIST)
def domain_end(domain_id: UUID) -> str | Response:
    """Ask why, then end the approval of a domain."""
    row = employers.by_id(domain_id) or not_found()
    if row.ended_at is not None and request.method != "POST":
        raise PageProblem(str(employers.NotApproved()), back=url_for("witness.domains"))
    return ask_why(
        "witness/list_pages/domain_end.html",
        row,
        lambda because: employers.end(current_person(), domain_id, because),
        over=employers.NotApproved,
        said=f"{row.domain} no longer vouches for anybody.",
        then=lambda: go("witness.domains"),
    )
