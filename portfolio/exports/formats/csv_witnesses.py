"""The witness status list as CSV: a row for each statement and each request without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portfolio.base.spreadsheets import csv_bytes
from portfolio.exports.dossier import Dossier, WitnessLine
from portfolio.exports.formats.format import Format, Progress, silent

HEAD = (
    "Witness",
    "Role",
    "Employer",
    "Relationship",
    "Contact",
    "Status",
    "Vouched for",
    "Own details",
    "Evidence",
    "Asked on",
    "Answer",
    "Answered on",
    "Assurance",
    "Assurance in words",
)


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),  # noqa: ARG001 every format is called alike
) -> None:
    """Write who was asked, who they are to the centre, and what they answered; safe to open in a spreadsheet."""
    part = out.with_name(out.name + ".part")
    part.write_bytes(csv_bytes([HEAD, *_rows(dossier.witnesses)]))
    part.replace(out)
    progress(1, 1, "Finished")


def _rows(witnesses: Sequence[WitnessLine]) -> Iterator[Sequence[str]]:
    for witness in witnesses:
        yield (
            witness.name,
            witness.role,
            witness.employer,
            witness.relationship,
            witness.contact,
            witness.listed,
            witness.vouched,
            witness.details,
            witness.reference,
            witness.asked_on.isoformat(),
            witness.status,
            witness.answered_on.isoformat() if witness.answered_on else "",
            witness.assurance,
            witness.assurance_words,
        )


FORMAT = Format(
    "witnesses", "Witness status list, for a spreadsheet", "text/csv", ".witnesses.csv", write
)
