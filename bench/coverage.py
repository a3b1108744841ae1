"""Coverage of a whole cohort from the database, beside bare SQL that reads the same rows."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from bench.fill import fill_cohort
from bench.house import House, house, statements_of
from bench.measure import Measure, least_of
from bench.sizes import Sizes
from portfolio.coverage import store
from portfolio.enrolment.scope import in_centre, one_enrolment
from tests.postgresql import PACKAGE, temporary_cluster

BARE = (
    """SELECT enrolment.id, learner.id, unit_id, unit_version, learner.name, assessor.name FROM enrolment
       JOIN account learner ON learner.id = learner_id JOIN account assessor ON assessor.id = assessor_id
       WHERE withdrawn_at IS NULL""",
    """SELECT claim.id, enrolment_id, criterion, evidence_id, number, kind_id, title, happened_on, version
       FROM claim JOIN evidence ON evidence.id = evidence_id
       WHERE claim.withdrawn_at IS NULL AND evidence.withdrawn_at IS NULL""",
    """SELECT claim_id, version, valid FROM decision
       JOIN evidence_version ON evidence_version.id = version_id ORDER BY at""",
    """SELECT evidence_id, version, authentic, current, reliable FROM version_judgement
       JOIN evidence_version ON evidence_version.id = version_id ORDER BY at""",
    """SELECT evidence_id, sent_assurance, confirmed, by_name, at FROM statement
       LEFT JOIN confirmation ON statement_id = statement.id ORDER BY at""",
    "SELECT enrolment_id, criterion, achieved, reason, by_name FROM achievement ORDER BY at",
)
"""What a cohort is made of, as one would ask for it by hand; 'current' is a plain column's name."""


@dataclass(frozen=True)
class _Engine:
    name: str
    connect: Callable[[], Any]
    by: str


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure on SQLite, and on PostgreSQL where Debian's package is installed."""
    with house() as made:
        place = str(made.home / "portfolio.db")
        yield from _measured(
            made, sizes, _Engine("SQLite", lambda: sqlite3.connect(place), "sqlite3")
        )
    if not PACKAGE.exists():
        return
    with temporary_cluster() as cluster:
        url = cluster.create("bench")
        with house(url) as made:
            where = make_url(url)
            socket = str(where.query["host"])

            def connect() -> Any:
                return psycopg.connect(host=socket, user=where.username, dbname=where.database)

            yield from _measured(made, sizes, _Engine("PostgreSQL", connect, "psycopg"))


def _measured(made: House, sizes: Sizes, engine: _Engine) -> Iterator[Measure]:
    fill_cohort(made, sizes.learners, sizes.cohort_pieces)
    with closing(engine.connect()) as connection:
        if engine.name == "PostgreSQL":
            connection.autocommit = True
            connection.execute("ANALYZE")

        def bare() -> list[list[Any]]:
            return [connection.execute(statement).fetchall() for statement in BARE]

        rows = bare()
        cohort = _cohort(made)
        claims = sum(len(each) for line in cohort.lines for each in line.coverage.claims.values())
        assert (claims, len(cohort.lines)) == (len(rows[1]), len(rows[0])), "not the same rows"
        ours, yardstick = (
            least_of(sizes.repeats, lambda: _cohort(made)),
            least_of(sizes.repeats, bare),
        )
    size = f"{sizes.learners:,} learners × 12 × {sizes.cohort_pieces} ({claims:,} claims)"
    what = f"cohort’s coverage, {engine.name}"
    beside = f"bare SQL by {engine.by}"
    yield Measure(what, ours.wall, yardstick.wall, "s", size, beside)
    yield Measure(f"{what}, processor", ours.cpu, yardstick.cpu, "s", size, beside)
    yield _statements(made, what, size)


def _cohort(made: House) -> store.Cohort:
    with made.app.app_context():
        return store.of_many(in_centre())


def _statements(made: House, what: str, size: str) -> Measure:
    def one() -> None:
        with made.app.app_context():
            store.of_many(one_enrolment(made.enrolments[0].id))

    many = len(statements_of(made.app, lambda: _cohort(made)))
    few = len(statements_of(made.app, one))
    flag = "" if many == few else f"{few} for one enrolment"
    return Measure(f"{what}, SQL", many, len(BARE), "statements", size, "bare SQL", flag)
