"""A dossier as the print design reads it: every link's two ends named alike, fields as blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.exports.dossier import (
    Dossier,
    ExportedAttachment,
    ExportedClaim,
    ExportedColumn,
    ExportedCriterion,
    ExportedEntry,
    ExportedPiece,
    ExportedUnit,
    WitnessLine,
)
from portfolio.exports.formats.pdf.quoted_places import Paragraph, QuoteMark, mark

PHOTO_ADDRESS = "https://portfolio.invalid/photo/"
_GRID_COLUMNS = 12
_SHORT_TYPES = {"line", "date", "datetime", "choice", "piece", "criterion", "time", "action"}


@dataclass(frozen=True)
class ClaimView:
    """A claim with the addresses of both its ends."""

    claim: ExportedClaim
    piece: ExportedPiece
    criterion: ExportedCriterion
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
        return words.get(self.claim.place_kind, self.claim.place_kind)[:12]

    @property
    def place_words(self) -> str:
        """The place in a sentence."""
        words = {
            "quote": f"“{self.claim.place}”",
            "page": f"Page {self.claim.place}",
            "time": f"At {self.claim.place}",
            "photo": f"The photo {self.claim.place}",
        }
        return words.get(self.claim.place_kind, self.claim.place)


@dataclass(frozen=True)
class CriterionView:
    """A criterion with its anchor and the claims made for it."""

    criterion: ExportedCriterion
    label: str
    anchor: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True)
class PrintedGrid:
    """A part of the coverage grid that fits the page's width: criteria across, evidence down."""

    columns: tuple[CriterionView, ...]
    rows: tuple[tuple[ExportedPiece, str, tuple[tuple[ClaimView, ...], ...]], ...]


@dataclass(frozen=True)
class UnitView:
    """A unit with its number, its criteria and its grids."""

    unit: ExportedUnit
    number: int
    anchor: str
    criteria: tuple[CriterionView, ...]
    grids: tuple[PrintedGrid, ...]

    @property
    def gaps(self) -> tuple[CriterionView, ...]:
        """Criteria without evidence."""
        return tuple(c for c in self.criteria if c.criterion in self.unit.gaps)


@dataclass(frozen=True)
class PrintedBlock:
    """Fields printed together: facts (label and value), one long text, or a table of rows."""

    form: str
    label: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    facts: tuple[tuple[str, tuple[Paragraph, ...]], ...] = ()
    columns: tuple[ExportedColumn, ...] = ()
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...] = ()


@dataclass(frozen=True)
class PieceView:
    """A piece of evidence with its fields as blocks and its claims linked to their criteria."""

    piece: ExportedPiece
    anchor: str
    sections: tuple[tuple[str, tuple[PrintedBlock, ...]], ...]
    claims: tuple[ClaimView, ...]
    photos: tuple[ExportedAttachment, ...]
    files: tuple[ExportedAttachment, ...]


@dataclass(frozen=True)
class WitnessView:
    """One person of the witness status list with everything they were asked for."""

    person: WitnessLine
    """The line that says most of them: the first that they answered, else the first."""
    lines: tuple[WitnessLine, ...]


@dataclass(frozen=True)
class Book:
    """All that the print design is given."""

    dossier: Dossier
    units: tuple[UnitView, ...]
    pieces: tuple[PieceView, ...]
    missing: Mapping[str, str]
    witnesses: tuple[WitnessView, ...] = ()
    photo_address: str = PHOTO_ADDRESS

    @property
    def anchors(self) -> dict[str, str]:
        """Each printed piece's anchor by its reference."""
        return {view.piece.reference: view.anchor for view in self.pieces}


@dataclass
class _Marking:
    """The quotes of one piece that are still to be found in its fields."""

    waiting: list[QuoteMark]
    found: set[str] = field(default_factory=set)

    def paragraphs(self, text: str) -> tuple[Paragraph, ...]:
        """Mark what is found here; each quote is marked in the first field that has it."""
        done, anchors = mark(text, self.waiting)
        self.waiting = [place for place in self.waiting if place.anchor not in anchors]
        self.found |= anchors
        return tuple(done)


def book(dossier: Dossier, missing: Mapping[str, str]) -> Book:
    """Everything the design prints, with every link's two ends named alike."""
    pieces = tuple(_piece(dossier, number, piece) for number, piece in enumerate(dossier.pieces, 1))
    claims = [claim for piece in pieces for claim in piece.claims]
    units = tuple(
        _unit(dossier, unit, number, claims) for number, unit in enumerate(dossier.units, 1)
    )
    return Book(dossier, units, pieces, missing, tuple(_witnesses(dossier.witnesses)))


