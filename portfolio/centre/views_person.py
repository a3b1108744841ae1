"""One person: roles, invitation, keeping out and letting in, signing out, enrolments."""

from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell
from portfolio.centre import choices, enrolment_list, store
from portfolio.centre.blueprint import blueprint
from portfolio.centre.forms import RolesForm
from portfolio.people import invitations
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE, Role
from portfolio.people.store import LastAdministrator, Yourself


@blueprint.route("/centre/people/<uuid:account_id>", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def person(account_id: UUID) -> str | Response:
    """Show a person; a POST changes their roles."""
    somebody = store.somebody(account_id) or not_found()
    account = somebody.account
    form = RolesForm(roles=sorted(account.role_names))
    if form.validate_on_submit():
        try:
            people.change_roles(account_id, form.roles.data, current_person().actor)
        except LastAdministrator as problem:
            form.roles.errors = [str(problem)]
        else:
            tell(f"{account.name}’s roles are saved.")
            return go("centre.person", account_id=account_id)
    lines = enrolment_list.of_person(account_id)
    return render_template(
        "centre/person.html",
        somebody=somebody,
        account=account,
        form=form,
        learning=[line for line in lines if line.learner_id == account_id],
        assessing=[
            line for line in lines if line.assessor_id == account_id and not line.withdrawn_at
        ],
        learns=account.has(Role.LEARNER),
        is_me=account_id == current_person().id,
    )


@blueprint.post("/centre/people/<uuid:account_id>/invite-again")
@guarded(*LOOKS_AFTER_CENTRE)
def invite_again(account_id: UUID) -> Response:
    """Mail a new invitation; the link in the earlier one stops working."""
    somebody = store.somebody(account_id) or not_found()
    if not somebody.can_be_invited:
        raise PageProblem(
            f"{somebody.account.name} can’t be invited: they have a password, or are kept out.",
            back=url_for("centre.person", account_id=account_id),
        )
    invitations.invite(account_id, current_person().actor)
    tell(f"{somebody.account.name} is invited again. The link in the earlier mail stopped working.")
    return go("centre.person", account_id=account_id)


@blueprint.route("/centre/people/<uuid:account_id>/keep-out", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def keep_out(account_id: UUID) -> str | Response:
    """Ask once more, then keep a person out and end all their sign-ins."""
    return _switch(account_id, active=False)


@blueprint.route("/centre/people/<uuid:account_id>/let-in", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def let_in(account_id: UUID) -> str | Response:
    """Ask once more, then let a person in again."""
    return _switch(account_id, active=True)


def _switch(account_id: UUID, *, active: bool) -> str | Response:
    account = choices.account(account_id)
    if request.method != "POST":
        assessing = enrolment_list.how_many_assessed(account_id)
        return render_template(
            "centre/switch.html", account=account, active=active, assessing=assessing
        )
    try:
        people.switch(account_id, active=active, by=current_person().actor)
    except (LastAdministrator, Yourself) as problem:
        raise PageProblem(
            str(problem), back=url_for("centre.person", account_id=account_id)
        ) from problem
    tell(f"{account.name} can sign in again." if active else f"{account.name} is kept out.")
    return go("centre.person", account_id=account_id)


@blueprint.post("/centre/people/<uuid:account_id>/sign-out")
@guarded(*LOOKS_AFTER_CENTRE)
def sign_out(account_id: UUID) -> Response:
    """End every browser's sign-in of a person."""
    account = choices.account(account_id)
    people.sign_out_everywhere(account_id, current_person().actor)
    tell(f"{account.name} is signed out everywhere.")
    return go("centre.person", account_id=account_id)
