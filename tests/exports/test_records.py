"""A record about a handover, and a recorded discussion, as they leave the house."""

import subprocess

import pytest

from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, store
from portfolio.exports.formats import csv as as_csv
from portfolio.exports.formats import json as as_json
from portfolio.exports.formats.pdf import format as pdf
from portfolio.exports.gather import gather
from tests.evidence.examples import draft, recorded, submitted
from tests.evidence.recordings import recording

pytestmark = pytest.mark.usefixtures("context")


def printed(dossier, folder):
    pdf.write(dossier, folder / "out.pdf")
    command = ["pdftotext", "-raw", str(folder / "out.pdf"), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return " ".join(said.replace("\u00ad", "").split())


@pytest.mark.printing
def test_an_observation_shows_the_check_backs_that_came_after_it(world, tmp_path):
    handover = submitted(world.learner)
    record = recorded(
        world.assessor, world.enrolment, about_handover=str(handover.id), happened_at="2026-10-07T10:00"
    )  # fmt: skip
    [_, piece] = gather(world.learner).pieces
    assert piece.checked_since == ()  # the one in the handover was the day before
    row = {"checked_on": "2026-10-08", "method": "By phone", "with_whom": "Priya", "outcome": "The refund arrived."}  # fmt: skip
    store.add_check_back(world.learner, handover.id, action_id=None, row=row)
    dossier = gather(world.learner)
    piece = dossier.pieces[1]
    assert piece.reference == record.reference
    assert piece.checked_since == ("checked back 8 October 2026: The refund arrived.",)
    assert "when somebody checked back" in printed(dossier, tmp_path)
    as_json.write(dossier, tmp_path / "out.json")
    assert as_json.read(tmp_path / "out.json").pieces[1].sections[-1].entries[0].rows[0].cells[-1] == "The refund arrived."  # fmt: skip
    as_csv.write(dossier, tmp_path / "out.csv")
    assert "checked back 8 October 2026: The refund arrived." in (tmp_path / "out.csv").read_text()
    [claim] = piece.claims
    assert claim.made_by == "Ann Assessor"


@pytest.mark.printing
def test_the_pdf_names_a_recording_its_length_and_its_times(world, tmp_path):
    questions = [{"question": "Why by phone?", "answer": "She was on the road.", "time": "0:02"}]
    piece = draft(world.learner, "professional_discussion", questions=questions)
    attachments.add(world.learner, piece.id, accept(recording("mp3", 3), "talk with Ann.mp3"))
    store.submit(world.learner, piece.id)
    said = printed(gather(world.learner), tmp_path)
    assert "talk with Ann.m4a (recording, 0:03 long)" in said
    assert "Why by phone? She was on the road. 0:02" in said
