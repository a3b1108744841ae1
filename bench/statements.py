"""How many SQL statements each page and step sends: `python -m bench.statements` writes them into docs/benchmarks.md."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from bench.create import KIND, save_of
from bench.fill import fill_portfolio
from bench.house import House, Visitor, house, statements_of
from bench.lists import fill_centre, readers
from bench.log import PAGES as LOG_PAGES
from bench.page import pages
from bench.witnesses import WORDS, prepared
from portfolio.base.db import db
from portfolio.evidence.records.model import Evidence
from tests.handover.many import fill_handovers
from tests.threats.outsider import Outsider, Reply, Step, walk

DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
COMMAND = "python -m bench.statements"
BEGIN = f"<!-- statements, written by `{COMMAND}` -->\n"
END = "<!-- end of statements -->\n"
TABLE = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
FEW, MANY = 5, 20
"""Pieces. Both cover every kind and state that `bench.fill` makes; a page that is cut or read well takes the same."""
PEOPLE_FOR_EACH = 12
"""Of the lists of people: so many for each piece, so that more than a page is there even of few."""

Counts = dict[str, int]


def counted() -> str:
    """Measure, and return the table with its marks as it has to stand in the document."""
    few, many = _with(FEW), _with(MANY)
    head = f"| page or step | {FEW} pieces | {MANY} pieces |\n|---|---|---|\n"
    rows = [f"| {name} | {number} | {many[name]} |\n" for name, number in few.items()]
    return f"{BEGIN}{head}{''.join(rows)}{END}"


def written() -> str:
    """Return the table as it stands in the document, with its marks; empty when it isn't there."""
    found = TABLE.search(DOCUMENT.read_text("utf-8"))
    return found[0] if found else ""


def write() -> None:
    """Put what is measured now in the place of what is written."""
    table = counted()
    DOCUMENT.write_text(TABLE.sub(lambda _old: table, DOCUMENT.read_text("utf-8")), "utf-8")


def _with(pieces: int) -> Counts:
    """Count every step in a house whose learner has so many pieces."""
    with house() as made:
        fill_portfolio(made, pieces)
        with made.app.app_context():
            fill_handovers(made.learner.id, pieces)
        links = prepared(made, 2)
        of_one = _read(made) | _create(made) | _decide(made) | _witness(made, links)
        return of_one | _look_after(made, pieces * PEOPLE_FOR_EACH)


def _count(made: House, action: Callable[[], Any]) -> int:
    """Count what a doing sends once what a process reads only once has been read."""
    action()
    return len(statements_of(made.app, action))


def _read(made: House) -> Counts:
    learner = Visitor(made.app, made.learner.email)
    addresses = pages(made) | {"evidence.piece": f"/evidence/{_newest(made)}"} | LOG_PAGES
    return {
        name: _count(made, partial(learner.get, address)) for name, address in addresses.items()
    }


def _create(made: House) -> Counts:
    learner = Visitor(made.app, made.learner.email)
    learner.get("/evidence/new")
    begin = f"/evidence/new/{KIND}"
    edit = learner.post(begin)
    learner.get(edit)
    autosave = save_of(learner, learner.post(begin), autosave=True)
    return {
        "capture, form": _count(made, lambda: learner.get("/handovers/new")),
        "handover, begin": _count(made, lambda: learner.post(begin)),
        "handover, form": _count(made, lambda: learner.get(edit)),
        "handover, autosave": _count(made, autosave),
        "handover, first save": len(statements_of(made.app, save_of(learner, edit))),
    }


def _decide(made: House) -> Counts:
    assessor = Visitor(made.app, made.assessor.email)
    piece = f"/assessment/evidence/{_newest(made)}"
    return {
        "assessment.queue": _count(made, lambda: assessor.get("/assessment")),
        "assessment.piece": _count(made, lambda: assessor.get(piece)),
        "coverage.cohort": _count(made, lambda: assessor.get("/cohort")),
    }


def _look_after(made: House, people: int) -> Counts:
    fill_centre(made, people)
    return {
        name: _count(made, partial(reader.get, path))
        for name, (reader, path) in readers(made).items()
    }


def _newest(made: House) -> str:
    """Return the id of the learner's newest handover that was handed in."""
    wanted = (
        select(Evidence.id)
        .where(Evidence.learner_id == made.learner.id, Evidence.draft.is_(None))
        .where(Evidence.kind_id == KIND, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.number.desc())
    )
    with made.app.app_context():
        return str(db.session.scalars(wanted).first())


def _witness(made: House, links: list[str]) -> Counts:
    """Count a witness's whole way from the link to the receipt, and of it the sending."""
    witness = _Inside(made)
    for _step in walk(witness, links[0], {"statement": WORDS}):
        pass
    steps: Counts = {}
    for step, number in _counted_way(made, witness, links[1]):
        steps[step.name] = number
    return {
        "witness, open": steps["open"],
        "witness, send": steps["send"],
        "witness, whole way": sum(steps.values()),
    }


def _counted_way(made: House, witness: Outsider, link: str) -> Iterator[tuple[Step, int]]:
    way = walk(witness, link, {"statement": WORDS})
    while True:
        taken: list[Step] = []
        sent = statements_of(made.app, partial(taken.extend, _next(way)))
        if not taken:
            return
        yield taken[0], len(sent)


def _next(way: Iterator[Step]) -> Iterator[Step]:
    for step in way:
        yield step
        return


class _Inside(Outsider):
    """An outsider who calls the application in this process, where its statements are counted."""

    def __init__(self, made: House) -> None:
        super().__init__("http://127.0.0.1:8000")
        self._client = made.app.test_client(use_cookies=False)

    def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, str] | None = None,
        *,
        body: bytes | None = None,
        **headers: str,
    ) -> Reply:
        """Send one request without a wire."""
        where = urlsplit(path)
        data = body if fields is None else dict(fields)
        answer = self._client.open(
            where.path, base_url=self.url, method=method, data=data, headers=headers
        )
        said = tuple(answer.headers.items())
        return Reply(answer.status_code, said, answer.get_data(), where.path, method)


if __name__ == "__main__":
    write()
