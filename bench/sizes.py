"""How much is measured: `small` shows that everything runs, `full` gives the numbers of docs/benchmarks.md."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """The sizes of one run."""

    learners: int
    """Of the cohort; each on both units, 12 criteria."""
    cohort_pieces: int
    repeats: int
    """How often a long measurement is repeated; the least counts."""
    pieces: tuple[int, ...]
    """Of the learner's page and the PDF."""
    requests: int
    """For each page, one after another."""
    load: int
    """Requests sent to a served page in all, by `clients` at once."""
    clients: int
    signing_in: int
    """How many people sign in at once."""
    handovers: tuple[int, ...]
    """Of the log of handovers, and of what is searched."""
    people: tuple[int, ...]
    """Of the centre, all enrolled; as many entries has the history that is read."""
    witnesses: int
    """How many write a statement at once, each followed by the next …"""
    seconds: int
    """… for so long."""


SIZES = {
    "small": Sizes(50, 10, 2, (5, 10), 10, 40, 4, 20, (20, 200), (60, 600), 20, 5),
    "full": Sizes(1000, 10, 3, (20, 100), 60, 400, 8, 100, (20, 1000), (60, 10_000), 200, 60),
}
