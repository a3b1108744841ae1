"""The forms of the witness list and of employers' domains; what is wrong is said by the store's rules."""

from wtforms import (
    EmailField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)

from portfolio.outsiders.forms import ToldForm, plain_breaks
from portfolio.witness.known.model import ListedWitness
from portfolio.witness.known.rules import Entry
from portfolio.witness.model import WitnessRequest

EXPERT = (
    SelectChoice("yes", "Yes, an expert witness"),
    SelectChoice("no", "No"),
)


class ListedForm(ToldForm):
    """One line of the centre's witness list."""

    name = StringField("Name", filters=[plain_breaks])
    role = StringField("Role", filters=[plain_breaks], description="For example duty manager.")
    employer = StringField("Employer", filters=[plain_breaks])
    relationship = StringField(
        "How do they know your learners?",
        filters=[plain_breaks],
        description="For example: manages the shifts that our apprentices work on.",
    )
    email = EmailField("Work e-mail address", filters=[plain_breaks])
    expert = RadioField(
        "Are they an expert witness?",
        choices=list(EXPERT),
        description="An expert knows the standards of this work, by a qualification or a current job in it. That is your judgement.",
        validate_choice=False,
    )
    how = TextAreaField(
        "How do you know that this is them, and that the address is theirs?",
        filters=[plain_breaks],
        description="This is printed in portfolios, so leave out anything private.",
    )

    @property
    def entry(self) -> Entry:
        """What was typed, as the rules read it."""
        return Entry(
            name=self.name.data or "",
            role=self.role.data or "",
            employer=self.employer.data or "",
            relationship=self.relationship.data or "",
            email=self.email.data or "",
            expert={"yes": True, "no": False}.get(self.expert.data or ""),
            how=self.how.data or "",
        )


def of_request(request: WitnessRequest) -> dict[str, str]:
    """Return a form's beginning from what a learner said when they asked."""
    return {
        "name": request.witness_name,
        "role": request.witness_role,
        "employer": request.employer,
        "email": request.witness_email,
    }


def of_row(row: ListedWitness) -> dict[str, str]:
    """Return a form's beginning from a line; how it is known is said anew each time."""
    return {
        "name": row.name,
        "role": row.role,
        "employer": row.employer,
        "relationship": row.relationship,
        "email": row.email,
        "expert": "yes" if row.expert else "no",
    }


class EndForm(ToldForm):
    """Why somebody comes off the list, or an approval ends."""

    because = TextAreaField("Why?", filters=[plain_breaks])


class DomainForm(ToldForm):
    """An employer's mail domain."""

    domain = StringField(
        "Domain",
        filters=[plain_breaks],
        description="What stands after the @ in their addresses, such as rowanbank.co.uk. Only exactly this domain counts, not one below it.",
    )
    employer = StringField("Employer", filters=[plain_breaks])
    how = TextAreaField(
        "How do you know that this domain is theirs?",
        filters=[plain_breaks],
        description="For example: it is the address of their web page, and I rang their office. This is printed in portfolios.",
    )
