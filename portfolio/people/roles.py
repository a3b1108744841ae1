"""Who may do what: the roles that people have in the centre, and for each permission the roles that give it."""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What somebody does in the centre."""

    LEARNER = "learner"
    ASSESSOR = "assessor"
    IQA = "iqa"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        """The role as people say it."""
        return "internal quality assurer" if self is Role.IQA else self.value


def words_of(role_names: Collection[str]) -> list[str]:
    """Return roles as people say them, in the order of `Role`."""
    return [role.words for role in Role if role in role_names]


DUTIES = {
    Role.LEARNER: "Gathers evidence",
    Role.ASSESSOR: "Decides on the evidence of their learners",
    Role.IQA: "Reads every portfolio and its history",
    Role.ADMINISTRATOR: "Looks after people and enrolments",
}
"""What each role does, to somebody who gives roles to others."""


class Author(StrEnum):
    """Who wrote a piece of evidence or made a claim; a witness does so by a link, without a role."""

    LEARNER = Role.LEARNER.value
    ASSESSOR = Role.ASSESSOR.value
    WITNESS = "witness"


KEEPS_PORTFOLIO = (Role.LEARNER,)
"""Records handovers and evidence, claims criteria with them, asks witnesses: a portfolio of their own."""

WRITES_EVIDENCE = (Role.LEARNER, Role.ASSESSOR)
"""Writes pieces: a learner their own, an assessor what they observed or discussed."""

READS_PORTFOLIOS = (Role.LEARNER, Role.ASSESSOR, Role.IQA)
"""Reads a portfolio with its files, coverage and exports: their own, their learners' or every one."""

FOLLOWS_LEARNERS = (Role.ASSESSOR, Role.IQA)
"""Reads what others keep: their decisions, log, history and sealed originals."""

READS_EVERY_PORTFOLIO = (Role.IQA,)
"""Reads portfolios without being appointed to them."""

DECIDES = (Role.ASSESSOR,)
"""Decides on claims, declares criteria achieved and confirms statements, of the learners they assess."""

HANDLES_LINKS = (Role.ASSESSOR, Role.ADMINISTRATOR)
"""Hands over, sends again and ends the links by which witnesses and colleagues answer."""

HANDLES_EVERY_LINK = (Role.ADMINISTRATOR,)
"""Does so for every learner of the centre, not only for those they assess."""

KEEPS_WITNESS_LIST = (Role.ASSESSOR, Role.ADMINISTRATOR)
"""Puts witnesses and employers' domains on the centre's list, and takes them off."""

CHECKS_WITNESSES = (Role.ASSESSOR, Role.IQA, Role.ADMINISTRATOR)
"""Reads the centre's list of witnesses, and how far a statement can be trusted."""

CHECKS_EVERY_WITNESS = (Role.IQA, Role.ADMINISTRATOR)
"""Does so for every statement but those about themselves."""

LOOKS_AFTER_CENTRE = (Role.ADMINISTRATOR,)
"""Invites people, gives them roles, enrols them, and keeps the centre's details and mail."""

READS_UNITS = tuple(Role)
"""Reads what is asked, and our help with it."""

MENDS_UNITS = (Role.ASSESSOR, Role.IQA, Role.ADMINISTRATOR)
"""Is told what is wrong with the file of a unit that could not be read."""
