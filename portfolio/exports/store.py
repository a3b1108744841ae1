"""Writes exports: gathered in a read, written outside any transaction, the history's head signed each time."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.base.blobs import BlobProblem
from portfolio.base.db import after_commit, db, end_reading, write
from portfolio.base.jobs import Job, JobProblem, RunningJob, request_job
from portfolio.base.paths import centre_first
from portfolio.evidence.intake.filenames import safe_name
from portfolio.evidence.records.model import Evidence
from portfolio.exports.formats import FORMATS
from portfolio.exports.formats.format import ExportProblem, Format, Progress, silent
from portfolio.exports.gather import NothingToExport, gather
from portfolio.history.model import ChainEntry
from portfolio.history.store import sign_head
from portfolio.history.verification import REMOVED
from portfolio.people import store as people
from portfolio.people.model import Account

EXPORTING = "export a portfolio"
ERASING = "erase a finished export"
ERASED = "Something was taken out of the portfolio after this was made, so it is erased. Ask for it again."
BY_NAME: dict[str, Format] = {offered.name: offered for offered in FORMATS}


def export(
    learner: Account,
    format_name: str,
    out: Path,
    *,
    unit_id: str | None = None,
    progress: Progress = silent,
) -> None:
    """Write one learner's portfolio to `out`. Raises NothingToExport and ExportProblem with a sentence."""
    sign_head(learner.id)
    try:
        dossier = gather(learner, unit_id)
    except BlobProblem as problem:
        raise ExportProblem(str(problem)) from problem
    finally:
        end_reading()
    out.parent.mkdir(parents=True, exist_ok=True)
    BY_NAME[format_name].write(
        dossier, out, progress, centre_first("exports", current_app.config["HOME"])
    )


def request_export(person: Account, learner_id: UUID, format_name: str, unit_id: str | None) -> Job:
    """Ask for an export in the background; who asked may watch and fetch it."""
    with write() as session:
        return request_job(
            session,
            EXPORTING,
            {"learner_id": str(learner_id), "format_name": format_name, "unit_id": unit_id or ""},
            requested_by=person.id,
        )


def export_in_background(
    job: RunningJob, /, *, learner_id: str, format_name: str, unit_id: str
) -> dict[str, object]:
    """Write what was asked for into the data folder; running twice writes the same file again."""
    learner = people.by_id(UUID(learner_id))
    if learner is None:
        raise JobProblem("This learner is no longer here.")
    place = file_of(job.id, format_name)
    try:
        removed = -1
        while removed != (
            there := _removals(learner.id)
        ):  # details went meanwhile: once more, without
            removed = there
            export(learner, format_name, place, unit_id=unit_id or None, progress=job.progress)
    except (ExportProblem, NothingToExport) as problem:
        raise JobProblem(str(problem)) from problem
    return {
        "format": format_name,
        "name": name_for(learner, format_name),
        "size": place.stat().st_size,
    }


def _removals(learner_id: UUID) -> int:
    """Return how often details were removed from a learner's portfolio."""
    rows = select(func.count()).where(ChainEntry.chain == learner_id, ChainEntry.action == REMOVED)
    end_reading()
    return db.session.scalar(rows) or 0


def drop_finished(session: Session, piece: Evidence, _text: Callable[[str], str]) -> None:
    """Erase the finished exports of a learner from whose piece customer details were taken out."""
    rows = select(Job).where(Job.name == EXPORTING, Job.status == "done")
    for row in session.scalars(rows):
        if row.arguments["learner_id"] == str(piece.learner_id):
            row.status, row.words, row.result = "failed", ERASED, None
            place = file_of(row.id, row.arguments["format_name"])
            after_commit(partial(place.unlink, missing_ok=True))
            # Kept with the change itself, for a server that is killed right after the commit.
            request_job(session, ERASING, {"name": place.name})


def erase_file(_job: RunningJob, /, *, name: str) -> None:
    """Erase a finished export that may no longer be there for anybody."""
    folder: Path = current_app.config["EXPORTS_FOLDER"]
    (folder / Path(name).name).unlink(missing_ok=True)


def file_of(job_id: UUID, format_name: str) -> Path:
    """Return where a background export lies: in the data folder, under a name nobody chose."""
    folder: Path = current_app.config["EXPORTS_FOLDER"]
    return folder / f"{job_id}{BY_NAME[format_name].suffix}"


def name_for(learner: Account, format_name: str) -> str:
    """Return the file name a person sees; a name with slashes in it leads to no other folder."""
    suffix = BY_NAME[format_name].suffix.removeprefix(".")
    name = learner.name.replace("/", "-").replace("\\", "-")
    return safe_name(f"Portfolio {name}.{suffix}", (suffix,), frozenset())


def of_person(person: Account, learner_id: UUID, most: int = 10) -> list[Job]:
    """Return the exports of one learner that this person asked for, newest first."""
    rows = (
        select(Job)
        .where(Job.name == EXPORTING, Job.requested_by_id == person.id)
        .order_by(Job.created_at.desc())
        .limit(50)
    )
    mine = [
        exported
        for exported in db.session.scalars(rows)
        if exported.arguments["learner_id"] == str(learner_id)
    ]
    return mine[:most]
