"""Nobody is both witness and staff for one statement: whether somebody is the witness themselves."""

from portfolio.people.addresses import looks_like
from portfolio.people.model import Account
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.names import same_name


def is_the_witness(person: Account, of: Statement | WitnessRequest) -> bool:
    """Whether this person is the witness of a statement or a request, as far as can be known.

    By address, in any disguise, whenever the account was made; on a paper without an address by name.
    """
    if of.witness_email:
        return looks_like(of.witness_email, person.email)
    return same_name(of.witness_name, person.name)
