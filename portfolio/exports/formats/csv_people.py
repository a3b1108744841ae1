"""Who confirmed what, as CSV: a row for each action, each check-back and each thing somebody replied."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from portfolio.base.spreadsheets import safe
from portfolio.base.states import STATES
from portfolio.exports.dossier import Dossier, ExportedPiece
from portfolio.exports.formats.format import Format, Progress, silent

HEAD = (
    "Evidence",
    "Title",
    "What",
    "Action",
    "Owner",
    "By when",
    "State",
    "Why",
    "Who",
    "How",
    "Version",
    "When",
    "Said or seen",
)


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),  # noqa: ARG001 every format is called alike
) -> None:
    """Write what was handed over or agreed, and what each person said of it; safe to open in a spreadsheet."""
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for done, piece in enumerate(dossier.pieces, 1):
            for row in _rows(piece):
                first = [piece.reference, piece.title]
                writer.writerow(
                    [safe(cell) for cell in first + [row.get(name, "") for name in HEAD[2:]]]
                )
            progress(done, len(dossier.pieces), piece.reference)
    part.replace(out)
    progress(1, 1, "Finished")


def _rows(piece: ExportedPiece) -> Iterator[dict[str, str]]:
    for action in piece.actions:
        yield {
            "What": "Action",
            "Action": action.task,
            "Owner": action.owner,
            "By when": action.deadline,
            "State": action.state.word if action.state else "",
            "Why": "\n".join(action.reasons),
        }
    for check in piece.check_backs:
        yield {
            "What": "Check-back",
            "Action": check.task,
            "Who": check.with_whom,
            "State": check.done,
            "How": check.method,
            "When": _day(check.checked_on),
            "Said or seen": check.outcome,
        }
    for person in piece.participants:
        asked = {
            "What": "Asked",
            "Who": person.name,
            "How": person.how,
            "State": STATES["request"][person.status].word,
        }
        yield {**asked, "When": _day(person.asked_on), "Why": person.signed}
        for reply in person.replies:
            yield {
                "What": "Reply",
                "Action": reply.task,
                "Who": reply.said_by,
                "How": reply.how,
                "Version": str(reply.version),
                "When": _day(reply.at),
                "Said or seen": reply.said,
            }


def _day(moment: date | datetime) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else str(moment)


FORMAT = Format(
    "confirmed", "Who confirmed what, for a spreadsheet", "text/csv", ".confirmed.csv", write
)
