"""What the documents say exists, and what exists is in the documents."""

import re
from pathlib import Path

import click
import pytest

from portfolio.base.settings.config import SETTINGS
from portfolio.base.settings.setting_checks import PREFIX
from portfolio.cli import cli
from tests.house.settings import page

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text()


def commands(command: click.Command, path: str = "portfolio"):
    if isinstance(command, click.Group):
        for name, inner in inside(command).items():
            yield from commands(inner, f"{path} {name}")
    else:
        yield path, command


def inside(group: click.Group) -> dict[str, click.Command]:
    """Return the commands of a group, imported if they must be."""
    context = click.Context(group)
    return {name: group.get_command(context, name) for name in group.list_commands(context)}


ALL = dict(commands(cli))


def section(path: str) -> str:
    """Return what docs/commands.md says about one command."""
    found = re.search(
        rf"^## {re.escape(path)}\n(.*?)(?=^## |\Z)", COMMANDS_PAGE, re.MULTILINE | re.DOTALL
    )
    assert found, f"docs/commands.md has no section “## {path}”"
    return found[1]


def test_the_page_of_settings_is_written_from_the_settings():
    there = (ROOT / "docs" / "settings.md").read_text()
    assert there == page(), "Renew it: python -m tests.house.settings > docs/settings.md"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_says_what_it_is_for(setting):
    assert setting.purpose.endswith(".")
    assert PREFIX + setting.name in page()


def test_documents_name_only_settings_that_exist():
    names = {PREFIX + setting.name for setting in SETTINGS}
    for document in DOCUMENTS:
        named = set(re.findall(r"\bPORTFOLIO_[A-Z_]*[A-Z]\b", document.read_text()))
        assert named <= names, document.name


@pytest.mark.parametrize("path", list(ALL))
def test_every_command_and_option_is_documented(path):
    words = section(path)
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option):
            for name in parameter.opts:
                assert f"`{name}`" in words, f"{path} {name}"
            assert parameter.help, f"{path} {parameter.name} has no help"
    assert ALL[path].help


def test_the_options_of_all_commands_are_documented():
    opening = COMMANDS_PAGE.split("## ")[0]
    for parameter in cli.params:
        assert any(name in opening for name in parameter.opts), parameter.name


def test_no_command_is_documented_that_is_gone():
    headings = re.findall(r"^## (portfolio .+)$", COMMANDS_PAGE, re.MULTILINE)
    assert sorted(headings) == sorted(ALL)
    for path, command in ALL.items():
        known = {name for param in command.params for name in param.opts}
        rows = set(re.findall(r"^\| `(-[^`]+)`", section(path), re.MULTILINE))
        assert rows <= known, path


def blocks(document: Path) -> list[str]:
    """Return the lines of the shell blocks of a document."""
    found = re.findall(
        r"^```(?:sh|bash|console|)\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL
    )
    return [line.strip() for block in found for line in block.splitlines() if line.strip()]


def lines_with_commands():
    for document in DOCUMENTS:
        for line in blocks(document):
            if re.match(r"(\S*/)?(portfolio|make)\b ", line):
                yield pytest.param(line, id=f"{document.name}: {line}")


@pytest.mark.parametrize("line", list(lines_with_commands()))
def test_the_commands_in_the_documents_exist(line):
    words = line.split("#")[0].split()
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(words[1:]) <= set(targets)
        return
    command: click.Command = cli
    rest = words[1:]
    known = {name for param in cli.params for name in param.opts} | {"--help"}
    while rest and isinstance(command, click.Group):
        word = rest.pop(0)
        if word.startswith("-"):
            assert word in known, line
            if word == "--home":
                rest.pop(0)
            continue
        assert word in inside(command), line
        command = inside(command)[word]
    known |= {name for param in command.params for name in param.opts}
    assert {word for word in rest if word.startswith("-")} <= known, line


def test_the_readme_has_the_two_commands_of_a_newcomer():
    assert {"make demo", "make test"} <= set(blocks(ROOT / "README.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#\s]+)", document.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
