"""Checks unit files before a centre uses them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from portfolio.criteria.library import unit_files
from portfolio.criteria.loader import load
from portfolio.criteria.problem import Problem


def check(files: Sequence[Path]) -> list[Problem]:
    """Return every problem in these files, in order; a folder stands for the unit files in it."""
    return [problem for file in spread(files) for problem in load(file).problems]


def spread(files: Iterable[Path]) -> list[Path]:
    """Return the files, each folder replaced by its unit files."""
    found: list[Path] = []
    for file in files:
        found += unit_files(file) if file.is_dir() else [file]
    return found
