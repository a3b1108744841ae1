"""Each job is done once, says how far it is, is tried again while it can't be done, and is never lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from portfolio.base import clock, jobs
from portfolio.base.db import NotWriting, db, write
from portfolio.base.jobs import Job, JobProblem, TryLater, job, request_job

pytestmark = pytest.mark.both_engines
SEEN: list[str] = []


def note(running, /, *, word):
    SEEN.append(word)
    return {"word": word}


def fail(running, /, *, kind):
    if kind == "problem":
        raise JobProblem("The file is gone. Add it again.")
    raise RuntimeError(kind)


def later(running, /):
    raise TryLater("The server is away; it is tried again.")


def in_steps(running, /):
    running.progress(1, 3, "Page 1 of 3")
    SEEN.append(f"{running.requested_by_id}")


for name, work in (("note", note), ("fail", fail), ("later", later), ("in steps", in_steps)):
    job(f"test: {name}", work).wire()


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()


def ask(name="test: note", **arguments):
    with write() as session:
        row = request_job(session, name, arguments)
    return row.id


def state(job_id) -> Job:
    db.session.rollback()
    found = db.session.scalar(select(Job).where(Job.id == job_id), execution_options=jobs_afresh)
    assert found
    return found


jobs_afresh = {"populate_existing": True}


def test_a_job_is_done_and_keeps_its_result(context):
    job_id = ask(word="hello")
    assert state(job_id).status == "queued"
    assert jobs.run_waiting() == 1
    assert (SEEN, state(job_id).status, state(job_id).result) == (
        ["hello"],
        "done",
        {"word": "hello"},
    )
    assert state(job_id).finished_at is not None


def test_a_done_job_is_not_done_again(context):
    job_id = ask(word="once")
    for _ in range(3):
        jobs.run(job_id)
    assert SEEN == ["once"]


def test_a_job_is_not_there_when_its_change_is_not_kept(app, context):
    before = len(jobs.queued_tasks(app))
    with pytest.raises(RuntimeError), write() as session:
        request_job(session, "test: note", {"word": "never"})
        raise RuntimeError
    assert db.session.scalars(select(Job).where(Job.name == "test: note")).all() == []
    assert len(jobs.queued_tasks(app)) == before
    ask(word="soon")
    assert len(jobs.queued_tasks(app)) == before + 1


def test_a_job_is_asked_for_inside_write(context):
    with pytest.raises(NotWriting):
        request_job(db.session, "test: note", {"word": "never"})
    db.session.rollback()


def test_workers_at_once_do_each_job_once(app):
    with app.app_context():
        ids = [ask(word=str(number)) for number in range(20)]

    def work() -> None:
        with app.app_context():
            for job_id in ids:
                jobs.run(job_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(SEEN, key=int) == [str(number) for number in range(20)]


def test_progress_is_seen_while_it_runs(context, world):
    with write() as session:
        row = request_job(session, "test: in steps", {}, requested_by=world.learner.id)
    jobs.run_waiting()
    done = state(row.id)
    assert (done.done, done.total, done.words) == (1, 3, "Page 1 of 3")
    assert [str(world.learner.id)] == SEEN


def test_only_who_asked_finds_a_job(context, world):
    with write() as session:
        row = request_job(session, "test: in steps", {}, requested_by=world.learner.id)
    assert jobs.of_person(row.id, world.learner.id) is not None
    assert jobs.of_person(row.id, world.other_learner.id) is None


def test_a_job_that_can_not_be_done_says_why(context):
    job_id = ask("test: fail", kind="problem")
    jobs.run_waiting()
    assert (state(job_id).status, state(job_id).words) == (
        "failed",
        "The file is gone. Add it again.",
    )


def test_a_job_that_breaks_says_a_sentence_and_no_trace(context, caplog):
    job_id = ask("test: fail", kind="secret word")
    jobs.run_waiting()
    assert state(job_id).status == "failed"
    assert "secret word" not in state(job_id).words
    assert state(job_id).words.endswith("Please try again.")
    assert "broke" in caplog.text


def test_a_job_that_must_wait_waits_longer_each_time_and_gives_up_after_days(context):
    job_id = ask("test: later")
    begun = clock.now()
    moment, pauses = begun, []
    while state(job_id).status == "queued":
        with clock.at(moment):
            assert jobs.run_waiting() == 1
            assert jobs.run_waiting() == 0
        pauses.append(state(job_id).due_at - moment)
        moment = state(job_id).due_at
        assert state(job_id).words == "The server is away; it is tried again."
    minutes = [round(pause.total_seconds() / 60) for pause in pauses]
    assert minutes[:7] == [2, 4, 8, 16, 32, 60, 60]
    assert state(job_id).status == "failed"
    assert timedelta(days=2, hours=20) < moment - begun <= jobs.GIVES_UP_AFTER


def test_the_sweep_leaves_a_job_that_is_heard_of_and_takes_one_that_is_not(context):
    job_id = ask(word="lost")
    with write() as session:
        session.execute(
            update(Job).where(Job.id == job_id).values(status="running", heard_at=clock.now())
        )
    jobs.sweep()
    assert SEEN == []
    with clock.at(clock.now() + jobs.LOST_AFTER + timedelta(seconds=1)):
        jobs.sweep()
    assert SEEN == ["lost"]
    assert state(job_id).status == "done"


def test_a_job_lost_again_and_again_waits_longer(context):
    job_id = ask(word="poison")
    with write() as session:
        lost = {"status": "running", "heard_at": clock.now(), "tries": 5}
        session.execute(update(Job).where(Job.id == job_id).values(**lost))
    with clock.at(clock.now() + jobs.LOST_AFTER + timedelta(seconds=1)):
        jobs.sweep()
        assert SEEN == []
        assert state(job_id).due_at - clock.now() == timedelta(minutes=32)


def test_a_long_job_is_heard_of_while_it_runs(context, monkeypatch):
    monkeypatch.setattr(jobs, "HEARD_EVERY", timedelta(seconds=0.02))
    heard = []

    def long(running, /):
        deadline = time.monotonic() + 10
        while len(set(heard)) < 3 and time.monotonic() < deadline:
            heard.append(state(running.id).heard_at)
            time.sleep(0.01)

    job("test: long", long).wire()
    ask("test: long")
    jobs.run_waiting()
    assert len(set(heard)) == 3


def test_a_job_waits_in_its_row_when_the_queue_is_away(app, context, monkeypatch, caplog):
    def away(_job_id):
        raise OSError("no queue")

    monkeypatch.setattr(app.extensions["huey"], "task_for_job", away)
    ask(word="still here")
    assert "the sweep will" in caplog.text
    jobs.sweep()
    assert SEEN == ["still here"]


def test_an_embedded_worker_does_jobs_and_leaves_no_thread(app):
    before = set(threading.enumerate())
    worker = jobs.embedded_worker(app)
    worker.start()
    try:
        with app.app_context():
            job_id = ask(word="by a worker")
            deadline = time.monotonic() + 20
            while state(job_id).status != "done" and time.monotonic() < deadline:
                db.session.rollback()
                time.sleep(0.02)
            assert state(job_id).status == "done"
    finally:
        worker.stop(graceful=True)
    assert SEEN == ["by a worker"]
    assert set(threading.enumerate()) <= before


@pytest.fixture
def once_a_day(monkeypatch):
    """A daily job at seven, alone in the register; the days it was done for."""
    done = []
    monkeypatch.setattr(jobs, "_daily", {})

    def note_day(running, /, *, day):
        done.append(day)

    jobs.daily("test: daily", note_day, hour=7).wire()
    return done


def at(text):
    return clock.at(datetime.fromisoformat(text))


def test_a_daily_job_is_done_once_from_its_hour_on_by_the_centres_clock(context, once_a_day):
    with at("2026-07-01T05:59+00:00"):  # 06:59 in summer
        jobs.sweep()
    assert once_a_day == []
    for _ in range(3):
        with at("2026-07-01T06:00+00:00"):
            jobs.sweep()
    with at("2026-07-01T22:59+00:00"):
        jobs.sweep()
    assert once_a_day == ["2026-07-01"]
    with at("2026-07-02T06:00+00:00"):
        jobs.sweep()
    assert once_a_day == ["2026-07-01", "2026-07-02"]


def test_a_machine_that_was_off_does_the_days_job_later_and_no_other_days(context, once_a_day):
    with at("2026-12-01T07:00+00:00"):
        jobs.sweep()
    with at("2026-12-04T21:30+00:00"):
        jobs.sweep()
    assert once_a_day == ["2026-12-01", "2026-12-04"]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_a_daily_job_is_done_once_on_the_day_the_clocks_change(
    app, context, once_a_day, monkeypatch, day
):
    monkeypatch.setitem(jobs._daily, "test: daily", "REMINDERS_HOUR")
    monkeypatch.setitem(app.config, "REMINDERS_HOUR", 1)
    begins = datetime.fromisoformat(f"{day}T00:00+00:00")
    for minutes in range(-90, 24 * 60, 30):
        with clock.at(begins + timedelta(minutes=minutes)):
            jobs.sweep()
    assert once_a_day.count(day) == 1


def test_of_many_workers_at_once_one_does_the_days_job(app, context, once_a_day):
    start = threading.Barrier(6)

    def work():
        with app.app_context(), at("2026-07-01T08:00+00:00"):
            start.wait()
            jobs.sweep()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert once_a_day == ["2026-07-01"]


KILLED = """
import sys, time, uuid
from portfolio.app import create_app
from portfolio.base import jobs
from portfolio.base.settings.config import read_settings

def hang(running, /, *, word):
    print("begun", flush=True)
    time.sleep(60)

jobs.job("test: note", hang).wire()

app = create_app(read_settings({}, HOME=sys.argv[1], DATABASE_URL=sys.argv[2]))
with app.app_context():
    jobs.run(uuid.UUID(sys.argv[3]))
"""


def test_a_job_whose_worker_was_killed_is_done_by_another(app, context):
    job_id = ask(word="taken over")
    url = db.engine.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(app.config["HOME"]), url, str(job_id)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PORTFOLIO_SECRET_KEY": app.config["SECRET_KEY"]},
    )
    with worker:
        assert worker.stdout.readline() == b"begun\n"
        assert state(job_id).status == "running"
        db.session.rollback()
        worker.send_signal(signal.SIGKILL)
    jobs.sweep()
    assert state(job_id).status == "running"
    with clock.at(clock.now() + jobs.LOST_AFTER + timedelta(seconds=1)):
        jobs.sweep()
    assert state(job_id).status == "done"
    assert SEEN == ["taken over"]
    assert state(job_id).tries == 2
