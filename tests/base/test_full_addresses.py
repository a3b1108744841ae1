"""Full addresses come from the setting alone."""

from portfolio.base.web.full_addresses import public_url


def test_addresses_come_from_the_setting_and_never_from_the_request(app):
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert public_url("/w/x") == "http://127.0.0.1:8000/w/x"