def _witnesses(lines: Sequence[WitnessLine]) -> Iterator[WitnessView]:
    """Yield each person once, in the order of their first line; an address is one person."""
    people: dict[str, list[WitnessLine]] = {}
    for line in lines:
        people.setdefault((line.contact or line.name).casefold(), []).append(line)
    for own in people.values():
        person = next((line for line in own if line.reference), own[0])
        yield WitnessView(person, tuple(own))


def _criterion_anchor(dossier: Dossier, unit: ExportedUnit, criterion: ExportedCriterion) -> str:
    return f"unit-{dossier.units.index(unit) + 1}-criterion-{unit.criteria.index(criterion) + 1}"


@dataclass(frozen=True)
class _PlacedClaim:
    """A claim whose criterion is part of this export, with where both are."""

    position: int
    claim: ExportedClaim
    criterion: ExportedCriterion
    label: str
    criterion_href: str

    def view(self, piece: ExportedPiece, anchor: str, found: set[str]) -> ClaimView:
        """Say where the claim's place is: the marked quote, the attachments, or the claim itself."""
        here, place = f"{anchor}-claim-{self.position}", f"{anchor}-place-{self.position}"
        quoted = self.claim.place_kind == "quote"
        if not quoted:
            place = f"{anchor}-files" if piece.attachments else anchor
        missing = quoted and place not in found
        return ClaimView(
            claim=self.claim,
            piece=piece,
            criterion=self.criterion,
            label=self.label,
            anchor=here,
            criterion_href=self.criterion_href,
            piece_href="#" + anchor,
            place_href="#" + (here if missing else place),
            place_missing=missing,
        )


def _known(dossier: Dossier, piece: ExportedPiece) -> Iterator[_PlacedClaim]:
    """Yield the piece's claims for units of this export; any other has nowhere to lead to."""
    for position, claim in enumerate(piece.claims, 1):
        for unit in dossier.units:
            for criterion in unit.criteria:
                if (unit.id, criterion.code) == (claim.unit_id, claim.criterion):
                    href = "#" + _criterion_anchor(dossier, unit, criterion)
                    yield _PlacedClaim(
                        position, claim, criterion, dossier.label(unit, criterion.code), href
                    )


def _piece(dossier: Dossier, number: int, piece: ExportedPiece) -> PieceView:
    anchor = f"evidence-{number}"
    known = tuple(_known(dossier, piece))
    marking = _Marking(
        [
            QuoteMark(f"{anchor}-place-{k.position}", k.label, k.criterion_href, k.claim.place)
            for k in known
            if k.claim.place_kind == "quote"
        ]
    )
    sections = tuple((s.title, tuple(_blocks(s.entries, marking))) for s in piece.sections)
    return PieceView(
        piece=piece,
        anchor=anchor,
        sections=sections,
        claims=tuple(k.view(piece, anchor, marking.found) for k in known),
        photos=tuple(a for a in piece.attachments if a.photo is not None),
        files=tuple(a for a in piece.attachments if a.photo is None),
    )


def _blocks(entries: Sequence[ExportedEntry], marking: _Marking) -> Iterator[PrintedBlock]:
    """Neighbouring short fields share one table; a long text or a field of rows stands alone."""
    facts: list[tuple[str, tuple[Paragraph, ...]]] = []
    for entry in entries:
        if entry.type in _SHORT_TYPES or not (entry.shown or entry.rows):
            facts.append((entry.label, marking.paragraphs(entry.shown)))
            continue
        if facts:
            yield PrintedBlock("facts", facts=tuple(facts))
            facts = []
        if entry.type == "rows":
            rows = tuple(
                tuple(marking.paragraphs(cell) for cell in row.cells) for row in entry.rows
            )
            yield PrintedBlock("rows", entry.label, columns=entry.columns, rows=rows)
        else:
            yield PrintedBlock("text", entry.label, paragraphs=marking.paragraphs(entry.shown))
    if facts:
        yield PrintedBlock("facts", facts=tuple(facts))


def _unit(
    dossier: Dossier, unit: ExportedUnit, number: int, claims: Sequence[ClaimView]
) -> UnitView:
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


def _grids(criteria: Sequence[CriterionView]) -> Iterator[PrintedGrid]:
    claimed: dict[str, ClaimView] = {}
    for criterion in criteria:
        claimed |= {claim.piece_href: claim for claim in criterion.claims}
    pieces = sorted(claimed.values(), key=lambda claim: int(claim.piece_href.rpartition("-")[2]))
    for start in range(0, len(criteria), _GRID_COLUMNS):
        columns = tuple(criteria[start : start + _GRID_COLUMNS])
        yield PrintedGrid(
            columns, tuple((c.piece, c.piece_href, _cells(c.piece_href, columns)) for c in pieces)
        )


def _cells(piece_href: str, columns: Sequence[CriterionView]) -> tuple[tuple[ClaimView, ...], ...]:
    return tuple(
        tuple(claim for claim in column.claims if claim.piece_href == piece_href)
        for column in columns
    )
