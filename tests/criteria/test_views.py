"""The unit pages: criteria, tips, mistakes and concepts for a learner; a broken file stops only its unit."""

import pytest

from portfolio.base.paths import shipped
from tests.conftest import CARRY_OUT, MAINTAIN


@pytest.mark.parametrize("unit_id", [MAINTAIN, CARRY_OUT])
def test_a_unit_page_holds_everything_a_learner_needs(app, browse, world, unit_id):
    unit = app.extensions["criteria"].unit(unit_id)
    text = browse(world.learner).get(f"/units/{unit_id}").text
    words = [
        criterion.text for criterion in (*unit.criteria, *unit.tips, *unit.concepts, *unit.pitfalls)
    ]
    assert [word for word in words if " ".join(word.split()) not in text] == []
    assert "our suggestion" in text.lower()


def test_a_broken_file_stops_only_its_unit_and_staff_see_its_line(app, browse, world, tmp_path):
    own = tmp_path / "home" / "criteria"
    own.mkdir()
    text = (shipped("criteria") / f"{MAINTAIN}.yaml").read_text()
    (own / f"{MAINTAIN}.yaml").write_text(text.replace("version:", "verzion:", 1))
    staff, learner = browse(world.administrator), browse(world.learner)
    assert "line 4, column 1: There is no key `verzion` here." in staff.get("/units").text
    assert "verzion" not in learner.get("/units").text
    learner.get(f"/units/{CARRY_OUT}")
    learner.get(f"/units/{MAINTAIN}", status=503)


def test_a_unit_that_is_not_there_is_not_found(browse, world):
    browse(world.learner).get("/units/juggling", status=404)
