"""A portfolio written as JSON reads back value for value, and anything else is refused with a sentence."""

import json
from pathlib import Path

import pytest

from portfolio.exports.formats import json as our_json
from tests.exports.sample import sample_dossier


def test_what_is_written_reads_back_the_same(tmp_path):
    dossier = sample_dossier(6)
    our_json.write(dossier, tmp_path / "a.json")
    again = our_json.read(tmp_path / "a.json")
    assert again == dossier
    our_json.write(again, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_it_names_its_shape_and_sorts_its_names(tmp_path):
    our_json.write(sample_dossier(1), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text("utf-8")
    content = json.loads(text)
    assert content["schema"] == our_json.SCHEMA
    assert text == json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    assert "Łukaszewicz" in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("no", "is not JSON"),
        ("[]", "this version reads"),
        ('{"schema": "learner-portfolio/99"}', "'learner-portfolio/99'; this version reads"),
        ('{"schema": "learner-portfolio/1", "portfolio": {}}', "is damaged at centre"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(tmp_path: Path, content, sentence):
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(our_json.NotAPortfolio, match=sentence):
        our_json.read(tmp_path / "x.json")
