"""A learner on a unit with an assessor."""
