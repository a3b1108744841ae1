"""The readiness advice: precision and recall on the corpus, and what 5,000 words cost beside one page."""

from collections.abc import Iterator
from dataclasses import replace

from bench.corpus import HALVES, Labelled, corpus, scores
from bench.fill import fill_portfolio
from bench.house import Visitor, house
from bench.measure import Cost, Measure, each_of
from bench.sizes import Sizes
from portfolio.evidence.records import store
from portfolio.handover.readiness.checks import CHECKS, advice
from portfolio.handover.readiness.record import HANDOVER, Record
from tests.evidence.examples import handover_content

WORDS = 5_000


def run(sizes: Sizes) -> Iterator[Measure]:
    """Score each check on the half that was not looked at beside the other, then measure the cost."""
    seen, held_out = (corpus(half) for half in HALVES)
    yield from _scored(seen, held_out)
    record = _long(seen[0].record)
    ours = each_of(sizes.requests, lambda: advice(record, CHECKS))
    theirs = page_of_a_handover(sizes)
    size = f"{WORDS:,} words"
    beside = "an ordinary handover’s form (GET)"
    yield Measure("readiness, processor", ours.cpu * 1000, theirs.cpu * 1000, "ms", size, beside)


def _scored(seen: list[Labelled], held_out: list[Labelled]) -> Iterator[Measure]:
    known = dict(scores(seen))
    for name, score in scores(held_out):
        labelled = score.right + score.missed
        size = f"{labelled} of {len(held_out)} records" if name in CHECKS else f"{labelled} labels"
        beside = "the half that was looked at"
        for what in ("precision", "recall"):
            ours, theirs = getattr(score, what), getattr(known[name], what)
            yield Measure(f"{name}, {what}", ours, theirs, "share", size, beside)


def _long(record: Record) -> Record:
    """Return the record with its long answers repeated until they have so many words."""
    texts = [(place.field, text) for place, _field, text in record.texts() if place.row is None]
    long = [(name, text) for name, text in texts if len(text.split()) > 9]
    times = WORDS // sum(len(text.split()) for _name, text in long) + 1
    return replace(
        record,
        content={**record.content, **{name: f"{text} " * times for name, text in long}},
    )


def page_of_a_handover(sizes: Sizes) -> Cost:
    """Measure the form of an ordinary handover, as its writer opens it."""
    with house() as made:
        fill_portfolio(made, min(sizes.pieces))
        with made.app.app_context():
            piece = store.begin(made.learner, HANDOVER)
            store.save_draft(made.learner, piece.id, handover_content(), piece.draft_revision)
            path = f"/evidence/{piece.id}/edit"
        learner = Visitor(made.app, made.learner.email)
        request = learner.request(path)
        return each_of(sizes.requests, lambda: learner.send(request))
