"""No mail server: staff hand the link over, never the learner; it is in the history, and W1 at most until confirmed."""

import re
import shutil
from types import SimpleNamespace

import pytest

from tests.one_app import close
from tests.threats.conftest import Served
from tests.threats.outsider import whole_way
from tests.witness.asked import asked

pytestmark = pytest.mark.xdist_group("no mail")  # served once


@pytest.fixture(scope="module")
def silent(template_home, tmp_path_factory):
    """A house without a mail server, as it is out of the box."""
    home = tmp_path_factory.mktemp("silent") / "home"
    shutil.copytree(template_home, home)
    with Served(home, SimpleNamespace(url="")).open() as running:
        yield running
        close(running.app)


def test_a_link_handed_over_by_staff_is_w1_at_most_and_in_the_history(silent):
    cast = silent.cast()
    with silent.inside():
        request = asked(cast, witness_email="grace@works.example.org")
    assert silent.rows("SELECT state FROM witness_request") == [("waiting",)]
    learner, assessor = silent.signed_in(cast.learner), silent.signed_in(cast.assessor)
    for what in ("release", "vouch"):
        path = f"/witnesses/{request.id}/{what}"
        assert learner.get(path).status == 404
        assert learner.press(path, {"how": "I know her."}).status == 404
    for page in learner.everything():
        assert not re.search(rb"/w/[\w-]{43}", page.body), page.path
    assessor.press(f"/witnesses/{request.id}/vouch", {"how": "On the employer’s web page."})
    released = assessor.press(f"/witnesses/{request.id}/release", {})
    [link] = set(re.findall(r"/w/[\w-]{43}", released.html))
    whole_way(silent.outsider(), link)
    assert silent.rows("SELECT sent_assurance, way FROM statement") == [("W1", "hand")]
    entries = silent.rows("SELECT actor_name FROM chain_entry WHERE action LIKE 'released%'")
    assert entries == [(cast.assessor.name,)]
    assert "Not yet counted" in silent.trust_page(cast.assessor, request).text
