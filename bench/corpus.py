"""Reads the corpus of good and bad records, and counts how well the readiness advice names their mistakes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from portfolio.handover.readiness.checks import CHECKS, advice
from portfolio.handover.readiness.record import HANDOVER, OtherHandover, Record

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "handover" / "readiness" / "corpus"
HALVES = ("seen", "held_out")
CHECK_BACK = ("checked_on", "action", "method", "with_whom", "outcome")
USUAL = {
    "kind": HANDOVER,
    "today": "2026-03-20",
    "happened_at": "2026-03-02T16:45",
    "setting": "real",
    "trigger": "shift_change",
}
ABOUT = {"kind", "today", "fires", "like", "others"}


@dataclass(frozen=True)
class Labelled:
    """A record of the corpus, and the checks that a careful assessor would want to see."""

    name: str
    record: Record
    fires: frozenset[str]

    @property
    def told(self) -> frozenset[str]:
        """The checks that do find something."""
        return frozenset(advised.check for advised in advice(self.record, CHECKS))


@dataclass(frozen=True)
class Score:
    """How often a check spoke rightly, spoke for nothing, and kept silent where it should have spoken."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was said that is right; 1 when nothing was said."""
        said = self.right + self.wrong
        return self.right / said if said else 1.0

    @property
    def recall(self) -> float:
        """The share of what should be said that was; 1 when there was nothing to say."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else 1.0


def corpus(half: str) -> list[Labelled]:
    """Return the records of one half, `like` worked out."""
    # BaseLoader: every value is text, so that "no" stays an answer.
    raw = yaml.load((FOLDER / f"{half}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return [_labelled(name, raw) for name in raw]


def _labelled(name: str, raw: Mapping[str, Mapping[str, Any]]) -> Labelled:
    given = raw[name]
    base = raw[given["like"]] if "like" in given else {}
    told = USUAL | {k: v for k, v in base.items() if k != "fires"} | dict(given)
    content: dict[str, Any] = {key: value for key, value in told.items() if key not in ABOUT}
    content["actions"] = [
        {"id": str(number), "task": task, "owner": owner, "deadline": deadline}
        for number, (task, owner, deadline) in enumerate(content.get("actions", ()), 1)
    ]
    content["check_backs"] = [
        dict(zip(CHECK_BACK, row, strict=True)) for row in content.get("check_backs", ())
    ]
    record = Record(
        kind=told["kind"],
        content=content,
        now=datetime.fromisoformat(f"{told['today']}T20:00"),
        others=tuple(OtherHandover(method, reason) for method, reason in told.get("others", ())),
    )
    return Labelled(name, record, frozenset(given.get("fires", ())))


def scores(records: Iterable[Labelled]) -> Iterator[tuple[str, Score]]:
    """Yield each check's score over these records, and "overall" last."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for record in records:
        right.update(record.told & record.fires)
        wrong.update(record.told - record.fires)
        missed.update(record.fires - record.told)
    for name in sorted(CHECKS):
        yield name, Score(right[name], wrong[name], missed[name])
    yield "overall", Score(right.total(), wrong.total(), missed.total())
