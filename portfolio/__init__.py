"""Learner Portfolio: evidence by vocational learners, vouched for, assessed and printed."""
