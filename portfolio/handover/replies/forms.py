"""The forms of asking somebody, and of replying: one short page, made from the actions they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import EmailField, Field, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from portfolio.base.clock import today
from portfolio.base.formatting import spoken_number
from portfolio.evidence.content.completeness import EARLIEST, FURTHEST
from portfolio.evidence.content.dates import as_moment, day_of, is_moment
from portfolio.evidence.pages.forms import MomentField
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies.store import Point
from portfolio.outsiders.forms import ToldForm, plain_breaks
from portfolio.outsiders.rules import LONGEST_TEXT

SAME, ELSE, OTHER = "same", "else", "other"
_FIRST = (
    ("yes", "Yes, by this time"),
    (OTHER, "Yes, by another time"),
    ("done", "Yes, and it is done"),
    ("no", "No, I did not take this over"),
    (ELSE, "Somebody else can say, not me"),
)
_LATER = (
    (SAME, "As I said before"),
    ("done", "It is done"),
    ("not_done", "It is not done"),
    (OTHER, "I need another time"),
    ("no", "I did not take this over"),
)
_MEANS = {
    "yes": ReplyKind.TAKEN_OVER,
    OTHER: ReplyKind.TAKEN_OVER,
    "done": ReplyKind.DONE,
    "not_done": ReplyKind.NOT_DONE,
    "no": ReplyKind.NOT_TAKEN_OVER,
}
AGREE = (("yes", "Yes, I agree"), ("no", "No, not as it is written here"))
UNDERSTOOD = (("yes", "Yes"), ("no", "No, not all of it"))


class _AtMost(Length):
    """A limit that is checked but not counted down on the page; few ever come near it."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most, message=f"Keep to {spoken_number(most)} characters.")
        self.field_flags: dict[str, int] = {}


def _words(label: str, description: str = "") -> TextAreaField:
    return TextAreaField(
        label,
        filters=[plain_breaks],
        validators=[Optional(), _AtMost(LONGEST_TEXT)],
        description=description,
    )


class AskPartyForm(ToldForm):
    """A learner says whom to ask."""

    name = StringField("Their name", filters=[plain_breaks])
    email = EmailField(
        "Their e-mail address",
        filters=[plain_breaks],
        description="If they have an account here, they reply signed in. Anybody else gets a link.",
    )
    message = _words(
        "Anything to tell them? (optional)", "Leave out anything that shows who a customer is."
    )


class DeclineReplyForm(Form):
    """A word or two about why."""

    words = _words("Would you like to say more? (optional)")


@dataclass(frozen=True)
class AskedAction:
    """One action as the page asks about it."""

    id: str
    task: str
    owner: str
    deadline: str
    said: str = ""
    """What they said before, in words; empty when nothing."""


class ReplyForm(Form):
    """What every form of replying has: which version it is about, and which form it is."""

    version = HiddenField()
    sending = HiddenField()

    def points(self) -> list[Point]:
        """Return what was said."""
        raise NotImplementedError

    def is_complete(self) -> bool:
        """Whether it can be kept; otherwise the fields say what is missing."""
        good = bool(self.validate())
        if good and not self.points():
            self.form_errors.append("Choose or write something first.")
            return False
        return good


class AgreeForm(ReplyForm):
    """A party says whether they agree."""

    agree = RadioField(
        "Do you agree?", choices=[SelectChoice(*answer) for answer in AGREE], validate_choice=False
    )
    words = _words("Anything to add, or to change? (optional)")

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for an answer."""
        good = bool(super().validate(extra_validators))
        if self.agree.data not in dict(AGREE):
            return _wrong(self.agree, "Choose whether you agree.")
        return good

    def points(self) -> list[Point]:
        """Return what was said."""
        said = ReplyKind.AGREED if self.agree.data == "yes" else ReplyKind.NOT_AGREED
        return [Point(said, words=self.words.data or "")]


class _ReceiverForm(ReplyForm):
    """A receiver says, for each action, what they took over, and whether they understood."""

    asked: Sequence[AskedAction] = ()
    question = _words("Is there anything to ask? (optional)")
    correction = _words("Is anything not right? (optional)")

    def rows(self) -> list[tuple[AskedAction, Field, Field, Field]]:
        """Return each action with its fields: what, when, words."""
        return [
            (asked_action, self[f"what_{n}"], self[f"when_{n}"], self[f"words_{n}"])
            for n, asked_action in enumerate(self.asked)
        ]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each action's answers together."""
        good = bool(super().validate(extra_validators))
        for asked_action, what, when, _ in self.rows():
            good = _check_action(asked_action, what, when) and good
        if "understood" in self and self["understood"].data not in dict(UNDERSTOOD):
            good = _wrong(self["understood"], "Choose whether you understood all of it.")
        return good

    def points(self) -> list[Point]:
        """Return what was said; what is as before, or for somebody else, is not said."""
        found = [
            Point(
                _MEANS[what.data],
                UUID(asked_action.id),
                words.data or "",
                as_moment(when.data or "") if what.data == OTHER else "",
            )
            for asked_action, what, when, words in self.rows()
            if what.data in _MEANS
        ]
        if "understood" in self and self["understood"].data in dict(UNDERSTOOD):
            yes = self["understood"].data == "yes"
            found.append(Point(ReplyKind.UNDERSTOOD if yes else ReplyKind.NOT_UNDERSTOOD))
        for field, said in (
            (self.question, ReplyKind.QUESTION),
            (self.correction, ReplyKind.CORRECTION),
        ):
            if field.data:
                found.append(Point(said, words=field.data))
        return found


def _is_likely(moment: str) -> bool:
    """Whether it is a real date and time, within the years in which a deadline may lie."""
    day = day_of(moment) if is_moment(moment) else None
    return day is not None and EARLIEST <= day <= today() + FURTHEST


def _check_action(asked: AskedAction, what: Field, when: Field) -> bool:
    # Who replied in another tab meanwhile still answers as they were asked here.
    known = dict(_FIRST + _LATER if asked.said else _FIRST)
    if what.data not in known:
        return _wrong(what, f"Choose an answer to “{asked.task}”.")
    if what.data == OTHER and not _is_likely(as_moment(when.data or "")):
        return _wrong(when, f"Enter by when you will do “{asked.task}”, such as 3/11/2026 14:45.")
    return True


def _wrong(field: Field, sentence: str) -> bool:
    field.errors = [sentence]
    return False


def receiver_form(asked: Sequence[AskedAction], *, ask_understood: bool) -> type[_ReceiverForm]:
    """Return the form about these actions; whether they understood is asked until they said so."""
    fields: dict[str, Any] = {"asked": asked}
    for n, asked_action in enumerate(asked):
        choices = _LATER if asked_action.said else _FIRST
        fields[f"what_{n}"] = RadioField(
            "Did you take it over?" if not asked_action.said else "How is it now?",
            choices=[SelectChoice(*choice) for choice in choices],
            default=SAME if asked_action.said else None,
            validate_choice=False,
        )
        fields[f"when_{n}"] = MomentField("By which other time?")
        fields[f"words_{n}"] = _words("Anything to add? (optional)")
    if ask_understood:
        fields["understood"] = RadioField(
            "Did you understand all that was handed over?",
            choices=[SelectChoice(*answer) for answer in UNDERSTOOD],
            validate_choice=False,
        )
    return type("ReceiverForm", (_ReceiverForm,), fields)
