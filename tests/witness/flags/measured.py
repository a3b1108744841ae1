"""Measures the flag “too like” on texts of our own: `python -m tests.witness.flags.measured`.

Every text is asked about twice: against the one account it goes with, and against a whole portfolio, the
accounts of all other events and statements among them, as it is in use. The half that was held out was
not looked at while the numbers in `flags/likeness.py` were chosen.
"""

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from portfolio.witness.flags.likeness import Text, most_alike

CORPORA = Path(__file__).parents[1] / "corpora"
HALVES = ("tuning", "held out")
TAKEN = ("copied", "reworded", "partly")


@dataclass(frozen=True)
class Case:
    """A statement, what it is, and the texts to compare it with."""

    half: str
    kind: str
    statement: str
    others: tuple[Text, ...]

    @property
    def taken(self) -> bool:
        return self.kind in (*TAKEN, "template")

    @property
    def flagged(self) -> bool:
        return most_alike(self.statement, self.others) is not None


def cases() -> list[Case]:
    """Return every case of both halves."""
    return [*_events(), *_pairs()]


def _events() -> Iterator[Case]:
    events = yaml.safe_load((CORPORA / "likeness.yaml").read_text(encoding="utf-8"))
    for event in events:
        other = [
            Text(
                "another event",
                other_event["learner"]
                + "\n"
                + "\n".join(s["text"] for s in other_event["statements"]),
            )
            for other_event in events
            if other_event is not event
        ]
        for said in event["statements"]:
            own = Text("the account", event["learner"])
            yield Case(event["half"], said["kind"], said["text"], (own, *other))
        honest = [
            witness_statement["text"]
            for witness_statement in event["statements"]
            if witness_statement["kind"] == "honest"
        ]
        yield Case(event["half"], "both honest", honest[0], (Text("other", honest[1]),))


def _pairs() -> Iterator[Case]:
    for pair in yaml.safe_load((CORPORA / "templates.yaml").read_text(encoding="utf-8")):
        kind = "template" if pair["alike"] else "own words"
        yield Case(pair["half"], kind, pair["first"], (Text("other", pair["second"]),))
        yield Case(pair["half"], kind, pair["second"], (Text("other", pair["first"]),))


@dataclass(frozen=True)
class Measure:
    """How many were found, missed and wrongly flagged."""

    found: int
    missed: int
    wrong: int
    let_be: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)


def measure(half: str) -> Measure:
    """Count one half."""
    mine = [(case.taken, case.flagged) for case in cases() if case.half == half]
    return Measure(
        mine.count((True, True)),
        mine.count((True, False)),
        mine.count((False, True)),
        mine.count((False, False)),
    )


def a_portfolio(pieces: int = 60, words: int = 2000) -> tuple[Text, ...]:
    """Return so many long pieces in the corpus's own sentences, none of the first event: the worst for speed."""
    events = yaml.safe_load((CORPORA / "likeness.yaml").read_text(encoding="utf-8"))[1:]
    said = [sentence for event in events for sentence in event["learner"].split(". ")]
    pick = random.Random(7)
    made = []
    for number in range(pieces):
        text = ""
        while text.count(" ") < words:
            text += pick.choice(said).strip() + ". "
        made.append(Text(f"E{number}", text))
    return tuple(made)


def seconds(times: int = 5) -> float:
    """Return how long one statement of 300 words takes against 60 pieces of 2,000 words: the median, in seconds."""
    event = yaml.safe_load((CORPORA / "likeness.yaml").read_text(encoding="utf-8"))[0]
    statement = " ".join(witness_statement["text"] for witness_statement in event["statements"])[
        :1800
    ]
    others, took = a_portfolio(), []
    for _ in range(times):
        began = time.perf_counter()
        most_alike(statement, others)
        took.append(time.perf_counter() - began)
    return statistics.median(took)


if __name__ == "__main__":
    for half in HALVES:
        one = measure(half)
        print(
            f"{half}: precision {one.precision:.2f}, recall {one.recall:.2f} "
            f"({one.found} found, {one.missed} missed, {one.wrong} wrongly flagged, {one.let_be} let be)"
        )
    print(f"one statement against 60 pieces of 2,000 words: {seconds() * 1000:.0f} ms")
