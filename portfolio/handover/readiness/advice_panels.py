"""Shows the advice on the pages of a piece, to whoever writes it: while it is written, checked, or can be revised."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request, url_for

from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.stages import step_named, step_of
from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.pages.form_page import ALL, page_named
from portfolio.evidence.pages.forms import anchor_of
from portfolio.evidence.records import store
from portfolio.evidence.records.extension_points import Panel, Where
from portfolio.evidence.records.model import Evidence
from portfolio.handover.readiness.checks import Advice
from portfolio.handover.readiness.choosing import UnitAdvice, told
from portfolio.handover.readiness.record import Place
from portfolio.handover.readiness.record_store import record_of
from portfolio.people.model import Account


@dataclass(frozen=True)
class ShownSpot:
    """One place as a page shows it: its question, the address that leads there, the words and what to do."""

    label: str
    href: str
    quote: str
    sentence: str


def advice_on(piece: Evidence) -> list[UnitAdvice]:
    """Return what the learner's pinned units say about a piece (whole), in four SQL statements at most."""
    units = [enrolment.unit for enrolment in enrolments.of_learner(piece.learner_id)]
    return told(record_of(piece), units)


def is_for(piece: Evidence, reader: Account) -> bool:
    """Whether this reader can still mend the piece: they write it, and it was not taken out."""
    may_write = piece.is_written_by(reader.id) and piece.author in piece.kind.written_by
    return may_write and piece.withdrawn_at is None


def while_writing(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Add what could be mended, with links to the boxes of the form."""
    if is_for(piece, reader):
        yield from _more(piece, Where.EDIT)


def before_submitting(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Add what could be mended, or that nothing is seen."""
    if is_for(piece, reader):
        yield from _more(piece, Where.CHECK)


def while_it_can_be_mended(piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Add what could be mended to the writer's own page of it."""
    if is_for(piece, reader):
        yield from _more(piece, Where.PIECE)


def _more(piece: Evidence, where: Where) -> Iterator[Panel]:
    found = [(advice, advice.places) for advice in advice_on(piece)]
    elsewhere = 0
    if where is Where.EDIT:
        found, elsewhere = _on_this_page(piece, found)
    if not found and where is not Where.CHECK:
        return
    given = [
        (advice, [_spot(piece, where, place) for place in places[:MOST_PLACES]], len(places))
        for advice, places in found
    ]
    values = {
        "given": given,
        "where": where.value,
        "writing": piece.draft is not None,
        "elsewhere": elsewhere,
    }
    yield Panel("handover/readiness/_advice.html", values)


Found = list[tuple[UnitAdvice, tuple[Advice, ...]]]


def _on_this_page(piece: Evidence, found: Found) -> tuple[Found, int]:
    """Return what is about the questions of this page of the form, and how much is about others."""
    wanted = request.args.get("stage", "")
    here = page_named(piece.kind, wanted, () if wanted else store.lacks_of(piece))
    step = step_named(piece.kind, here)
    if here == ALL:
        return found, 0
    kept = [
        (advice, tuple(each for each in places if step and step.holds(each.place.field)))
        for advice, places in found
    ]
    kept = [(advice, places) for advice, places in kept if places]
    return kept, len(found) - len(kept)


MOST_PLACES = 4
"""So many places are shown of one thing; who mends these sees the next."""


def _spot(piece: Evidence, where: Where, found: Advice) -> ShownSpot:
    href = _href(piece, where, found.place)
    return ShownSpot(_label(piece.kind, found.place), href, found.quote, found.sentence)


def _label(kind: Kind, place: Place) -> str:
    one = kind.field(place.field)
    if place.row is None or not place.column:
        return one.label
    column = next(each for each in one.columns if each.name == place.column)
    return (
        f"{one.row_word.capitalize()} {place.row + 1}, {column.label[0].lower()}{column.label[1:]}"
    )


def _href(piece: Evidence, where: Where, place: Place) -> str:
    """Return where the answer can be mended, or read once it is submitted."""
    if piece.draft is None:
        added = place.field == "check_backs"
        return "#check-backs" if added else f"#field-{place.field}"
    box = anchor_of(piece.kind, Lack(place.field, "", place.row, place.column))
    if where is Where.EDIT:
        return f"#{box}"
    step = step_of(piece.kind, place.field)
    stage = step.name if step else ALL
    return url_for("evidence.edit", evidence_id=piece.id, stage=stage, _anchor=box)
