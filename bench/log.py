"""The handover log with few and many handovers, beside bare Flask that sends the same page and bare SQL for its rows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from bench.house import House, Visitor, house, statements_of
from bench.measure import Measure, each_of
from bench.page import BESIDE, bare_page, counted
from bench.sizes import Sizes
from tests.handover.many import fill_handovers

BARE_SQL = """
SELECT evidence.*, content FROM evidence
LEFT JOIN evidence_version ON evidence_version.id = (
    SELECT id FROM evidence_version WHERE evidence_id = evidence.id ORDER BY version DESC LIMIT 1)
WHERE learner_id = ? AND kind_id = 'handover_instance' AND withdrawn_at IS NULL
ORDER BY happened_on DESC LIMIT 20"""
"""One page of a log as one would ask for it by hand: its rows with all they say."""
PAGES = {
    "log": "/handovers",
    "log, searched": "/handovers?q=parcel+promised",
    "log, open only": "/handovers?open=1",
    "log, all to print": "/handovers?all=1",
    "log, CSV": "/handovers.csv",
}
WHOLE = ("log, all to print", "log, CSV")
"""These send every handover, so they take longer for more; their statements stay the same all the same."""


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure statements and processor time of each page with few and with many handovers."""
    few: dict[str, int] = {}
    for handovers in sizes.handovers:
        with house() as made:
            with made.app.app_context():
                fill_handovers(made.learner.id, handovers)
            for name, path in PAGES.items():
                yield from _page(made, name, path, handovers, sizes, few)


def _page(
    made: House, name: str, path: str, handovers: int, sizes: Sizes, few: dict[str, int]
) -> Iterator[Measure]:
    learner = Visitor(made.app, made.learner.email)
    html = learner.get(path)
    statements = len(statements_of(made.app, lambda: learner.get(path)))
    yield counted(name, handovers, statements, few.get(name), what="handovers")
    few[name] = statements
    request = learner.request(path)
    ours = each_of(sizes.requests, lambda: learner.send(request))
    size = f"{handovers:,} handovers ({len(html) // 1024} KiB)"
    with bare_page(html) as (_folder, stranger):
        plain = stranger.request("/")
        page = each_of(sizes.requests, lambda: stranger.send(plain))
    yield _line(f"{name}, processor", ours.cpu, page.cpu, size, BESIDE)
    if name not in WHOLE:
        sql = _bare_sql(made, sizes.requests)
        yield _line(f"{name}, processor", ours.cpu, page.cpu + sql, size, "the same and bare SQL")


def _line(what: str, ours: float, theirs: float, size: str, beside: str) -> Measure:
    return Measure(what, ours * 1000, theirs * 1000, "ms", size, beside)


def _bare_sql(made: House, times: int) -> float:
    """Return what a page's rows cost when sqlite3 is asked for them, in seconds."""
    with closing(sqlite3.connect(made.home / "portfolio.db")) as connection:
        learner = made.learner.id.hex
        assert connection.execute(BARE_SQL, [learner]).fetchall(), "nothing to measure"
        return each_of(times, lambda: connection.execute(BARE_SQL, [learner]).fetchall()).cpu
