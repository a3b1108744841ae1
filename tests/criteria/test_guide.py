"""The guide for authors is true: its example loads, and it names every key and kind."""

import re
from pathlib import Path

import pytest

from portfolio.criteria import model
from portfolio.criteria.kinds import UNIT_KINDS, kinds_for_authors
from portfolio.criteria.loader import read
from portfolio.criteria.readiness_checks import CHECKS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "criteria.md").read_text(encoding="utf-8")


def test_the_smallest_unit_loads():
    (example,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    loaded = read(example.encode(), Path("greet-customers.yaml"))
    assert loaded.problems == ()
    assert loaded.unit.criterion("1").needs.suggestion


@pytest.mark.parametrize(
    "part",
    [
        *(model.Unit, model.Source, model.Concept, model.Tip, model.Stage),
        *(model.Criterion, model.Need, model.Overlap, model.Pitfall),
    ],
    ids=lambda part: part.__name__,
)
def test_every_key_is_documented(part):
    for key in part.model_fields:
        assert f"`{key}`" in GUIDE


def test_every_kind_is_documented():
    """When this fails: `scripts/kinds` writes the table anew."""
    assert kinds_for_authors() in GUIDE, (
        "The kinds have changed. Renew what tells them: scripts/kinds"
    )
    for kind in UNIT_KINDS:
        assert f"`{kind}`" in GUIDE


def test_every_check_is_documented():
    for check, notices in CHECKS.items():
        assert f"| `{check}` | {notices} |" in GUIDE
