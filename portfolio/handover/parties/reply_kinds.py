"""What a reply can say."""

from enum import StrEnum


class ReplyKind(StrEnum):
    """What a reply says; of one action, or of the whole."""

    TAKEN_OVER = "taken over"
    NOT_TAKEN_OVER = "not taken over"
    DONE = "done"
    NOT_DONE = "not done"
    QUESTION = "question"
    CORRECTION = "correction"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"
    AGREED = "agreed"
    NOT_AGREED = "not agreed"
    NOT_ME = "not me"
    """Whoever opened the link is somebody else."""
    NOT_THERE = "was not there"
