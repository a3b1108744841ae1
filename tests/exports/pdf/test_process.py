"""The printing child serves nothing but the portfolio, and its limits really stop it."""

import json
import os
import socketserver
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from portfolio.base.paths import shipped
from portfolio.exports.formats.pdf import format as pdf
from portfolio.exports.formats.pdf.fill_design import fill_design
from portfolio.exports.formats.pdf.process import (
    FontsMissing,
    PangoMissing,
    PdfFaulty,
    PdfRefused,
    PdfTookTooLong,
    PdfTooLarge,
    PrintLimits,
    _environment,
    read_report,
    run,
)
from tests.exports.sample import sample_dossier

GENEROUS = PrintLimits()


@pytest.fixture
def listener():
    """Listen on loopback and note every connection."""
    calls = []

    class Note(socketserver.BaseRequestHandler):
        def handle(self):
            calls.append(self.request.recv(100))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Note) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server.server_address[1], calls
        server.shutdown()
        thread.join()


def job(folder: Path, body: str, memory: int = 4096) -> Path:
    (folder / "page.html").write_text(f'<!doctype html><html lang="en-GB"><title>T</title>{body}')
    (folder / "style.css").write_text("")
    files = {"design/portfolio.css": [str(folder / "style.css"), "text/css"]}
    content = {
        "memory": memory * 1024**2,
        "seconds": 60,
        "style": "design/portfolio.css",
        "files": files,
        "identifier": "x",
    }
    (folder / "job.json").write_text(json.dumps(content))
    return folder


@pytest.mark.printing
def test_hostile_words_fetch_nothing_and_stay_words(tmp_path, listener):
    port, calls = listener
    bad = (
        f'<img src="http://127.0.0.1:{port}/a.png"><link rel=stylesheet href="file:///etc/passwd">'
        f"<style>@import url(http://127.0.0.1:{port}/b.css)</style><script>alert(1)</script>"
        f'</title></td></table>url(http://127.0.0.1:{port}/c) " onload=x \x00\x1b\u202e'
    )
    calm = sample_dossier(1, learner="Bad <img src=file:///etc/passwd> Actor")
    field = calm.pieces[0].sections[0].entries[4]
    section = replace(
        calm.pieces[0].sections[0], title=bad, entries=(replace(field, label=bad, shown=bad),)
    )
    claims = tuple(replace(c, place=bad, reason=bad, made_by=bad) for c in calm.pieces[0].claims)
    file = replace(calm.pieces[0].attachments[0], filename=bad, alt_text=bad)
    piece = replace(
        calm.pieces[0],
        title=bad,
        kind_name=bad,
        sections=(section,),
        claims=claims,
        attachments=(file,),
    )
    hostile = replace(calm, centre=replace(calm.centre, name=bad), pieces=(piece,))
    html = fill_design(hostile, [shipped("exports") / "pdf"], {})
    assert "<script" not in html
    assert html.count("<img") == 1
    pdf.write(hostile, tmp_path / "hostile.pdf")
    text = subprocess.run(
        ["pdftotext", tmp_path / "hostile.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "<script>alert(1)</script>" in "".join(text.split("\n"))
    assert "root:" not in text
    assert calls == []


@pytest.mark.printing
@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="http://127.0.0.1:{port}/a.png">',
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="data:image/svg+xml,<svg/>">',
        '<p style="background: url(https://portfolio.invalid/photo/other)">x</p>',
        (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>'
            '<image href="http://127.0.0.1:{port}/b.png" width="9" height="9"/></svg>'
        ),
    ],
)
def test_a_design_that_asks_for_anything_else_is_refused_by_name(tmp_path, listener, body):
    port, calls = listener
    with pytest.raises(
        PdfRefused, match=r"which is not part of the portfolio. Put the file into the design"
    ):
        run(job(tmp_path, body.replace("{port}", str(port))), GENEROUS)
    assert calls == []
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.printing
def test_what_the_engine_calls_an_error_is_a_failure(tmp_path):
    with pytest.raises(PdfFaulty, match=r"could not be made: No anchor #nowhere.*Nothing is lost"):
        run(job(tmp_path, '<a href="#nowhere">x</a>'), GENEROUS)


