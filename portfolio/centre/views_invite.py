"""Inviting one person, or a class of learners from a pasted list."""

from dataclasses import dataclass

from flask import render_template, request
from werkzeug.wrappers import Response

from portfolio.base.formatting import counted
from portfolio.base.web.pages import go, guarded, tell, warn
from portfolio.centre import choices, pasted, store
from portfolio.centre.blueprint import blueprint
from portfolio.centre.forms import InviteClassForm, InviteForm
from portfolio.enrolment.store import NotInThatRole
from portfolio.people.guards import current_person
from portfolio.people.roles import DUTIES, LOOKS_AFTER_CENTRE, Role
from portfolio.people.store import AddressTaken


@blueprint.route("/centre/people/invite", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def invite() -> str | Response:
    """Add a person and mail them the link by which they choose a password."""
    wished = [Role.LEARNER] if request.args.get("role") == Role.LEARNER else []
    form = InviteForm(roles=wished)
    form.offer(choices.units().values(), store.assessors())
    if form.validate_on_submit():
        try:
            account = store.invite(
                name=form.name.data,
                email=form.email.data,
                role_names=form.roles.data,
                units=choices.chosen_units(form.units.data),
                assessor=choices.account(form.assessor_id) if form.assessor_id else None,
                by=current_person().actor,
            )
        except AddressTaken as problem:
            form.email.errors = [str(problem)]
        except NotInThatRole as problem:
            form.assessor.errors = [str(problem)]
        else:
            tell(f"{account.name} is invited. The link in the mail works for 14 days.")
            return go("centre.person", account_id=account.id)
    return render_template("centre/invite.html", form=form, duties=DUTIES)


@blueprint.route("/centre/people/invite-class", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def invite_class() -> str | Response:
    """Show what a pasted list of learners would do; invite them when asked to."""
    form = InviteClassForm()
    form.offer(choices.units().values(), store.assessors())
    if not form.validate_on_submit():
        return render_template("centre/invite_class.html", form=form, found=None)
    found = _read(form.lines.data)
    if "send" not in request.form or not found.people:
        return render_template("centre/invite_class.html", form=form, found=found)
    sent = _invite_all(form, found)
    if sent.invited:
        tell(f"{_count(sent.invited)} invited. Each link works for 14 days.")
    if not sent.left:
        return go("centre.people")
    warn(f"{_count(len(sent.left))} not invited. The lines below say why.")
    form.lines.data = "\n".join(bad_line.text for bad_line in sent.left)
    return render_template("centre/invite_class.html", form=form, found=_read(form.lines.data))


@dataclass(frozen=True)
class InvitedClass:
    """How inviting a class went."""

    invited: int
    left: list[pasted.BadLine]


def _read(text: str) -> pasted.Pasted:
    return pasted.read(text, store.taken(pasted.keys_in(text)))


def _invite_all(form: InviteClassForm, found: pasted.Pasted) -> InvitedClass:
    """Invite each person in a transaction of its own, so that one who can't be leaves the others."""
    units = choices.chosen_units(form.units.data)
    assessor = choices.account(form.assessor_id) if form.assessor_id else None
    left = list(found.bad)
    for person in found.people:
        try:
            store.invite(
                name=person.name,
                email=person.email,
                role_names=[Role.LEARNER],
                units=units,
                assessor=assessor,
                by=current_person().actor,
            )
        except (AddressTaken, NotInThatRole) as problem:
            left.append(pasted.BadLine(person.line, f"{person.name}, {person.email}", str(problem)))
    left.sort(key=lambda bad: bad.line)
    return InvitedClass(len(found.people) + len(found.bad) - len(left), left)


def _count(number: int) -> str:
    return counted(number, "learner is", "learners are")
