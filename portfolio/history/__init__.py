"""Who did what, when: an append-only, hash-chained record for each learner."""
