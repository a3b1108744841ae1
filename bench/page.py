"""The learner's pages with few and many pieces, beside bare Flask that sends the same HTML."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import url_for

from bench.bare import bare_app
from bench.fill import fill_portfolio
from bench.house import House, Visitor, house, statements_of
from bench.measure import Measure, each_of
from bench.served import per_second, served
from bench.sizes import Sizes

MOST_STATEMENTS = 12
BESIDE = "bare Flask, same HTML"


@dataclass(frozen=True)
class _Seen:
    """What one page took with one number of pieces."""

    statements: int
    measures: list[Measure]


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure statements, processor time and requests per second of each page."""
    before: dict[str, int] = {}
    for pieces in sizes.pieces:
        with ExitStack() as stack:
            made = stack.enter_context(house())
            fill_portfolio(made, pieces)
            home = str(made.home)
            command = ["-m", "portfolio", "--home", home, "run", "--port"]
            port = stack.enter_context(served(command, made.home / "served.log"))
            for name, path in pages(made).items():
                few = before.get(name)
                seen = _page(made, name, path, pieces, sizes, port)
                before[name] = seen.statements
                yield counted(name, pieces, seen.statements, few)
                yield from seen.measures


def pages(made: House) -> dict[str, str]:
    """Return the addresses of the learner's pages by their endpoints."""
    with made.app.test_request_context():
        return {
            "coverage.grid": url_for("coverage.grid", enrolment_id=made.enrolments[0].id),
            "evidence.portfolio": url_for("evidence.portfolio"),
            "home.first_page": url_for("home.first_page"),
        }


def counted(
    name: str, pieces: int, statements: int, few: int | None, what: str = "pieces"
) -> Measure:
    """Return the line of a page's statements, flagged when they are too many or grow with the pieces."""
    size = f"{pieces:,} {what}"
    measure = at_most(name, statements, MOST_STATEMENTS, size)
    if not measure.flag and few is not None and few != statements:
        return replace(measure, flag=f"{few} with fewer {what}")
    return measure


def at_most(name: str, statements: int, most: int, size: str) -> Measure:
    """Return the line of something's statements, flagged when they are more than allowed."""
    flag = f"more than {most}" if statements > most else ""
    return Measure(f"{name}, SQL", statements, most, "statements", size, "the most allowed", flag)


@contextmanager
def bare_page(html: str) -> Iterator[tuple[Path, Visitor]]:
    """Lend bare Flask that sends this page: its folder, to serve it from, and a visitor."""
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as place:
        folder = Path(place)
        (folder / "page.html").write_text(html, "utf-8")
        yield folder, Visitor(bare_app(folder))


def _page(made: House, name: str, path: str, pieces: int, sizes: Sizes, port: int) -> _Seen:
    learner = Visitor(made.app, made.learner.email)
    html = learner.get(path)
    statements = statements_of(made.app, lambda: learner.get(path))
    request = learner.request(path)
    ours = each_of(sizes.requests, lambda: learner.send(request))
    with bare_page(html) as (folder, stranger):
        plain = stranger.request("/")
        theirs = each_of(sizes.requests, lambda: stranger.send(plain))
        with served(["-m", "bench.bare", str(folder)], folder / "served.log") as bare_port:
            per_second(bare_port, "/", sizes.clients, sizes.clients)  # the first fills caches
            bare_rate = per_second(bare_port, "/", sizes.load, sizes.clients)
    per_second(port, path, sizes.clients, sizes.clients, learner.cookie)
    our_rate = per_second(port, path, sizes.load, sizes.clients, learner.cookie)
    size = f"{pieces} pieces ({len(html) // 1024} KiB)"
    return _Seen(
        len(statements),
        [
            Measure(f"{name}, processor", ours.cpu * 1000, theirs.cpu * 1000, "ms", size, BESIDE),
            Measure(
                f"{name}, served",
                our_rate,
                bare_rate,
                "requests/s",
                size,
                f"{BESIDE} (more is better)",
            ),
        ],
    )
