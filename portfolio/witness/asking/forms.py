"""The form of a learner who asks a witness: who saw their work, what, and what to ask about first."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    EmailField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portfolio.criteria.model import Unit
from portfolio.evidence.records.learner_list import ChoosablePiece
from portfolio.outsiders.forms import ToldForm, plain_breaks
from portfolio.witness.asking.gaps import Gap
from portfolio.witness.requests.rules import LONGEST_MESSAGE, Asking

SHOWN_AT_ONCE = 5
"""Pieces that stand on the page by themselves; a phone shows the others when asked."""


class Checkboxes(SelectMultipleField):
    """Any number of choices; one that is there no longer is said in words."""

    data: list[str] | None
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, gone: str, **more: Any) -> None:
        super().__init__(label, validate_choice=False, **more)
        self.gone = gone

    def pre_validate(self, _form: Any) -> None:
        """Refuse what isn't among the choices."""
        known = {choice.value for choice in self.choices or ()}
        if set(self.data or ()) - known:
            self.data = [value for value in self.data or () if value in known]
            raise ValidationError(self.gone)


class AskWitnessForm(ToldForm):
    """A learner says who saw their work, and what to ask about first."""

    key = HiddenField()
    """The form's own: the same words sent twice from one form make one request."""
    looked_at = HiddenField()
    """A mark of the message in which customer details were pointed out already."""
    witness_name = StringField("Their name", filters=[plain_breaks])
    witness_role = StringField(
        "Their role",
        filters=[plain_breaks],
        description="For example duty manager, or site supervisor.",
    )
    employer = StringField(
        "Who do they work for?",
        filters=[plain_breaks],
        validators=[Optional()],
        description="The organisation, for example Rowan Bank.",
    )
    relationship = StringField(
        "How do they know you?", filters=[plain_breaks], description="For example my line manager."
    )
    witness_email = EmailField(
        "Their work e-mail address",
        filters=[plain_breaks],
        description="The link goes there, and only there. An address of their employer counts for more than a private one.",
    )
    what_they_saw = TextAreaField(
        "Your message to them",
        filters=[plain_breaks],
        validators=[Length(max=LONGEST_MESSAGE, message=f"Keep to {LONGEST_MESSAGE} characters.")],
        description="One or two sentences in your own words, so that they know which occasion you mean. It stands on the page behind the link. Leave out anything that shows who a customer is. Don’t write their statement for them.",
    )
    about = Checkboxes(
        "Which of your pieces is it about?",
        gone="A piece that you chose is no longer in your portfolio. Choose again.",
        validators=[Optional()],
    )
    criteria = Checkboxes(
        "Which criteria do you ask about first?", gone="Choose criteria of this unit only."
    )

    def offer(self, unit: Unit, gaps: Sequence[Gap], pieces: Sequence[ChoosablePiece]) -> None:
        """Fill in what there is to choose from: the unit's criteria, gaps first, and pieces, newest first."""
        titles = {criterion.code: criterion.title for criterion in unit.criteria}
        self.criteria.choices = [
            SelectChoice(gap.code, f"{gap.code}. {titles[gap.code]}") for gap in gaps
        ]
        chosen = set(self.about.data or ())
        newest = sorted(pieces, key=lambda piece: (str(piece.id) not in chosen, -piece.number))
        self.about.choices = [
            SelectChoice(str(piece.id), f"{piece.reference} {piece.title}") for piece in newest
        ]

    @property
    def shown_at_once(self) -> int:
        """How many of the pieces stand on the page by themselves: all that are chosen, at least."""
        return max(SHOWN_AT_ONCE, len(self.about.data or ()))

    @property
    def about_ids(self) -> list[UUID]:
        """The pieces that were chosen."""
        return [UUID(piece_id) for piece_id in self.about.data or ()]

    @property
    def asking(self) -> Asking:
        """What was filled in, as the rules take it."""
        return Asking(
            **self.person,
            criteria=self.criteria.data or [],
            how_many_pieces=len(self.about.data or ()),
        )

    @property
    def person(self) -> Mapping[str, str]:
        """Who is asked, and what about, as the store's verb takes it."""
        fields = (
            self.witness_name,
            self.witness_role,
            self.employer,
            self.relationship,
            self.witness_email,
            self.what_they_saw,
        )
        return {field.name: field.data or "" for field in fields}
