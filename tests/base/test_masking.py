"""No log holds the secret of a link, wherever the path of it stands."""

import pytest

from portfolio.base.web.masking import mask

LINKS = (
    "/w/secret",
    "/h/secret",
    "/not-mine/secret",
    "/calendar/secret.ics",
    "/reminders/stop/secret",
    "/invitation/secret",
    "/reset-password/secret",
)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("said", ["{}", "{}?x=1", "GET {} HTTP/1.1", "{}/more", "http://a.uk{}"])
def test_a_secret_is_masked_wherever_it_stands(link, said):
    assert "secret" not in mask(said.format(link))


def test_other_paths_stay_as_they_are():
    assert mask("/witnesses/ask and /words") == "/witnesses/ask and /words"
    assert mask("/handovers and /check-backs and /reminders") == (
        "/handovers and /check-backs and /reminders"
    )
