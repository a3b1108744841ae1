"""The command: fills, writes the PDFs, says where they are, and serves this machine only."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from portfolio.base.settings.config import WrongSetting
from portfolio.cli import cli
from portfolio.demonstration.story import load
from portfolio.people import store as people

STORY = load()
NADIA = STORY.learners[0]
NAMES = {person.key: person.name for person in STORY.people}


def file_of(folder, key):
    return folder / f"Portfolio {NAMES[key]}.pdf"


def copy_home(filled, folder, *, write):
    """Copy the filled home, with empty files in place of the PDFs that need not be written."""
    app, _said = filled
    home = folder / "home"
    shutil.copytree(app.config["HOME"], home)
    finished = home / "finished"
    finished.mkdir()
    for story in STORY.learners:
        if story.learner not in write:
            file_of(finished, story.learner).touch()
    return home


def demo(home, *more):
    return CliRunner().invoke(cli, ["demo", "--home", str(home), *more])


@pytest.fixture(scope="module")
def finished(filled, tmp_path_factory):
    """The folder and what was said, after the PDFs of the complete and of the empty learner were written."""
    home = copy_home(filled, tmp_path_factory.mktemp("command"), write={"nadia", "finlay"})
    result = demo(home, "--no-serve")
    assert result.exit_code == 0, result.output
    return home / "finished", result.output


@pytest.fixture(scope="module")
def printed(finished):
    folder, _said = finished
    return {key: squeeze(text_of(file_of(folder, key))) for key in ("nadia", "finlay")}


def text_of(path):
    """Return what a PDF says, without the two lines at each page's foot and the marks at claimed words."""
    run = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    pages = [page.strip().splitlines() for page in run.stdout.decode().split("\f")]
    return re.sub(r"\[\d\.\d+\]", "", "\n".join(line for page in pages for line in page[:-2]))


def squeeze(text):
    """Return the text without white space: lines break anywhere."""
    return re.sub(r"\s+", "", text)


def test_it_says_what_was_written_and_where(finished):
    folder, said = finished
    assert "  Portfolio Nadia Rahman.pdf\n  Portfolio Finlay Hodgson.pdf\n" in said
    assert said.endswith(f"The PDF portfolios are in {folder}\n")


def test_a_pdf_that_is_there_is_not_written_again(finished):
    folder, _said = finished
    sizes = {key: file_of(folder, key).stat().st_size for key in ("nadia", "finlay", "owen")}
    assert sizes["nadia"] > sizes["finlay"] > 1000
    assert sizes["owen"] == 0


@pytest.mark.parametrize("piece", NADIA.pieces, ids=lambda piece: piece.key)
def test_the_complete_pdf_says_all_of_every_piece(printed, piece):
    told = piece.content_of(len(piece.revisions) + 1)
    by_the_house = {"title", "declaration"} if piece.kind == "witness_statement" else set()
    fields = told.model_dump(mode="json", exclude=by_the_house).values()
    for text in (text for text in fields if isinstance(text, str) and " " in text):
        assert squeeze(text) in printed["nadia"], text
    for answer in getattr(told, "answers", ()):
        assert squeeze(answer.words) in printed["nadia"]
    for review in piece.reviews:
        for decision in review.decisions:
            assert squeeze(decision.feedback) in printed["nadia"]


def test_the_empty_pdf_names_every_criterion(printed):
    assert squeeze("Finlay Hodgson") in printed["finlay"]
    assert printed["finlay"].count(squeeze("Nothing yet")) >= 12


def test_the_demonstration_is_refused_to_other_machines(tmp_path):
    result = demo(tmp_path / "home", "--host", "0.0.0.0")  # noqa: S104 -- it is refused
    assert isinstance(result.exception, WrongSetting)
    assert "on this machine only" in str(result.exception)
    assert not (tmp_path / "home").exists()


def test_a_home_with_another_centre_is_refused_with_a_sentence(app):
    result = demo(app.config["HOME"], "--no-serve")
    assert result.exit_code
    assert "This home holds another centre" in str(result.exception)
    with app.app_context():
        assert people.the_centre().contact_name == "Pat Office"


@pytest.mark.printing
def test_without_a_pdf_it_says_why_and_goes_on(filled, tmp_path):
    home = copy_home(filled, tmp_path, write={"finlay"})
    design = home / "exports" / "pdf"
    design.mkdir(parents=True)
    (design / "portfolio.css").write_text("body { background: url(nowhere.png) }")
    result = demo(home, "--no-serve")
    assert result.exit_code == 0
    assert "nowhere.png" in result.stderr
    assert not file_of(home / "finished", "finlay").exists()


def test_it_serves_at_the_next_free_port_until_stopped(filled, tmp_path):
    home = copy_home(filled, tmp_path, write=set())
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        command = [sys.executable, "-m", "portfolio", "demo", "--home", home, "--port", port]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as served:
            try:
                said, address = read_until_open(served)
                assert f"Port {port} is taken" in said
                assert f":{port} " not in address
                page = get(re.search(r"http://\S+", address)[0])
                assert all(name in page for name in NAMES.values())
            finally:
                served.send_signal(signal.SIGTERM)
            served.communicate(timeout=30)
            assert served.returncode == 0


def read_until_open(served):
    said = ""
    for line in served.stdout:
        if line.startswith("Open "):
            return said, line
        said += line
    pytest.fail(f"It ended without serving: {said}")


def get(address):
    """Return a page, once the server, which has just said its address, listens."""
    for _try in range(100):
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except urllib.error.URLError as problem:
            if not isinstance(problem.reason, ConnectionRefusedError):
                raise
            time.sleep(0.1)
    pytest.fail(f"Nothing listens at {address}.")
