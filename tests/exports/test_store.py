"""Exports from the store: their names, and what is said when a file of the portfolio is damaged."""

from dataclasses import dataclass

import pytest

from portfolio.evidence import attachments
from portfolio.evidence import store as evidence
from portfolio.evidence.intake.door import accept
from portfolio.exports import store
from portfolio.exports.formats.format import ExportProblem
from tests.evidence.examples import draft
from tests.evidence.intake_files import jpeg


@dataclass
class Named:
    name: str


@pytest.mark.parametrize(
    "name", ["../../../tmp/evil", "x/../../etc", "..\\..\\evil", "Mia\n", "é" * 200]
)
def test_a_name_leads_to_no_other_folder(name):
    found = store.name_for(Named(name), "pdf")
    assert found.startswith("Portfolio ")
    assert found.endswith(".pdf")
    assert not {"/", "\\", "\n"} & set(found)
    assert len(found.encode()) < 255
    assert store.name_for(Named("Mia Learner"), "csv") == "Portfolio Mia Learner.csv"


def test_a_lost_photo_is_named(context, world, tmp_path):
    piece = draft(world.learner)
    photo = attachments.add(world.learner, piece.id, accept(jpeg(), "sheet.jpg"), "A sheet")
    evidence.submit(world.learner, piece.id)
    context.extensions["blobs"].delete(photo.sha256)
    with pytest.raises(ExportProblem, match="is not in the store"):
        store.export(world.learner, "json", tmp_path / "out.json")
