"""The forms of the assessor: one for all decisions on a piece, and one for declaring a criterion."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from portfolio.assessment.piece_review import ClaimOnDesk, Desk
from portfolio.assessment.store import Soundness, Verdict
from portfolio.base.formatting import spoken_number
from portfolio.base.states import STATES

LONGEST_FEEDBACK = 4000
LONGEST_REASON = 2000
YES, NO = "yes", "no"
VALID, NOT_YET_VALID = STATES["claim"]["valid"].word, STATES["claim"]["not_valid"].word
VERDICT = [SelectChoice(YES, VALID), SelectChoice(NO, NOT_YET_VALID)]
ANSWER = [SelectChoice(YES, "Yes"), SelectChoice(NO, "No")]
QUESTIONS = {
    "authentic": "Authentic: is it the learner’s own?",
    "current": "Current: is it recent enough?",
    "reliable": "Reliable: would another assessor agree?",
}


class MayWait(Optional):
    """May be empty now; whether it is needed depends on the other answers, so it isn't called optional."""

    def __init__(self) -> None:
        super().__init__(strip_whitespace=False)  # “ ” is no choice; it must not pass as one
        self.field_flags: dict[str, Any] = {}


def _long(most: int) -> Length:
    return Length(max=most, message=f"Use {spoken_number(most)} characters or fewer.")


class DecisionsForm(FlaskForm):
    """Everything decided on one page. Its claims' fields are added by `decisions_form`."""

    version_id = HiddenField()
    authentic = RadioField(QUESTIONS["authentic"], [MayWait()], choices=ANSWER)
    current = RadioField(QUESTIONS["current"], [MayWait()], choices=ANSWER)
    reliable = RadioField(QUESTIONS["reliable"], [MayWait()], choices=ANSWER)
    note = TextAreaField(
        "Note on the piece as a whole",
        [MayWait(), _long(LONGEST_FEEDBACK)],
        description="Needed when one answer is no. The learner reads it.",
    )
    claim_ids: Sequence[UUID] = ()

    def __iter__(self) -> Iterator[Any]:
        """Go through the fields as they stand on the page: the claims, then the piece as a whole."""
        whole = (*QUESTIONS, "note")
        yield from (field for name, field in self._fields.items() if name not in whole)
        yield from (self[name] for name in whole)

    @property
    def verdicts(self) -> list[Verdict]:
        """What was chosen, claim by claim; a claim without a choice is left for later."""
        return [
            Verdict(
                claim_id,
                self[f"valid-{claim_id}"].data == YES,
                self[f"feedback-{claim_id}"].data or "",
            )
            for claim_id in self.claim_ids
            if self[f"valid-{claim_id}"].data
        ]

    @property
    def soundness(self) -> Soundness | None:
        """What was answered about the version; None when nothing was."""
        answers = [self[name].data for name in QUESTIONS]
        if not all(answers):
            return None
        authentic, current, reliable = (answer == YES for answer in answers)
        return Soundness(authentic, current, reliable, self.note.data or "")

    def validate(self, extra_validators: Any = None) -> bool:
        """Add what fields can't see alone; every fault is said at once."""
        fine = super().validate(extra_validators)
        for claim_id in self.claim_ids:
            _check_claim(self[f"valid-{claim_id}"], self[f"feedback-{claim_id}"])
        self._check_soundness()
        if not self.verdicts and not self.soundness and not self.errors:
            self.form_errors.append(
                f"Choose “{VALID}” or “{NOT_YET_VALID}” for at least one claim."
            )
        return bool(fine and not self.errors)

    def _check_soundness(self) -> None:
        answers = {name: self[name].data for name in QUESTIONS}
        if not any(answers.values()) and not self.verdicts and not self.note.data:
            return
        for name, said in answers.items():
            if not said:
                _fault(self[name], f"Say whether the piece is {name}.")
        if NO in answers.values() and not (self.note.data or "").strip():
            _fault(self.note, "Say what is wrong with the piece, so that the learner knows.")


def _check_claim(valid: Any, feedback: Any) -> None:
    said = (feedback.data or "").strip()
    if valid.data == NO and not said:
        _fault(feedback, "Say what is missing, so that the learner knows what to do.")
    if said and not valid.data:
        _fault(valid, f"You wrote feedback: choose “{VALID}” or “{NOT_YET_VALID}” as well.")


def _fault(field: Any, sentence: str) -> None:
    field.errors = [*field.errors, sentence]


def decisions_form(desk: Desk) -> DecisionsForm:
    """Return the form for a piece: the present decisions filled in, or what was sent."""
    fields: dict[str, Any] = {"claim_ids": [claim_on_desk.claim.id for claim_on_desk in desk.mine]}
    data: dict[str, Any] = {"version_id": str(desk.version.id)}
    for claim_on_desk in desk.mine:
        fields |= _fields_of(claim_on_desk)
        decided = claim_on_desk.standing_decision
        if decided:
            data[f"valid-{claim_on_desk.claim.id}"] = YES if decided.valid else NO
            data[f"feedback-{claim_on_desk.claim.id}"] = decided.feedback
    if desk.judgement:
        data |= {name: YES if getattr(desk.judgement, name) else NO for name in QUESTIONS}
        data["note"] = desk.judgement.note
    form: DecisionsForm = type("PieceForm", (DecisionsForm,), fields)(data=data)
    return form


def _fields_of(claim_on_desk: ClaimOnDesk) -> dict[str, Any]:
    code = claim_on_desk.criterion.code
    return {
        f"valid-{claim_on_desk.claim.id}": RadioField(
            f"Does it show criterion {code}?", [MayWait()], choices=VERDICT
        ),
        f"feedback-{claim_on_desk.claim.id}": TextAreaField(
            f"Feedback on criterion {code}",
            [MayWait(), _long(LONGEST_FEEDBACK)],
            description=f"Needed for “{NOT_YET_VALID}”: what is missing, and what to do.",
        ),
    }


class AchievementForm(FlaskForm):
    """Whether one criterion is achieved; two buttons answer it."""

    reason = TextAreaField("Your reason", [MayWait(), _long(LONGEST_REASON)])


def declare_form(criterion: str, *, sent: bool) -> AchievementForm:
    """Return the form of one criterion; `sent` says whether it is the one that was sent."""
    return AchievementForm(prefix=f"criterion-{criterion}-", **({} if sent else {"formdata": None}))
