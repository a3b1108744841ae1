"""What a learner handed over and is to check back on: when it is due, and how it is."""
