"""The assessor's queue, decisions and feedback."""
