"""What lies on somebody's desk: one desk for each role they have."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.home import administrator_desk, assessor_desk, iqa_desk, learner_desk
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Role


@dataclass(frozen=True)
class Desks:
    """The desks of one person; None where they don't have the role."""

    learner: learner_desk.LearnerDesk | None = None
    assessor: assessor_desk.AssessorDesk | None = None
    iqa: iqa_desk.IqaDesk | None = None
    administrator: administrator_desk.AdministratorDesk | None = None

    @property
    def several(self) -> bool:
        """Whether each desk needs a heading that says which role it is for."""
        desks = self.learner, self.assessor, self.iqa, self.administrator
        return sum(desk is not None for desk in desks) > 1


def of(person: Account) -> Desks:
    """Return the desks of a person, in a constant number of statements for each role."""
    return Desks(
        learner=learner_desk.desk(person, people.the_centre())
        if person.has(Role.LEARNER)
        else None,
        assessor=assessor_desk.desk(person) if person.has(Role.ASSESSOR) else None,
        iqa=iqa_desk.desk() if person.has(Role.IQA) else None,
        administrator=administrator_desk.desk() if person.has(Role.ADMINISTRATOR) else None,
    )


def demonstration_people() -> list[tuple[str, Sequence[Account]]]:
    """Return who can be tried out in the demonstration, by role; who joined first comes first."""
    return [
        (
            role.words.capitalize() + "s",
            sorted(people.with_role(role), key=lambda person: person.created_at),
        )
        for role in Role
    ]
