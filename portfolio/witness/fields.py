"""What the forms of this feature share: a limit that nobody counts down."""

from wtforms.validators import Length

from portfolio.base.translation_marker import mark

LONGEST_WORDS = 2000


class AtMost(Length):
    """A limit that is checked but not counted down on the page; few ever come near it."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most, message=mark("This is too long. Please make it shorter."))
        self.field_flags: dict[str, int] = {}
