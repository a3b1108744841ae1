"""Writes down every route with its guard: `python -m tests.house.routes > tests/house/routes.txt`."""

import tempfile
from pathlib import Path

from flask import Flask

from portfolio.app import create_app
from portfolio.base.settings.config import read_settings
from portfolio.people.guards import guards_of

LIST = Path(__file__).with_name("routes.txt")


def lines_of(app: Flask) -> list[str]:
    """Return `METHODS path endpoint guards` for every route, by path."""
    lines = []
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guards = ", ".join(sorted(guards_of(app, rule.endpoint))) or "NOBODY"
        lines.append((rule.rule, f"{methods:9} {rule.rule}  {rule.endpoint}  {guards}"))
    return [line for _path, line in sorted(lines)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(lines_of(create_app(read_settings({}, HOME=folder)))))
