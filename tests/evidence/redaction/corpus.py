"""The labelled texts: what should be found in each, and how well it is."""

import re
from dataclasses import dataclass
from pathlib import Path

from portfolio.evidence.redaction.finding import find

_MARK = re.compile(r"\{([^|{}]+)\|([^{}]+)\}")


@dataclass(frozen=True)
class Labelled:
    """A text, and the (kind, detail) pairs that stand in it."""

    text: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Score:
    """How many details were found rightly, missed, and found where there is none."""

    right: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is a detail."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """The share of the details that was found."""
        return self.right / max(1, self.right + len(self.missed))


def corpus(half: int) -> list[Labelled]:
    """Return the texts that were looked at while writing the rules (0), or the others (1)."""
    lines = Path(__file__).with_name("corpus.txt").read_text("utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    return [Labelled(_MARK.sub(r"\2", text), tuple(_MARK.findall(text))) for text in texts[half::2]]


def score(texts: list[Labelled]) -> Score:
    """Find in each text alone; a detail counts when its words are covered, whatever its kind is called."""
    right, missed, wrong = 0, [], []
    for text in texts:
        found = [each.text for each in find(text.text)]
        for _kind, detail in text.details:
            hit = next((each for each in found if detail in each or each in detail), None)
            if hit is None or len(hit) < len(detail) * 0.8:
                missed.append(detail)
            else:
                right += 1
                found.remove(hit)
        wrong += found
    return Score(right, tuple(missed), tuple(wrong))
