"""What the page of a statement offers to whoever of the staff looks at it: plain values in, yes or no out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StatementSeen:
    """A statement as somebody of the staff looks at it."""

    acts: bool
    """Whether they may confirm, dispute and ask for a correction."""
    assesses: bool
    samples: bool
    """Whether they are a quality assurer, who only reads."""
    looks_after_centre: bool
    is_newest: bool
    asked_by_link: bool
    """Whether it came by a link, rather than on paper."""
    vouched: bool
    """Whether the centre knows the address already."""
    disputed: bool

    @property
    def reads_piece(self) -> bool:
        """Whether the way back leads to the piece on the desk; an administrator reads no portfolio."""
        return self.assesses or self.samples

    @property
    def is_witness_too(self) -> bool:
        """Whether to say that they can't confirm what they wrote themselves."""
        return self.assesses and self.is_newest and not self.acts and not self.samples

    @property
    def may_list_witness(self) -> bool:
        """Whether putting the witness on the centre's list is offered."""
        keeps_list = self.acts or self.looks_after_centre
        return keeps_list and self.asked_by_link and not self.vouched and not self.disputed
