"""Two hundred witnesses at once on a served house, beside bare Flask that keeps the same rows; nothing may be lost.

One witness goes the whole way first and is recorded: which forms, which pages, which rows. Then a
crowd goes that way, each with a link of their own; afterwards every acknowledged statement is looked for.
"""

import html
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.bare_witness import step_name
from bench.crowd import MARK, Crowd, Recorded, gather
from bench.fill import Rows, codes
from bench.house import House, PageFailed, house
from bench.measure import Measure
from bench.served import LOOPBACK, Server, serving
from bench.sizes import Sizes
from portfolio.base.clock import now
from portfolio.base.db import Model, db
from portfolio.base.link_secrets import mint
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.history import store as history
from portfolio.people.model import Account
from portfolio.witness.model import Statement, WitnessLink, WitnessRequest
from tests.threats.outsider import STATEMENT, Outsider, Step, walk

EACH = 20
"""Requests of one learner."""
MOST_A_SECOND = 60
"""Statements that no machine of this size can take; so many links are prepared."""
PERCENTILES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))
WORDS = f"{STATEMENT} {MARK}"
RECEIPT = re.compile(r"Reference (E\d+)")


@dataclass(frozen=True)
class Way:
    """The recorded way: what a crowd sends, and what the yardstick answers and keeps."""

    steps: list[Recorded]
    answers: dict[str, dict[str, Any]]
    rows: list[tuple[str, list[Any]]]
    tables: dict[str, list[str]]


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure each step's latency, statements in a second and processor time; then count what arrived."""
    at_once, seconds = sizes.witnesses, sizes.seconds
    with house() as made:
        links = prepared(made, at_once + MOST_A_SECOND * seconds)
        command = ["-m", "portfolio", "--home", str(made.home), "run", "--port"]
        with serving(command, made.home / "served.log") as server:
            way = _recorded(made, server, links.pop())
            known = _findings(made)
            ours, our_cost = _crowd(server, way, links, at_once, seconds)
        faults = _missing(made, ours, known)
        with _bare(made.home, way) as bare:
            theirs, their_cost = _crowd(bare, way, links, at_once, seconds)
    size = f"{at_once} at once for {seconds} s"
    yield from _lines(ours, theirs, size)
    yield _rate("statements", len(ours.done) / ours.wall, len(theirs.done) / theirs.wall, size)
    mine, bares = [
        cost * 1000 / max(1, len(crowd.done))
        for cost, crowd in _pairs(ours, our_cost, theirs, their_cost)
    ]
    yield Measure("a statement, processor", mine, bares, "ms", size, "bare Flask, same rows")
    for what, number in faults.items():
        words = f"{number} of {len(ours.done)}" if number else ""
        yield Measure(f"statements, {what}", number, 0, "errors", size, "none is right", words)
    said = "; ".join(f"{fault} ×{many}" for fault, many in Counter(ours.faults).most_common(3))
    yield Measure(
        "answers, refused or broken", len(ours.faults), 0, "errors", size, "none is right", said
    )


def _pairs(
    ours: Crowd, our_cost: float, theirs: Crowd, their_cost: float
) -> list[tuple[float, Crowd]]:
    return [(our_cost, ours), (their_cost, theirs)]


def _rate(what: str, ours: float, theirs: float, size: str) -> Measure:
    return Measure(what, ours, theirs, "a second", size, "bare Flask, same rows (more is better)")


def _lines(ours: Crowd, theirs: Crowd, size: str) -> Iterator[Measure]:
    for name, took in ours.took.items():
        for words, share in PERCENTILES:
            ms, bare_ms = [
                _percentile(seconds, share) * 1000 for seconds in (took, theirs.took[name])
            ]
            yield Measure(f"{name}, {words}", ms, bare_ms, "ms", size, "bare Flask, same rows")


def _percentile(took: Sequence[float], share: float) -> float:
    ordered = sorted(took) or [0.0]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


# --- before -------------------------------------------------------------------------------------


