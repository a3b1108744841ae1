"""Every format of the registry can be told apart and writes a file for every size of portfolio."""

import pytest

from portfolio.exports.formats import FORMATS
from tests.exports.sample import sample_dossier


def test_names_and_suffixes_are_unique():
    for part in ("name", "suffix", "title"):
        assert len({getattr(f, part) for f in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(form, id=form.name, marks=[pytest.mark.printing] * (form.name == "pdf"))
        for form in FORMATS
    ],
)
def test_a_portfolio_without_evidence_is_written_too(form, tmp_path):
    out = tmp_path / f"portfolio{form.suffix}"
    steps = []
    form.write(sample_dossier(0), out, lambda *step: steps.append(step))
    assert out.stat().st_size > 0
    assert steps
    assert [p.name for p in tmp_path.iterdir()] == [out.name]
