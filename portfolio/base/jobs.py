"""Work for later: a row in the same transaction, handed to huey after commit, swept up if lost.

The row is the truth. huey only wakes a worker; if it loses a task (kill -9), the sweep finds the
row. So every job must do no harm when it runs twice.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Task
from huey.consumer import Consumer
from sqlalchemy import String, Text, Uuid, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portfolio.base.clock import local, now, today, zone
from portfolio.base.db import Id, Model, after_commit, db, needs_write, new_id, write
from portfolio.base.registration import Registration
from portfolio.base.settings.config import WrongSetting
from portfolio.base.wall_time import moment_of

log = logging.getLogger(__name__)
LOST_AFTER = timedelta(minutes=3)
HEARD_EVERY = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
GIVES_UP_AFTER = timedelta(days=3)
TRIES_WITHOUT_PAUSE = 3


class JobProblem(Exception):
    """A job can't be done; the sentence says why and what to do, and is shown to who asked for it."""


class TryLater(Exception):
    """A job can't be done yet (a mail server is down); the sweep tries again, the sentence is shown."""


class Job(Model):
    """One piece of work: what, for whom, how far."""

    __tablename__ = "job"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    arguments: Mapped[dict[str, Any]]
    requested_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(String(10), default="queued", index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    heard_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


Work = Callable[..., dict[str, Any] | None]
"""A function that does one kind of job: (running job, **arguments) -> what the page that asked should know."""

_registry: dict[str, Work] = {}


def job(name: str, work: Work) -> Registration:
    """Let a function be the work called `name`."""
    return Registration("job", name, work, lambda: _registry.update({name: work}))


_daily: dict[str, int | str] = {}


def daily(name: str, work: Work, *, hour: int | str = 0) -> Registration:
    """Let a function be the work called `name` that is done once a day: (running job, day=YYYY-MM-DD).

    `hour` (0 to 23, or the name of a setting) is when its day begins, by the centre's clock. A machine
    that was off then does it later that day. What it does must be once by itself, like any job's work:
    the sweep asks once a day, but a job that was lost is done again.
    """

    def wire() -> None:
        _daily[name] = hour
        _registry[name] = work

    return Registration("daily job", f"{name} from {hour}", work, wire)


@dataclass(frozen=True)
class RunningJob:
    """What a working function may say about itself."""

    id: UUID
    requested_by_id: UUID | None

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Say how far it is: `done` of `total`, and what is happening, in words."""
        with write() as session:
            session.execute(
                update(Job)
                .where(Job.id == self.id)
                .values(done=done, total=total, words=words, heard_at=now())
            )


def request_job(
    session: Session, name: str, arguments: dict[str, Any], *, requested_by: UUID | None = None
) -> Job:
    """Add a job in this transaction; a worker is woken after commit. Raises NotWriting."""
    needs_write(session)
    row = Job(id=new_id(), name=name, arguments=arguments, requested_by_id=requested_by)
    session.add(row)
    after_commit(lambda: wake(row.id))
    return row


def of_person(job_id: UUID, person_id: UUID) -> Job | None:
    """Return a job that this person asked for, or None."""
    return db.session.scalar(select(Job).where(Job.id == job_id, Job.requested_by_id == person_id))


def wake(job_id: UUID) -> None:
    """Tell a worker about a job; if the queue is away the sweep will find the row."""
    huey: Huey = current_app.extensions["huey"]
    try:
        huey.task_for_job(str(job_id))
    except Exception:
        log.exception("The queue did not take job %s; the sweep will.", job_id)


def run(job_id: UUID) -> None:
    """Do one job if it is still waiting, and keep how it ended."""
    started = _claim(job_id)
    if started is None:
        return
    running = RunningJob(started.id, started.requested_by_id)
    try:
        with _being_heard_of(job_id):
            result = _registry[started.name](running, **started.arguments)
    except Exception as problem:  # noqa: BLE001 -- whatever it is, the row must say how it ended
        db.session.rollback()
        _end_badly(started, problem)
    else:
        _finish(job_id, "done", result=result)


@contextmanager
def _being_heard_of(job_id: UUID) -> Iterator[None]:
    """Let the sweep know, while a long job runs, that its process is alive."""
    app, ended = current_app._get_current_object(), threading.Event()  # type: ignore[attr-defined]  # noqa: SLF001 -- werkzeug's own way to the object

    def say() -> None:
        while not ended.wait(HEARD_EVERY.total_seconds()):
            try:
                with app.app_context(), write() as session:
                    session.execute(update(Job).where(Job.id == job_id).values(heard_at=now()))
            except SQLAlchemyError:
                log.exception("Job %s could not say that it still runs.", job_id)

    voice = threading.Thread(target=say, name=f"job {job_id}", daemon=True)
    voice.start()
    try:
        yield
    finally:
        ended.set()
        voice.join()


def _end_badly(started: Job, problem: Exception) -> None:
    if isinstance(problem, TryLater):
        _again(started, str(problem))
    elif isinstance(problem, JobProblem):
        _finish(started.id, "failed", words=str(problem))
    else:
        log.error("Job %s (%s) broke.", started.name, started.id, exc_info=problem)
        _finish(started.id, "failed", words="Something went wrong on our side. Please try again.")


def run_waiting() -> int:
    """Do every job that is due, one after another; return how many. For commands and tests."""
    count = 0
    while due := db.session.scalars(_due().limit(20)).all():
        db.session.rollback()
        for job_id in due:
            run(job_id)
            count += 1
    db.session.rollback()
    return count


def sweep() -> None:
    """Ask for the jobs of the day, then do what was lost: queued and due, or not heard of for minutes.

    A job that was lost several times waits longer each time, because it may be what stops workers.
    """
    _ask_for_the_days_jobs()
    lost = select(Job).where(Job.status == "running", Job.heard_at < now() - LOST_AFTER)
    if db.session.scalars(lost.limit(1)).first():
        with write() as session:
            for row in session.scalars(lost):
                row.status = "queued"
                row.due_at = now() + (
                    _pause(row) if row.tries > TRIES_WITHOUT_PAUSE else timedelta()
                )
    run_waiting()


def _ask_for_the_days_jobs() -> None:
    """Ask once for each daily job whose hour has come; of several workers one is first, the others see its row."""
    day = today()
    midnight = moment_of(datetime.combine(day, time.min), zone())
    for name, hour in _daily.items():
        begins = current_app.config[hour] if isinstance(hour, str) else hour
        if local(now()).hour < begins:
            continue
        asked = select(Job.id).where(Job.name == name, Job.created_at >= midnight).limit(1)
        if db.session.scalar(asked):
            continue
        with write() as session:
            if not session.scalar(asked):
                request_job(session, name, {"day": day.isoformat()})


def _due() -> Any:
    return (
        select(Job.id).where(Job.status == "queued", Job.due_at <= now()).order_by(Job.created_at)
    )


def _claim(job_id: UUID) -> Job | None:
    with write() as session:
        taken = session.scalar(
            update(Job)
            .where(Job.id == job_id, Job.status == "queued")
            .values(status="running", tries=Job.tries + 1, heard_at=now())
            .returning(Job.id)
        )
        return session.get(Job, taken, populate_existing=True) if taken else None


def _finish(job_id: UUID, status: str, **values: Any) -> None:
    with write() as session:
        session.execute(
            update(Job).where(Job.id == job_id).values(status=status, finished_at=now(), **values)
        )


def _again(started: Job, sentence: str) -> None:
    """Try later, each time after a longer pause; give up after days."""
    due_at = now() + _pause(started)
    if due_at - started.created_at > GIVES_UP_AFTER:
        _finish(started.id, "failed", words=sentence)
        return
    with write() as session:
        waiting = {"status": "queued", "words": sentence, "due_at": due_at}
        session.execute(update(Job).where(Job.id == started.id).values(**waiting))


def _pause(row: Job) -> timedelta:
    """Return how long to wait after so many tries: two minutes, four, eight … at most an hour."""
    return min(timedelta(minutes=2 ** min(row.tries, 10)), LONGEST_PAUSE)


def open_queue(app: Flask, url: str) -> None:
    """Connect `app` to its queue: SQLite embedded, Redis or PostgreSQL for scale. Raises WrongSetting."""
    try:
        huey = _huey(url)
    except Exception as problem:  # each kind of queue has errors of its own
        raise WrongSetting(
            f"The queue for background work can’t be used ({type(problem).__name__}: {problem}). "
            "Check PORTFOLIO_JOBS_URL, the home folder and the disk."
        ) from problem

    @huey.task()  # type: ignore[untyped-decorator]
    def task_for_job(job_id: str) -> None:
        with app.app_context():
            run(UUID(job_id))

    @huey.periodic_task(lambda _moment: True)  # type: ignore[untyped-decorator]
    def task_for_sweep() -> None:
        with app.app_context():
            sweep()

    huey.task_for_job = task_for_job
    huey.task_for_sweep = task_for_sweep
    app.extensions["huey"] = huey


def _huey(url: str) -> Huey:
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteHuey("portfolio", filename=url.removeprefix("sqlite:///"), results=False)
    if scheme.startswith("redis"):
        return RedisHuey("portfolio", url=url, results=False)
    return PostgresHuey("portfolio", dsn=url.replace("+psycopg", ""), results=False)


class EmbeddedWorker(Consumer):
    """A worker in threads of the serving process, which keeps its own signal handling."""

    def _set_signal_handlers(self) -> None:
        """Leave signals to the server."""


def embedded_worker(app: Flask, workers: int = 1) -> EmbeddedWorker:
    """Return a worker for `app` that runs beside the server; call start() and stop(graceful=True)."""
    return EmbeddedWorker(
        app.extensions["huey"], workers=workers, periodic=True, initial_delay=0.2, max_delay=1.0
    )


def queued_tasks(app: Flask) -> list[Task]:
    """Return what the queue holds (for the doctor and for tests)."""
    huey: Huey = app.extensions["huey"]
    return list(huey.pending())
