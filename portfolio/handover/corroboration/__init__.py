"""What others confirm of a handover, beyond the learner’s own word."""
