"""Turns a dossier into the one page of HTML that is printed: anchors, links, grids and fields, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portfolio.exports.dossier import (
    Attachment,
    Claim,
    Column,
    Criterion,
    Dossier,
    Entry,
    Piece,
    Unit,
)
from portfolio.exports.formats import pdf_words
from portfolio.exports.formats.pdf_places import Paragraph, Place, direction, mark

PHOTO_ADDRESS = "https://portfolio.invalid/photo/"
_GRID_COLUMNS = 12
_SHORT_TYPES = {"line", "date", "datetime", "choice"}


@dataclass(frozen=True)
class ClaimView:
    """A claim with the addresses of both its ends."""

    claim: Claim
    piece: Piece
    criterion: Criterion
    label: str
    anchor: str
    criterion_href: str
    piece_href: str
    place_href: str
    place_missing: bool

    @property
    def short_place(self) -> str:
        """The place in a cell of the grid."""
        words = {"quote": "quote", "page": f"p.\u00a0{self.claim.place}", "time": self.claim.place}
        return words.get(self.claim.place_kind, self.claim.place)[:12]

    @property
    def place_words(self) -> str:
        """The place in a sentence."""
        words = {
            "quote": f"“{self.claim.place}”",
            "page": f"Page {self.claim.place}",
            "time": f"At {self.claim.place}",
        }
        return words.get(self.claim.place_kind, self.claim.place)


@dataclass(frozen=True)
class CriterionView:
    """A criterion with its anchor and the claims made for it."""

    criterion: Criterion
    label: str
    anchor: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class Grid:
    """A part of the coverage grid that fits the page's width: criteria across, evidence down."""

    columns: tuple[CriterionView, ...]
    rows: tuple[tuple[Piece, str, tuple[tuple[ClaimView, ...], ...]], ...]


@dataclass(frozen=True)
class UnitView:
    """A unit with its number, its criteria and its grids."""

    unit: Unit
    number: int
    anchor: str
    criteria: tuple[CriterionView, ...]
    grids: tuple[Grid, ...]

    @property
    def gaps(self) -> tuple[CriterionView, ...]:
        """Criteria without evidence."""
        return tuple(c for c in self.criteria if c.criterion in self.unit.gaps)


@dataclass(frozen=True)
class Block:
    """Fields printed together: facts (a table of label and value), one long text, or one table of rows."""

    form: str
    label: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    facts: tuple[tuple[str, tuple[Paragraph, ...]], ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...] = ()


@dataclass(frozen=True)
class PieceView:
    """A piece of evidence with its fields as blocks and its claims linked to their criteria."""

    piece: Piece
    anchor: str
    sections: tuple[tuple[str, tuple[Block, ...]], ...]
    claims: tuple[ClaimView, ...]
    photos: tuple[Attachment, ...]
    files: tuple[Attachment, ...]


@dataclass(frozen=True)
class Book:
    """All that the print design is given."""

    dossier: Dossier
    units: tuple[UnitView, ...]
    pieces: tuple[PieceView, ...]
    missing: Mapping[str, str]
    photo_address: str = PHOTO_ADDRESS


@dataclass
class _Marking:
    """The quotes of one piece that are still to be found in its fields."""

    waiting: list[Place]
    found: set[str] = field(default_factory=set)

    def paragraphs(self, text: str) -> tuple[Paragraph, ...]:
        """Mark what is found here; each quote is marked in the first field that has it."""
        done, anchors = mark(text, self.waiting)
        self.waiting = [place for place in self.waiting if place.anchor not in anchors]
        self.found |= anchors
        return tuple(done)


def page(dossier: Dossier, designs: Sequence[Path], missing: Mapping[str, str]) -> str:
    """The HTML of a portfolio by `portfolio.html` from the first design folder that has it.

    `missing` maps characters that no font here has to what is printed in their place.
    """
    environment = Environment(
        loader=FileSystemLoader(designs),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": pdf_words.day,
        "moment": pdf_words.moment,
        "size": pdf_words.size,
        "direction": direction,
    }
    environment.globals["count"] = pdf_words.count
    html = environment.get_template("portfolio.html").render(book=book(dossier, missing))
    return pdf_words.printable(html, missing)


def book(dossier: Dossier, missing: Mapping[str, str]) -> Book:
    """Everything the design prints, with every link's two ends named alike."""
    pieces = tuple(_piece(dossier, piece) for piece in dossier.pieces)
    claims = [claim for piece in pieces for claim in piece.claims]
    units = tuple(
        _unit(dossier, unit, number, claims) for number, unit in enumerate(dossier.units, 1)
    )
    return Book(dossier, units, pieces, missing)


