"""The witness's way, through a browser without cookies."""

from tests.witness.asked import Witness, asked, link_to


def test_the_whole_way_without_a_cookie(app, world):
    with app.app_context():
        asked(world)
        path = link_to()
    witness = Witness(app, path)
    page = witness.whole_way()
    assert "Your statement has arrived" in page.text
