"""The command line answers at once: it imports a command when it is called, and knows of the others by name."""

import json
import subprocess
import sys

import pytest

from portfolio.cli import COMMANDS

HEAVY = {"sqlalchemy", "flask", "weasyprint", "pydantic", "jinja2", "wtforms"}
IMPORTED = """
import contextlib, io, json, sys
from portfolio.cli import main
said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
    main()
print(json.dumps([said.getvalue(), sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def called(*arguments: str) -> tuple[str, set[str]]:
    """Return what a command says, and the packages that are imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=True
    )
    said, modules = json.loads(done.stdout)
    return said, set(modules)


@pytest.mark.parametrize("asked", ["--help", "--version"])
def test_what_needs_no_command_imports_none(asked):
    said, modules = called(asked)
    assert said
    assert not modules & HEAVY, "portfolio/cli.py imports it: let the command's own module do so"


def test_a_command_that_is_called_is_imported():
    said, modules = called("user", "--help")
    assert "add" in said
    assert "sqlalchemy" in modules


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_of_each_command_what_the_command_says(name):
    command = COMMANDS[name].command()
    assert command.name == name
    assert " ".join(command.help.split("\n\n")[0].split()) == COMMANDS[name].purpose
    assert f"  {name} " in called("--help")[0]
