"""Customer details: precision and recall on the labelled texts, and what 5,000 words cost beside one page."""

from collections.abc import Iterator

from bench.measure import Measure, each_of
from bench.readiness import page_of_a_handover
from bench.sizes import Sizes
from portfolio.evidence.redaction.finding import find
from tests.evidence.redaction.corpus import corpus, score

WORDS = 5_000


def run(sizes: Sizes) -> Iterator[Measure]:
    """Score the half that was not looked at beside the other, then measure the cost."""
    seen, held_out = (score(corpus(half)) for half in (0, 1))
    size = f"{held_out.right + len(held_out.missed)} details in {len(corpus(1))} texts"
    for what in ("precision", "recall"):
        ours, theirs = getattr(held_out, what), getattr(seen, what)
        yield Measure(
            f"details, {what}", ours, theirs, "share", size, "the half that was looked at"
        )
    text = long_text()
    ours_cost = each_of(sizes.requests, lambda: find(text))
    theirs_cost = page_of_a_handover(sizes)
    beside = "an ordinary handover’s form (GET)"
    yield Measure(
        "details, processor",
        ours_cost.cpu * 1000,
        theirs_cost.cpu * 1000,
        "ms",
        f"{WORDS:,} words",
        beside,
    )


def long_text() -> str:
    """Return so many words of the labelled texts, their details with them."""
    words = " ".join(labelled.text for half in (0, 1) for labelled in corpus(half)).split()
    return " ".join((words * (WORDS // len(words) + 1))[:WORDS])
