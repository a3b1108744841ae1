"""Every row of the threat model has its tests, and every test here belongs to a row."""

import ast
from pathlib import Path

from tests.threats import ROWS


def known_tests() -> set[str]:
    found = set()
    for module in Path(__file__).parent.glob("test_*.py"):
        if module != Path(__file__):
            body = ast.parse(module.read_text("utf-8")).body
            names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
            found |= {f"{module.stem}.{name}" for name in names if name.startswith("test_")}
    return found


def test_no_row_is_without_a_test_and_no_test_without_a_row():
    named = [test for tests in ROWS.values() for test in tests]
    assert [row for row, tests in ROWS.items() if not tests] == []
    assert sorted(named) == sorted(known_tests())
