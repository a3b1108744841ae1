"""What a learner shows, and what it is claimed for."""