def _criterion_anchor(dossier: Dossier, unit: Unit, criterion: Criterion) -> str:
    return f"unit-{dossier.units.index(unit) + 1}-criterion-{unit.criteria.index(criterion) + 1}"


def _piece(dossier: Dossier, piece: Piece) -> PieceView:
    anchor = f"evidence-{dossier.pieces.index(piece) + 1}"
    photos = tuple(a for a in piece.attachments if a.photo is not None)
    marking = _Marking([])
    known: list[tuple[int, Claim, Unit, Criterion]] = []
    for position, claim in enumerate(piece.claims, 1):
        unit = dossier.unit(claim.unit_id)
        criterion = (
            next((c for c in unit.criteria if c.code == claim.criterion), None) if unit else None
        )
        if (
            unit and criterion
        ):  # a claim for a unit that isn't in this export has nowhere to lead to
            known.append((position, claim, unit, criterion))
            if claim.place_kind == "quote":
                href = "#" + _criterion_anchor(dossier, unit, criterion)
                label = dossier.label(unit, claim.criterion)
                marking.waiting.append(
                    Place(f"{anchor}-place-{position}", label, href, claim.place)
                )
    sections = tuple((s.title, tuple(_blocks(s.entries, marking))) for s in piece.sections)
    claims = tuple(
        _claim(dossier, piece, anchor, position, claim, unit, criterion, marking.found)
        for position, claim, unit, criterion in known
    )
    return PieceView(
        piece,
        anchor,
        sections,
        claims,
        photos,
        tuple(a for a in piece.attachments if a.photo is None),
    )


def _claim(
    dossier: Dossier,
    piece: Piece,
    anchor: str,
    position: int,
    claim: Claim,
    unit: Unit,
    criterion: Criterion,
    found: set[str],
) -> ClaimView:
    here = f"{anchor}-claim-{position}"
    place = f"{anchor}-place-{position}"
    if claim.place_kind != "quote":
        place = f"{anchor}-files" if piece.attachments else anchor
    missing = claim.place_kind == "quote" and place not in found
    return ClaimView(
        claim=claim,
        piece=piece,
        criterion=criterion,
        label=dossier.label(unit, criterion.code),
        anchor=here,
        criterion_href="#" + _criterion_anchor(dossier, unit, criterion),
        piece_href="#" + anchor,
        place_href="#" + (here if missing else place),
        place_missing=missing,
    )


def _blocks(entries: Sequence[Entry], marking: _Marking) -> Iterator[Block]:
    """Neighbouring short fields share one table; a long text or a field of rows stands alone."""
    facts: list[tuple[str, tuple[Paragraph, ...]]] = []
    for entry in entries:
        if entry.type in _SHORT_TYPES or not (entry.shown or entry.rows):
            facts.append((entry.label, marking.paragraphs(entry.shown)))
            continue
        if facts:
            yield Block("facts", facts=tuple(facts))
            facts = []
        if entry.type == "rows":
            rows = tuple(
                tuple(marking.paragraphs(cell) for cell in row.cells) for row in entry.rows
            )
            yield Block("rows", entry.label, columns=entry.columns, rows=rows)
        else:
            yield Block("text", entry.label, paragraphs=marking.paragraphs(entry.shown))
    if facts:
        yield Block("facts", facts=tuple(facts))


def _unit(dossier: Dossier, unit: Unit, number: int, claims: Sequence[ClaimView]) -> UnitView:
    criteria = tuple(
        CriterionView(
            criterion,
            dossier.label(unit, criterion.code),
            _criterion_anchor(dossier, unit, criterion),
            tuple(
                c
                for c in claims
                if (c.claim.unit_id, c.claim.criterion) == (unit.id, criterion.code)
            ),
        )
        for criterion in unit.criteria
    )
    return UnitView(unit, number, f"unit-{number}", criteria, tuple(_grids(criteria)))


def _grids(criteria: Sequence[CriterionView]) -> Iterator[Grid]:
    claimed: dict[str, ClaimView] = {}
    for criterion in criteria:
        claimed |= {claim.piece_href: claim for claim in criterion.claims}
    pieces = sorted(claimed.values(), key=lambda claim: int(claim.piece_href.rpartition("-")[2]))
    for start in range(0, len(criteria), _GRID_COLUMNS):
        columns = tuple(criteria[start : start + _GRID_COLUMNS])
        yield Grid(
            columns, tuple((c.piece, c.piece_href, _cells(c.piece_href, columns)) for c in pieces)
        )


def _cells(piece_href: str, columns: Sequence[CriterionView]) -> tuple[tuple[ClaimView, ...], ...]:
    return tuple(
        tuple(claim for claim in column.claims if claim.piece_href == piece_href)
        for column in columns
    )
