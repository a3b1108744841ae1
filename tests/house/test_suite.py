"""The suite is as docs/testing.md says: targets, marks, and that no unmarked test begins what it should not."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.marked_costs import SIGNS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = dict(re.findall(r"^(test[a-z-]*):.*\n\t(.+)$", MAKEFILE, re.MULTILINE))


def marks() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {line.split(":")[0] for line in project["tool"]["pytest"]["ini_options"]["markers"]}


def test_the_page_describes_every_target_and_no_other():
    assert set(re.findall(r"^\| `make (test[a-z-]*)` \|", PAGE, re.MULTILINE)) == set(TARGETS)


def test_the_page_describes_every_mark_and_no_other():
    assert set(re.findall(r"^\| `([a-z_]+)` \|", PAGE, re.MULTILINE)) == marks()


@pytest.mark.parametrize(
    ("target", "left_out"), [("test", {"long"}), ("test-fast", {*SIGNS, "long"})]
)
def test_a_target_leaves_out_what_the_page_says(target, left_out):
    chosen = re.search(r'-m "not \(?([^)"]*)\)?"', TARGETS[target])
    assert chosen
    assert set(chosen[1].split(" or ")) == left_out
    assert left_out <= marks()


def test_what_every_submission_must_pass_is_make_check_and_make_test():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make")] == ["make check", "make test"]


BEGINS = """
import contextlib, subprocess, sys
import pytest

def begin(sign):
    with contextlib.suppress(Exception):
        subprocess.run([sys.executable, "-c", "", sign], check=True)

@pytest.mark.parametrize("sign", {signs})
def test_unmarked(sign):
    begin(sign)

def test_harmless():
    begin("anything")
"""


def test_a_test_that_begins_something_unmarked_fails(tmp_path):
    signs = [words[0] for words in SIGNS.values()]
    (tmp_path / "test_begins.py").write_text(BEGINS.format(signs=signs))
    for mark in SIGNS:
        marked = f"\n@pytest.mark.{mark}\ndef test_{mark}():\n    begin({SIGNS[mark][0]!r})\n"
        with (tmp_path / "test_begins.py").open("a") as file:
            file.write(marked)
    run = [sys.executable, "-m", "pytest", "-q", "-p", "tests.marked_costs", "-c", "/dev/null"]
    ended = subprocess.run([*run, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    failed = re.findall(r"^FAILED \S+::(\S+)", ended.stdout, re.MULTILINE)
    assert failed == [f"test_unmarked[{sign}]" for sign in signs], ended.stdout
    assert f"{len(SIGNS) + 1} passed" in ended.stdout
    for mark in SIGNS:
        assert f"needs @pytest.mark.{mark}" in ended.stdout


GROUPED = """
import os, time
import pytest

@pytest.mark.xdist_group("together")
@pytest.mark.parametrize("number", range(8))
def test_one_of_many(number, tmp_path):
    time.sleep(0.05)
    with open({log!r}, "a") as log:
        log.write(os.environ["PYTEST_XDIST_WORKER"] + " ")
"""


def test_a_group_of_tests_stays_with_one_process(tmp_path):
    """What a group makes once (a filled demonstration, a printed sample) would be made by every process."""
    log = tmp_path / "log"
    (tmp_path / "test_grouped.py").write_text(GROUPED.format(log=str(log)))
    run = [sys.executable, "-m", "pytest", "-q", "-n2", "--dist", "loadgroup", "-c", "/dev/null"]
    ended = subprocess.run([*run, str(tmp_path)], cwd=tmp_path, capture_output=True, text=True)
    assert "8 passed" in ended.stdout
    assert len(set(log.read_text().split())) == 1
