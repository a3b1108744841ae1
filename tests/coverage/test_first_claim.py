"""How a learner who has claimed nothing yet comes to a claim."""

from portfolio.coverage.views import first_claim


def test_what_is_there_is_claimed_and_else_something_is_added():
    assert first_claim(has_unclaimed=True).words == "Claim a criterion"
    assert first_claim(has_unclaimed=False).endpoint == "evidence.choose"
