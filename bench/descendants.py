"""Runs something that starts processes, and says what it and all its processes cost together."""

import ctypes
import os
import resource
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ADOPT_ORPHANS = 36  # prctl's PR_SET_CHILD_SUBREAPER: what a process leaves behind becomes our child
EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Bill:
    """Seconds by the clock, processor seconds of all processes, and their memory together at its peak."""

    wall: float
    cpu: float
    memory: int


def bill_of(action: Callable[[], Any]) -> Bill:
    """Do it once; count its processes, those that outlived their parent too.

    Memory is the proportional set size (shared pages counted once) of all processes below this one.
    """
    library = ctypes.CDLL(None)
    library.prctl(ADOPT_ORPHANS, 1, 0, 0, 0)
    watch = _Watch(_below(os.getpid()))
    before, began = _processor_seconds(), time.perf_counter()
    watch.start()
    try:
        action()
    finally:
        wall = time.perf_counter() - began
        watch.done.set()
        watch.join()
        _collect_orphans(watch.seen)
        library.prctl(ADOPT_ORPHANS, 0, 0, 0, 0)
    return Bill(wall, _processor_seconds() - before - watch.cost, watch.peak)


class _Watch(threading.Thread):
    """Looks at the memory of all processes below this one, until told that it is done.

    `others` ran before (a database of the tests, say): they and theirs are left alone.
    """

    def __init__(self, others: set[int]) -> None:
        super().__init__()
        self.others = others
        self.done = threading.Event()
        self.peak = 0
        self.cost = 0.0
        self.seen: set[int] = set()

    def run(self) -> None:
        """Keep the highest sum, and what looking cost."""
        while not self.done.wait(EVERY):
            self._look()
        self._look()  # what began since the last look, and goes on
        self.cost = time.thread_time()

    def _look(self) -> None:
        below = _below(os.getpid(), self.others)
        self.seen |= below
        self.peak = max(self.peak, sum(_memory(process) for process in below))


def _below(root: int, others: frozenset[int] | set[int] = frozenset()) -> set[int]:
    """Return all processes below `root`, without `others` and those below them."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended while we looked
    found: set[int] = set()
    while (
        more := {process for process, up in parents.items() if up in found | {root}}
        - found
        - others
    ):
        found |= more
    return found


def _memory(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _collect_orphans(seen: set[int]) -> None:
    """Wait for what was left to us, so that its processor time is counted."""
    for process in seen:
        try:
            os.waitpid(process, 0)
        except ChildProcessError:
            continue  # somebody else's, and counted through them


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