def prepared(made: House, many: int) -> list[str]:
    """Make so many open requests, spread over learners on the second unit; return the paths of their links."""
    rows, links = Rows(made.assessor), []
    like = made.enrolments[1]
    for number in range(many):
        if number % EACH == 0:
            learner, enrolment = _learner(rows, number // EACH, like)
        token = mint()
        links.append(f"/w/{token.text}")
        request = _request(rows, number, learner, enrolment, like)
        rows.add(WitnessLink, request_id=request, digest=token.digest, way="mail", made_at=now())
    with made.app.app_context():
        rows.insert()
    return links


def _learner(rows: Rows, number: int, like: Enrolment) -> tuple[UUID, UUID]:
    email = f"learner{number}@bench.example"
    learner = rows.add(
        Account, name=f"Learner {number:04}", email=email, email_key=email, password=None
    )
    rows.learners.append(learner)
    unit = {
        "unit_id": like.unit_id,
        "unit_version": like.unit_version,
        "unit_digest": like.unit_digest,
    }
    who = {"learner_id": learner, "assessor_id": rows.assessor.id}
    return learner, rows.add(Enrolment, **who, **unit)


def _request(rows: Rows, number: int, learner: UUID, enrolment: UUID, like: Enrolment) -> UUID:
    email = f"witness{number}@works.example"
    return rows.add(
        WitnessRequest,
        learner_id=learner,
        enrolment_id=enrolment,
        criteria=codes(like)[:2],
        witness_name=f"Wyn Witness{number}",
        witness_role="Shift manager",
        employer="Rowan Bank",
        relationship="Manages the shift",
        witness_email=email,
        email_key=email,
        what_they_saw="The handover on Friday, when the late shift took over.",
        state="sent",
        expires_at=now() + timedelta(days=1),
        created_at=now(),
    )


# --- one goes first -----------------------------------------------------------------------------


def _recorded(made: House, server: Server, link: str) -> Way:
    """Let one witness go the whole way; note what was sent, answered and written."""
    witness = Outsider(f"http://{LOOPBACK}:{server.port}")
    steps: list[Recorded] = []
    answers: dict[str, dict[str, Any]] = {}
    with closing(sqlite3.connect(made.home / "portfolio.db")) as file:
        before = _last_rows(file)
        changes = _changes(file)
        for step in walk(witness, link, {"statement": WORDS}):
            if step.reply.status != 200:
                raise PageFailed(f"{step.name} answered {step.reply.status}.")
            wrote = _changes(file) != changes
            changes = _changes(file)
            for recorded, answer, kind in _typed_first(step):
                steps.append(recorded)
                sends = recorded.name == "send"
                if sends:
                    rows, tables = _new_rows(file, before)
                answers[recorded.name] = {
                    "answer": answer,
                    "type": kind,
                    "writes": wrote,
                    "sends": sends,
                }
            before = _last_rows(file) if steps[-1].name != "send" else before
    if steps[-1].name != "send":
        raise PageFailed(f"The way ended at {steps[-1].name}.")
    return Way(steps, answers, rows, tables)


def _typed_first(step: Step) -> Iterator[tuple[Recorded, str, str]]:
    """Yield a step as it is sent; before the witness's words, the save that the page's script makes."""
    fields = step.fields
    path = step.reply.path
    if fields is None:
        yield Recorded("open", path, None), step.reply.html, "text/html"
        return
    part, wish = path.removeprefix("/witness/statement/"), fields.get("do")
    if fields.get("statement") == WORDS and wish != "show":
        yield (
            Recorded(step_name(part, wish, autosave=True), path, fields, autosave=True),
            json.dumps({"revision": "0" * 16, "saved": "at 12:00"}),
            "application/json",
        )
    yield (
        Recorded(step_name(part, wish, autosave=False), path, fields),
        step.reply.html,
        "text/html",
    )


def _changes(file: sqlite3.Connection) -> int:
    """Return a number that another one's writing changes."""
    return int(file.execute("PRAGMA data_version").fetchone()[0])


def _tables(file: sqlite3.Connection) -> list[str]:
    """Return the names of our own tables, without those in which the search keeps its index."""
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return [table for (table,) in file.execute(wanted) if table in Model.metadata.tables]


def _last_rows(file: sqlite3.Connection) -> dict[str, int]:
    last = {}
    for table in _tables(file):
        last[table] = file.execute(f"SELECT max(rowid) FROM {table}").fetchone()[0] or 0  # noqa: S608 -- our own tables
    return last


def _new_rows(
    file: sqlite3.Connection, before: dict[str, int]
) -> tuple[list[tuple[str, list[Any]]], dict[str, list[str]]]:
    """Return the rows that a statement left behind, whole, and the columns of their tables."""
    rows, tables = [], {}
    for table, last in before.items():
        found = file.execute(f"SELECT * FROM {table} WHERE rowid > ?", (last,))  # noqa: S608 -- our own tables
        columns = [described_column[0] for described_column in found.description]
        for values in found:
            rows.append((table, list(values)))
            tables[table] = [
                f'"{columns[0]}" PRIMARY KEY',
                *(f'"{column}"' for column in columns[1:]),
            ]
    return rows, tables


# --- the crowd ----------------------------------------------------------------------------------


def _crowd(
    server: Server, way: Way, links: Sequence[str], at_once: int, seconds: float
) -> tuple[Crowd, float]:
    """Return what came of the crowd, and the processor seconds that the server used for it."""
    before = server.processor()
    crowd = gather(server.port, way.steps, links, at_once, seconds)
    return crowd, server.processor() - before


def _bare(home: Path, way: Way) -> Any:
    folder = home / "bare"
    folder.mkdir()
    said = {"steps": way.answers, "rows": way.rows, "tables": way.tables}
    (folder / "way.json").write_text(json.dumps(said, default=bytes.hex), "utf-8")
    return serving(["-m", "bench.bare_witness", str(folder)], folder / "served.log")


# --- afterwards ---------------------------------------------------------------------------------


def _findings(made: House) -> set[str]:
    """Return what `history verify` finds; the prepared rows were never recorded, and it says so."""
    with made.app.app_context():
        return set(history.verify())


def _missing(made: House, crowd: Crowd, known: set[str]) -> dict[str, int]:
    """Count acknowledged statements that are lost, not whole or doubled, those that nobody was told of, and faults of history."""
    with made.app.app_context():
        wanted = (
            select(WitnessRequest.witness_name, EvidenceVersion.content)
            .join(Statement, Statement.request_id == WitnessRequest.id)
            .join(EvidenceVersion, EvidenceVersion.evidence_id == Statement.evidence_id)
        )
        kept: dict[str, list[str]] = {}
        for name, content in db.session.execute(wanted):
            kept.setdefault(name, []).append(content["statement"])
        receipts = Counter(
            db.session.scalars(
                select(OutgoingMail.recipient).where(OutgoingMail.about == "witness receipt")
            )
        )
    numbers = crowd.done
    lost = [number for number in numbers if f"Wyn Witness{number}" not in kept]
    torn = [
        number
        for number in numbers
        if kept.get(f"Wyn Witness{number}", [""])[0] != WORDS.replace(MARK, f"({number})")
    ]
    doubled = [name for name, said in kept.items() if len(said) > 1]
    untold = [number for number in numbers if receipts[f"witness{number}@works.example"] != 1]
    unacknowledged = len(kept) - 1 - len(numbers)
    no_receipt = [
        witness_number
        for witness_number, page in numbers.items()
        if not RECEIPT.search(html.unescape(page))
    ]
    return {
        "lost": len(lost),
        "not whole": len(torn),
        "doubled": len(doubled),
        "kept but not acknowledged": unacknowledged,
        "without one receipt": len({*untold, *no_receipt}),
        "faults in history": len(_findings(made) - known),
    }