@pytest.mark.printing
def test_too_long_by_the_clock_is_stopped_with_a_sentence(tmp_path):
    with pytest.raises(PdfTookTooLong, match=r"not finished after 0\.2 seconds, so it was stopped"):
        pdf.write(sample_dossier(1), tmp_path / "x.pdf", limits=PrintLimits(wall_seconds=0.2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.printing
def test_too_much_processor_time_is_stopped_with_a_sentence(tmp_path):
    with pytest.raises(PdfTookTooLong, match=r"not finished after 1 seconds"):
        pdf.write(sample_dossier(40), tmp_path / "x.pdf", limits=PrintLimits(processor_seconds=1))


@pytest.mark.printing
@pytest.mark.parametrize("megabytes", [60, 170])
def test_too_much_memory_is_stopped_with_a_sentence(tmp_path, megabytes):
    with pytest.raises(PdfTooLarge, match=f"more than the {megabytes} MB of memory"):
        pdf.write(
            sample_dossier(1), tmp_path / "x.pdf", limits=PrintLimits(memory=megabytes * 1024**2)
        )


@pytest.mark.printing
def test_missing_pango_says_which_packages_to_install(tmp_path):
    stand_in = tmp_path / "stand-in"
    stand_in.mkdir()
    sentence = "raise OSError(\"cannot load library 'libpango-1.0-0'\")"
    (stand_in / "weasyprint.py").write_text(sentence)
    job(tmp_path, "<p>x</p>")
    source = Path(pdf.__file__).resolve().parents[4]
    child = subprocess.run(
        [sys.executable, "-P", "-m", "portfolio.exports.formats.pdf.child", tmp_path],
        env={**os.environ, "PYTHONPATH": f"{stand_in}{os.pathsep}{source}"},
        check=True,
    )
    with pytest.raises(
        PangoMissing, match=r"apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    ):
        read_report(tmp_path, child.returncode, GENEROUS)


@pytest.mark.printing
def test_a_computer_without_fonts_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    with pytest.raises(FontsMissing, match="apt install fonts-dejavu-core"):
        run(job(tmp_path, "<p>x</p>"), GENEROUS)


@pytest.mark.printing
def test_lack_of_memory_leaves_the_machines_list_of_fonts_whole(tmp_path, monkeypatch):
    fonts = Path("/usr/share/fonts")
    cache = tmp_path / "cache"
    conf = f"<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
    (tmp_path / "fonts.conf").write_text(conf)
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    listing = ["fc-list", ":", "file"]
    whole = subprocess.run(listing, capture_output=True, check=True).stdout
    for path in cache.iterdir():
        path.unlink()
    with pytest.raises(PdfTooLarge):
        run(job(tmp_path, "<p>x</p>", memory=30), GENEROUS)
    again = subprocess.run(listing, capture_output=True, check=True).stdout
    assert sorted(again.splitlines()) == sorted(whole.splitlines()) != []


def test_the_child_is_not_told_our_secrets(monkeypatch):
    monkeypatch.setenv("PORTFOLIO_SECRET_KEY", "secret")
    assert not [name for name in _environment() if name.startswith("PORTFOLIO")]


@pytest.mark.printing
def test_a_centres_own_design_wins_file_by_file(tmp_path):
    own = tmp_path / "exports" / "pdf"
    own.mkdir(parents=True)
    (own / "_back.html").write_text(
        '<section class="part"><h1 id="about">Our own last page</h1></section>'
    )
    pdf.write(sample_dossier(0), tmp_path / "own.pdf", designs=[tmp_path / "exports"])
    text = subprocess.run(
        ["pdftotext", tmp_path / "own.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "Our own last page" in text
    assert "Declaration of authenticity" in text
