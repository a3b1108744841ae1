"""Searching a portfolio beside the bare query of the engine's own index, over the same rows in the same run."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy.engine import make_url

from bench.house import House, house
from bench.measure import Measure, each_of
from bench.sizes import Sizes
from portfolio.base.db import db
from portfolio.base.web.paging import PageWanted, Part
from portfolio.evidence.search import index as search
from portfolio.evidence.search.folding import asked
from portfolio.handover.log import selection
from portfolio.handover.log.filters import Filters
from portfolio.handover.log.views import OTHERS_PER_PAGE, PER_PAGE
from tests.handover.many import fill_handovers
from tests.postgresql import PACKAGE, temporary_cluster

ASKED = {"a rare word": "parcel 7", "a word in all": "parcel", "three words": "cust prom parcel"}


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure on SQLite, and on PostgreSQL where Debian's package is installed."""
    handovers = max(sizes.handovers)
    with house() as made, closing(sqlite3.connect(made.home / "portfolio.db")) as connection:
        yield from _measured(made, sizes, handovers, "SQLite", _fts5(connection))
    if not PACKAGE.exists():
        return
    with temporary_cluster() as cluster:
        url = cluster.create("bench")
        where = make_url(url)
        with (
            house(url) as made,
            psycopg.connect(
                host=str(where.query["host"]),
                user=where.username,
                dbname=where.database,
                autocommit=True,
            ) as connection,
        ):
            yield from _measured(made, sizes, handovers, "PostgreSQL", _tsvector(connection))


Bare = Callable[[tuple[str, ...]], list[Any]]


def _fts5(connection: sqlite3.Connection) -> Bare:
    query = f"SELECT rowid FROM {search.INDEX} WHERE {search.INDEX} MATCH ?"  # noqa: S608 -- a name of ours

    def bare(words: tuple[str, ...]) -> list[Any]:
        wanted = " AND ".join(f'"{word}" *' for word in words)
        return connection.execute(query, [f"own : ({wanted})"]).fetchall()

    return bare


def _tsvector(connection: psycopg.Connection[Any]) -> Bare:
    vector = "array_to_tsvector(string_to_array(own, ' '))"
    query = f"SELECT id FROM {search.TABLE} WHERE {vector} @@ %s::text::tsquery"  # noqa: S608 -- a name of ours

    def bare(words: tuple[str, ...]) -> list[Any]:
        wanted = " & ".join(f"'{word}':*" for word in words)
        return connection.execute(query, [wanted]).fetchall()

    return bare


def _measured(
    made: House, sizes: Sizes, handovers: int, engine: str, bare: Bare
) -> Iterator[Measure]:
    with made.app.app_context():
        fill_handovers(made.learner.id, handovers)
        for what, typed in ASKED.items():
            wanted = asked(typed)
            found = _page(made, typed).total
            assert found == len(bare(wanted.words)), f"{what}: not the same rows"
            theirs = each_of(sizes.requests, partial(bare, wanted.words))
            size = f"{found:,} of {handovers:,} pieces"
            ours = each_of(sizes.requests, partial(_page, made, typed))
            yield Measure(
                f"search for {what}, {engine}",
                ours.wall * 1000,
                theirs.wall * 1000,
                "ms",
                size,
                "the bare index",
            )


def _page(made: House, typed: str) -> Part[UUID]:
    """Find a page of what was typed as the log does, in a transaction of its own; `log` measures the page itself."""
    handovers, _others = selection.find_part(
        made.learner.id,
        Filters(asked=asked(typed)),
        own=True,
        handovers=PageWanted(1, PER_PAGE),
        others=PageWanted(1, OTHERS_PER_PAGE),
    )
    db.session.commit()
    return handovers
