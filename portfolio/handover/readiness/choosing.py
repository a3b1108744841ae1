"""Which checks the learner's units choose, and in which words: one list without doubles, however many units."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from portfolio.criteria.model import Unit
from portfolio.evidence.content.result_cache import KeptResults, digest_of
from portfolio.evidence.kinds import KINDS
from portfolio.handover.readiness.checks import Advice, advice
from portfolio.handover.readiness.record import Record


@dataclass(frozen=True)
class Weakened:
    """A criterion that suffers, as a page names it."""

    code: str
    title: str
    unit: str


@dataclass
class _Chosen:
    """A check with the words of the first pitfall that names it, and every criterion that suffers."""

    text: str
    instead: str
    weakens: list[Weakened] = field(default_factory=list)


@dataclass(frozen=True)
class UnitAdvice:
    """One thing to mend, in the unit's words: what to do, why, which criteria it weakens, and where."""

    check: str
    instead: str
    text: str
    weakens: tuple[Weakened, ...]
    places: tuple[Advice, ...]


def told(record: Record, units: Iterable[Unit]) -> list[UnitAdvice]:
    """Return what these units say about a record, in the order of the questions of its form.

    A criterion that this kind of evidence can't show isn't weakened by it; a pitfall that weakens none is silent.
    """
    chosen = _chosen(units, record.kind)
    found: dict[str, list[Advice]] = {}
    for given in _advice(record, tuple(chosen)):
        found.setdefault(given.check, []).append(given)
    said = [
        UnitAdvice(
            name,
            wording.instead,
            wording.text,
            tuple(dict.fromkeys(wording.weakens)),
            tuple(found[name]),
        )
        for name, wording in chosen.items()
        if name in found
    ]
    order = [declared.name for declared in KINDS[record.kind].fields]
    return sorted(said, key=lambda advised: order.index(advised.places[0].place.field))


_KEPT: KeptResults[tuple[Advice, ...]] = KeptResults()


def _advice(record: Record, names: tuple[str, ...]) -> tuple[Advice, ...]:
    """Return what the checks find, once for the same record: all that it holds is in the key.

    The checks are given the moment since which nothing changed, so that none can tell it from now.
    """
    record = replace(record, now=record.known_at)
    around = (record.later, record.attachments, record.replies, record.others, record.kept)
    key = record.kind, digest_of(record.content), record.now, around, names
    return _KEPT.get(key, lambda: tuple(advice(record, names)))


def _chosen(units: Iterable[Unit], kind: str) -> dict[str, _Chosen]:
    chosen: dict[str, _Chosen] = {}
    for unit in units:
        titles = {
            criterion.code: criterion.title
            for criterion in unit.criteria
            if KINDS[kind].counted_as in criterion.accepts
        }
        for pitfall in unit.pitfalls:
            weakens = _named(pitfall.harms, titles, unit.title)
            if weakens:
                one = chosen.setdefault(pitfall.check, _Chosen(pitfall.text, pitfall.instead))
                one.weakens += weakens
    return chosen


def _named(codes: Sequence[str], titles: dict[str, str], unit: str) -> list[Weakened]:
    return [Weakened(code, titles[code], unit) for code in codes if code in titles]
