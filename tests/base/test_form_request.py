"""Whatever is sent reaches the views as forms, without what a database can't keep."""

import pytest

from tests.conftest import World
from tests.witness.asked import DETAILS

BODIES = ["[1]", '"x"', "3", "null", "{", '{"name": 5, "email": 7, "roles": 3, "units": {}}']


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/reset-password", "/centre/details", "/centre/people/invite"]
)
def test_json_is_no_form(world: World, browse, path, body):
    browser = browse(world.administrator if "centre" in path else None)
    token = browser.get(path).form(path).values["csrf_token"]
    answer = browser.client.post(
        path, data=body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code < 500


@pytest.mark.both_engines
def test_nul_is_dropped_on_the_way_in(world: World, browse):
    browser = browse(world.learner)
    browser.get(f"/witnesses/ask?enrolment={world.enrolment.id}\x00")
    asked = DETAILS | {"criteria": ["3"], "what_they_saw": "The hand\x00over"}
    page = browser.submit(asked, action="/witnesses/ask")
    assert "Your request to" in page.text
    assert "\x00" not in page.html
