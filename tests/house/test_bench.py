"""The benchmarks run on tiny sizes and print their lines; no clock is asserted."""

import subprocess
import sys
from dataclasses import replace

import pytest

from bench import page, statements
from bench.__main__ import BENCHMARKS, main
from bench.descendants import bill_of
from bench.measure import Measure, each_of, least_of, table
from bench.sizes import SIZES, Sizes

TINY = Sizes(
    learners=2,
    cohort_pieces=5,
    repeats=1,
    pieces=(1,),
    requests=2,
    load=8,
    clients=2,
    signing_in=3,
    handovers=(2, 3),
    people=(12, 24),
    witnesses=3,
    seconds=1,
)
ALL_KINDS = replace(TINY, pieces=(20,))
"""Pieces of every kind and state that the large sizes have, too."""
LINES = {
    "coverage": ["cohort’s coverage, SQLite", "cohort’s coverage, PostgreSQL, SQL", "120 claims"],
    "page": ["coverage.grid, SQL", "evidence.portfolio, processor", "home.first_page, served"],
    "create": [
        "begin (POST), SQL",
        "begin (POST), latency",
        "form (GET), processor",
        "save (POST), latency",
    ],
    "pdf": ["PDF, processor", "PDF, memory", "1 piece"],
    "sign-in": ["sign-in, errors", "3 at once"],
    "log": ["log, SQL", "log, searched, processor", "log, all to print, SQL", "3 handovers"],
    "lists": ["centre.people, SQL", "home.trail, processor", "24 people"],
    "search": [
        "search for a rare word, SQLite",
        "search for three words, PostgreSQL",
        "of 3 pieces",
    ],
    "details": ["details, precision", "details, recall", "5,000 words"],
    "witnesses": ["open, p50", "send, p99", "send, max", "statements, lost", "3 at once for 1 s"],
    "readiness": ["vague_text, precision", "overall, recall", "5,000 words"],
}


@pytest.mark.browser
@pytest.mark.postgresql
@pytest.mark.printing
@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_prints_its_lines(name):
    measures = list(BENCHMARKS[name](ALL_KINDS if name == "page" else TINY))
    shown = table(measures)
    assert [line for line in LINES[name] if line not in shown] == []
    for measure in measures:
        assert measure.ours >= 0
        assert measure.yardstick > 0 or measure.unit == "errors", measure
        assert not measure.flag, measure


@pytest.mark.parametrize(
    ("statements", "few", "flag"),
    [(11, 11, ""), (12, None, ""), (11, 9, "9 with fewer pieces"), (13, None, "more than 12")],
)
def test_a_page_that_needs_too_many_statements_is_flagged(statements, few, flag):
    assert page.counted("coverage.grid", 100, statements, few).flag == flag


def test_the_statements_in_the_document_are_those_that_are_sent():
    assert statements.written() == statements.counted(), f"Renew them: {statements.COMMAND}"


def test_a_flag_stands_at_the_end_of_its_line_and_fails_the_run(capsys, monkeypatch):
    flagged = Measure("page, SQL", 14, 12, "statements", "5 pieces", "the most allowed", "too many")
    monkeypatch.setitem(BENCHMARKS, "page", lambda _sizes: iter([flagged]))
    assert main(["page", "--size", "small"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1].endswith("the most allowed  FLAG: too many")
    assert "1.17" in said[-1]


def test_an_unknown_name_is_refused_with_the_names_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "no benchmark speed: choose of coverage, page" in capsys.readouterr().err


def test_the_sizes_are_those_that_were_promised():
    full = SIZES["full"]
    assert (full.learners, full.cohort_pieces, full.pieces, full.signing_in, full.handovers) == (
        1000,
        10,
        (20, 100),
        100,
        (20, 1000),
    )


def test_a_bill_leaves_processes_alone_that_ran_before():
    """The tests' own database is a child of this process: waiting for it would last for ever."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as other:
        bill = bill_of(lambda: subprocess.run(["sleep", "0.3"], check=True))
        assert other.poll() is None
    assert 0 < bill.memory < 2**26
    assert bill.wall > 0


def test_a_bill_counts_what_outlives_its_parent():
    busy = "import os\nif os.fork() == 0:\n for _ in range(6_000_000): pass"
    bill = bill_of(lambda: subprocess.run([sys.executable, "-c", busy], check=True))
    alone = bill_of(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    assert bill.cpu > alone.cpu


def test_an_action_is_done_as_often_as_said():
    done = []
    least_of(3, lambda: done.append(1))
    each_of(5, lambda: done.append(1))
    assert len(done) == 3 + 1 + 5
