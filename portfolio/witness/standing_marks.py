"""How a statement stands as a shape and a word, for each who reads it: staff, its learner, the desk that decides on it."""

from typing import NamedTuple

from portfolio.witness.assurance import Standing


class Mark(NamedTuple):
    """A state of the design system, and the word for it where it isn't the state's own."""

    state: str
    word: str | None = None


def to_staff(standing: Standing, *, is_newest: bool) -> Mark:
    """Return the mark on the page that says how far a statement can be trusted."""
    if not is_newest:
        return Mark("withdrawn", "An earlier version: does not count")
    if standing.disputed:
        return Mark("not_valid", "Disputed: does not count")
    if standing.counts:
        return Mark("valid", "Counts as evidence")
    return Mark("not_yet_counted", "Does not count yet")


def at_desk(standing: Standing) -> Mark:
    """Return the mark beside the claims that an assessor decides on: its level too."""
    if standing.disputed:
        return Mark("not_valid", f"{standing.level.value}: disputed")
    if standing.counts:
        return Mark("valid", f"{standing.level.value}: counts")
    return Mark("not_yet_counted", f"{standing.level.value}: does not count yet")


def to_learner(standing: Standing) -> Mark:
    """Return the mark that its learner reads: nothing of a dispute."""
    if standing.disputed:
        return Mark("waiting", "Does not count for now")
    return Mark("valid", "Counts") if standing.counts else Mark("not_yet_counted")


def on_paper(standing: Standing) -> Mark:
    """Return the mark that a learner reads of a paper that they put in."""
    if standing.disputed:
        return Mark("not_valid", "Disputed")
    return Mark("valid", "Counts") if standing.counts else Mark("not_yet_counted")
