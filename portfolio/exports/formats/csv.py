"""The coverage grid as CSV: criteria down, evidence across; safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from portfolio.base.spreadsheets import safe
from portfolio.exports.dossier import Dossier, ExportedClaim, ExportedPiece, ExportedUnit
from portfolio.exports.formats.format import Format, Progress, silent


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),  # noqa: ARG001 every format is called alike
) -> None:
    """Write one row for each criterion of each unit, with a column for each piece of evidence.

    UTF-8 with a byte order mark, so that spreadsheets read names in any script as they are.
    """
    pieces = dossier.pieces
    head = [
        "Unit",
        "Criterion",
        "Title",
        "Wording",
        "State",
        "Reason",
        "Achieved by",
        "Achieved on",
    ]
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(cell) for cell in [*head, *(_head(p) for p in pieces)]])
        for done, unit in enumerate(dossier.units, 1):
            writer.writerows([safe(cell) for cell in row] for row in _rows(dossier, unit))
            progress(done, len(dossier.units), unit.title)
    part.replace(out)


def _rows(dossier: Dossier, unit: ExportedUnit) -> list[list[str]]:
    return [
        [
            unit.title,
            criterion.code,
            criterion.title,
            criterion.text,
            criterion.state.word,
            criterion.state.reason,
            criterion.achieved_by,
            criterion.achieved_at.date().isoformat() if criterion.achieved_at else "",
            *("; ".join(_cells(piece, unit.id, criterion.code)) for piece in dossier.pieces),
        ]
        for criterion in unit.criteria
    ]


def _head(piece: ExportedPiece) -> str:
    return f"{piece.reference} {piece.title} ({piece.kind_name})"


def _cells(piece: ExportedPiece, unit_id: str, code: str) -> list[str]:
    """Return what a piece's claims for a criterion say, and what was found when somebody checked back."""
    here = [c for c in piece.claims if (c.unit_id, c.criterion) == (unit_id, code)]
    return [*(_cell(claim) for claim in here), *(piece.checked_since if here else ())]


def _cell(claim: ExportedClaim) -> str:
    return f"{claim.state.word}, {claim.place_kind}: {claim.place}"


FORMAT = Format("csv", "Coverage grid for a spreadsheet", "text/csv", ".csv", write)
