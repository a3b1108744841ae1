"""`portfolio criteria check` and `schema`, as somebody types them."""

import pytest
from click.testing import CliRunner

from portfolio.criteria.check_unit_files import check
from portfolio.criteria.commands import criteria_group
from portfolio.criteria.compose import EMPTY
from portfolio.criteria.schema import schema_text


def run(*words, **environment):
    return CliRunner().invoke(criteria_group, [str(word) for word in words], env=environment)


def test_good_files_get_a_sentence(folder, small):
    file = folder / "small.yaml"
    file.write_text(small)
    result = run("check", file)
    assert (result.exit_code, result.output) == (0, "1 unit file is fine.\n")
    assert run("check", file, folder).output == "2 unit files are fine.\n"


def test_every_error_of_every_file_is_said(folder, small):
    one, two, good = (folder / f"{name}.yaml" for name in ("one", "two", "small"))
    one.write_text(
        small.replace("unit: small", "unit: one").replace("stage: planning", "stage: no")
    )
    two.write_text("")
    good.write_text(small)
    result = run("check", one, good, two)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f'{one}:33:12: Put this in quotes: "no". Every value is text.',
        f"{two}:1:1: {EMPTY}",
    ]
    assert [str(problem) for problem in check([folder])] == result.output.splitlines()


def test_without_a_file_the_shipped_and_the_centres_own_are_checked(tmp_path):
    result = run("check", PORTFOLIO_HOME=str(tmp_path))
    assert (result.exit_code, result.output) == (0, "2 unit files are fine.\n")

    own = tmp_path / "criteria"
    own.mkdir()
    (own / "mine.yaml").write_text("unit: mine")
    result = run("check", PORTFOLIO_HOME=str(tmp_path))
    assert result.exit_code == 1
    assert f"{own / 'mine.yaml'}:1:1: Add `title:` here." in result.output


def test_checking_makes_no_home(tmp_path):
    home = tmp_path / "home"
    assert run("check", PORTFOLIO_HOME=str(home)).exit_code == 0
    assert not home.exists()


@pytest.mark.parametrize("name", ["absent.yaml", "a b/absent.yaml"])
def test_an_absent_file_is_a_sentence(tmp_path, name):
    result = run("check", tmp_path / name)
    assert result.exit_code == 1
    assert result.output == (
        f"{tmp_path / name}:1:1: This file cannot be opened (No such file or directory).\n"
    )


def test_an_empty_folder_is_a_sentence(folder):
    result = run("check", folder)
    assert result.exit_code == 1
    assert result.stderr == "There is no unit file here. Name a file, or see docs/criteria.md.\n"


def test_the_schema_is_printed():
    result = run("schema")
    assert (result.exit_code, result.output) == (0, schema_text())
