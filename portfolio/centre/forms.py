"""The administrator's forms: people, enrolments, the centre's details."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.criteria.model import Unit
from portfolio.people.addresses import is_address
from portfolio.people.model import Account
from portfolio.people.roles import Role

LONGEST_REASON = 500
LONGEST_LIST = 40_000
COUNTS_FROM = {
    "W1": (
        "Every statement counts",
        "Also one that was sent to an address only the learner supplied. Choose this only if your awarding body allows it.",
    ),
    "W2": (
        "A statement counts when somebody vouched for the address",
        "Staff vouch before the link is sent, or the assessor confirms the statement with the witness afterwards.",
    ),
    "W3": (
        "A statement counts when the assessor has confirmed it",
        "Every statement waits until the assessor has asked the witness by another way.",
    ),
}
"""From which assurance a witness statement counts by itself: level -> words and hint."""


def _strip(value: str | None) -> str:
    return (value or "").strip()


def check_address(_form: FlaskForm, field: Any) -> None:
    """Refuse what isn't written like an e-mail address."""
    if field.data and not is_address(field.data):
        raise ValidationError("Enter an e-mail address such as name@example.org.")


def _boxes(label: str, **more: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), **more
    )


def _role_choices() -> list[SelectChoice]:
    return [SelectChoice(role.value, role.words.capitalize()) for role in Role]


def _unit_choices(units: Iterable[Unit]) -> list[SelectChoice]:
    return [SelectChoice(unit.unit, unit.title) for unit in units]


def _people_choices(blank: str, accounts: Sequence[Account]) -> list[SelectChoice]:
    return [
        SelectChoice("", blank),
        *(
            SelectChoice(str(account.id), f"{account.name} ({account.email})")
            for account in accounts
        ),
    ]


class _Enrolling(FlaskForm):
    """Units and an assessor, which go together."""

    units = _boxes("Enrol on")
    assessor = SelectField("Assessor", default="")

    def offer(self, units: Iterable[Unit], assessors: Sequence[Account]) -> None:
        """Fill in what there is to choose from."""
        self.units.choices = _unit_choices(units)
        self.assessor.choices = _people_choices("Choose an assessor", assessors)

    @property
    def assessor_id(self) -> UUID | None:
        """The assessor that was chosen, or None."""
        return UUID(self.assessor.data) if self.assessor.data else None

    def validate_assessor(self, field: Any) -> None:
        """Ask for somebody who assesses it, as every enrolment needs."""
        if self.units.data and not field.data:
            raise ValidationError("Choose who assesses them on these units.")


class InviteForm(_Enrolling):
    """One new person."""

    name = StringField(
        "Name",
        filters=[_strip],
        validators=[
            DataRequired("Enter their name."),
            Length(max=200, message="Use 200 characters or fewer."),
        ],
    )
    email = EmailField(
        "E-mail address",
        filters=[_strip],
        validators=[DataRequired("Enter their e-mail address."), Length(max=254), check_address],
        description="The invitation goes there, and they sign in with it.",
    )
    roles = _boxes("What they do here", validators=[DataRequired("Choose at least one role.")])

    def offer(self, units: Iterable[Unit], assessors: Sequence[Account]) -> None:
        """Fill in what there is to choose from."""
        super().offer(units, assessors)
        self.roles.choices = _role_choices()

    def validate_units(self, field: Any) -> None:
        """Only learners are enrolled."""
        if field.data and Role.LEARNER not in (self.roles.data or []):
            raise ValidationError("Only a learner is enrolled. Choose that role, or no unit.")


class InviteClassForm(_Enrolling):
    """Several new learners at once, as lines."""

    lines = TextAreaField(
        "Learners, one on each line",
        validators=[
            DataRequired("Paste at least one line with a name and an e-mail address."),
            Length(max=LONGEST_LIST, message="That is too long. Paste a part of it at a time."),
        ],
        description="Name, a comma, then the e-mail address. Rows copied from a spreadsheet are understood too.",
    )


class RolesForm(FlaskForm):
    """What a person does here."""

    roles = _boxes("What they do here", validators=[DataRequired("Choose at least one role.")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = _role_choices()


class EnrolForm(_Enrolling):
    """A learner on one or several units, with an assessor."""

    learner = SelectField("Learner", validators=[DataRequired("Choose a learner.")])

    def offer_learners(self, learners: Sequence[Account]) -> None:
        """Fill in the learners there are to choose from."""
        self.learner.choices = _people_choices("Choose a learner", learners)

    def validate_units(self, field: Any) -> None:
        """Ask for a unit, as every enrolment needs."""
        if not field.data:
            raise ValidationError("Choose at least one unit.")


class ReassignForm(FlaskForm):
    """Another assessor for an enrolment."""

    assessor = SelectField("Another assessor", validators=[DataRequired("Choose an assessor.")])

    def offer(self, assessors: Sequence[Account]) -> None:
        """Fill in the assessors there are to choose from."""
        self.assessor.choices = _people_choices("Choose an assessor", assessors)


class ReasonForm(FlaskForm):
    """Why an enrolment ends, or begins again."""

    reason = TextAreaField(
        "Reason",
        filters=[_strip],
        validators=[
            DataRequired("Say why, so that it can be followed later."),
            Length(max=LONGEST_REASON, message="Use 500 characters or fewer."),
        ],
        description="One sentence. Quality assurers may read it; leave out private matters such as health.",
    )


class DetailsForm(FlaskForm):
    """What the centre is called, whom to ask there, and which statements count."""

    name = StringField(
        "Name of the centre",
        filters=[_strip],
        validators=[DataRequired("Enter the name of the centre."), Length(max=200)],
        description="It stands on every page, in mail and on the title page of every portfolio.",
    )
    contact_name = StringField(
        "Who answers questions", filters=[_strip], validators=[Length(max=200)]
    )
    contact_email = EmailField(
        "E-mail address for questions",
        filters=[_strip],
        validators=[
            DataRequired("Enter an e-mail address, so that people can ask when a link fails."),
            Length(max=254),
            check_address,
        ],
    )
    contact_phone = StringField(
        "Telephone number for questions", filters=[_strip], validators=[Length(max=60)]
    )
    keeps_for = StringField(
        "How long do you keep portfolios?",
        filters=[_strip],
        description="For example: three years after the learner has finished. The privacy notices say it; nothing is removed by itself.",
        validators=[Length(max=200)],
    )
    counts_from = RadioField(
        "When does a witness statement count as evidence?",
        choices=[SelectChoice(level, said[0]) for level, said in COUNTS_FROM.items()],
        validators=[DataRequired("Choose when a statement counts.")],
    )
