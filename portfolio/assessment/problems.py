"""Why an assessor's decision can't be kept: nouns, each with a sentence that says what to do."""

from dataclasses import dataclass

from portfolio.evidence.records.model import EvidenceVersion


class NotTheirsToAssess(Exception):
    """There is no such claim, piece or criterion, or this person doesn't assess it."""


@dataclass
class StaleEvidence(Exception):
    """The learner revised the piece while it was being judged; `newest` is what to judge now."""

    newest: EvidenceVersion

    def __str__(self) -> str:
        """Say what happened and what to do."""
        return (
            f"The learner has revised this piece: version {self.newest.version} is shown now. "
            "Nothing was saved; read it, and send your decisions again."
        )


class OwnStatement(Exception):
    """Nobody is both witness and assessor for the same statement."""


class FeedbackMissing(Exception):
    """Somebody whose claim isn't valid yet has to be told what to do."""


class ReasonMissing(Exception):
    """The assessor decides otherwise than we suggest, and has to say why."""


class NotEnough(Exception):
    """The criterion has nothing yet on which it could be achieved."""
