"""How far a piece of evidence is, from a draft to what was submitted or withdrawn."""

from enum import StrEnum


class PieceState(StrEnum):
    """How far a piece of evidence is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVISING = "revising"
    """Submitted, and a revision of it is being written."""
    WITHDRAWN = "withdrawn"
