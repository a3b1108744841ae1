"""What a unit is: its criteria, stages, tips, concepts and common mistakes, as frozen plain values.

The values come from a YAML file (strings only, see `loader`) or from the JSON snapshot that an
enrolment keeps: `Unit.model_validate(unit.model_dump(mode="json")) == unit`.
"""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from portfolio.criteria.kinds import UNIT_KINDS
from portfolio.criteria.readiness_checks import CHECKS

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CODE_PATTERN = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"
BESIDE_PATTERN = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
CHECK_PATTERN = r"^[a-z][a-z0-9_]*$"
NUMBER_PATTERN = r"^[1-9][0-9]?$"

NUMBER_WORDS = 'Write a whole number from "1" to "99" in quotes'
ANSWER_WORDS = 'Write "true" or "false" in quotes'


def _number(value: Any) -> Any:
    """Read a number written in digits; a snapshot already holds the number."""
    if not isinstance(value, str):
        return value
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 99):  # noqa: PLR2004 - the sentence says it
        raise ValueError(NUMBER_WORDS)
    return int(value)


def _number_or_nothing(value: Any) -> Any:
    """Read a number, or None where the file leaves it empty."""
    return None if value == "" else _number(value)


def _answer(value: Any) -> Any:
    """Read "true" or "false"; a snapshot already holds the answer."""
    if not isinstance(value, str):
        return value
    if value not in {"true", "false"}:
        raise ValueError(ANSWER_WORDS)
    return value == "true"


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=80)]
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN, max_length=20)]
UnitKind = Annotated[str, WithJsonSchema({"type": "string", "enum": list(UNIT_KINDS)})]
Beside = Annotated[str, StringConstraints(pattern=BESIDE_PATTERN, max_length=120)]
Check = Annotated[
    str,
    StringConstraints(pattern=CHECK_PATTERN, max_length=80),
    WithJsonSchema({"type": "string", "enum": list(CHECKS)}),
]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=r"\S")]
PerhapsLine = Annotated[str, StringConstraints(max_length=200)]
PerhapsWords = Annotated[str, StringConstraints(max_length=4000)]
Number = Annotated[
    int,
    BeforeValidator(_number),
    WithJsonSchema({"type": "string", "pattern": NUMBER_PATTERN}),
]
PerhapsNumber = Annotated[
    int | None,
    BeforeValidator(_number_or_nothing),
    WithJsonSchema({"type": "string", "pattern": f"^$|{NUMBER_PATTERN}"}),
]
Answer = Annotated[
    bool,
    BeforeValidator(_answer),
    WithJsonSchema({"type": "string", "enum": ["true", "false"]}),
]


class NoSuchCriterion(LookupError):
    """The unit has no criterion with that code."""


class _Part(BaseModel):
    """Frozen, and nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Source(_Part):
    """Where the criteria come from, and whether an awarding body stands behind the wording."""

    title: Line = Field(description="The source's own title for this unit.")
    publisher: Line = Field(
        description="Who published the wording; say so if not an awarding body."
    )
    official: Answer = Field(description='"true" only for an awarding body\'s own wording.')
    official_ref: PerhapsLine = Field("", description="The regulator's reference, or empty.")
    nos_ref: PerhapsLine = Field("", description="The national occupational standard, or empty.")
    note: PerhapsWords = Field("", description="What a reader should know about this source.")


class Concept(_Part):
    """One idea a learner should know, in our words."""

    id: Id
    title: Line
    text: Words
    beside: tuple[Beside, ...] = Field((), description="Form fields it stands beside: kind.field.")


class Tip(_Part):
    """One piece of advice, in our words, tied to where it helps."""

    id: Id
    text: Words
    stages: tuple[Id, ...] = Field((), description="Stages it belongs to.")
    criteria: tuple[Code, ...] = Field((), description="Criteria it helps with.")
    beside: tuple[Beside, ...] = Field((), description="Form fields it stands beside: kind.field.")


class Stage(_Part):
    """One stage of the handover cycle."""

    id: Id
    title: Line
    text: Words


class Need(_Part):
    """How much evidence is enough; the assessor may decide otherwise with a recorded reason."""

    pieces: Number = Field(description="How many pieces of evidence.")
    distinct_dates: Number = Field(description="On how many different days.")
    kinds: tuple[UnitKind, ...] = Field(
        (), description="At least one piece of each of these kinds."
    )
    corroborated: Answer = Field(description="Must somebody else confirm at least one piece?")
    simulated_allowed: Answer = Field(description="May simulation or role-play be used?")
    within_months: PerhapsNumber = Field(
        None, description="How recent, or empty.", json_schema_extra={"default": ""}
    )
    suggestion: Answer = Field(
        description='"true" when this is our advice, not the source\'s rule.'
    )
    why: Words = Field(description="Why this much, in our words.")


class Overlap(_Part):
    """A hint that one piece may serve another criterion too; never an automatic tick."""

    criterion: Code
    reason: Words


class Criterion(_Part):
    """One thing that is assessed: the source's wording, and our help with it."""

    code: Code
    text: Words = Field(description="The source's wording, exactly.")
    title: Line = Field(description="A short title for screens, in our words.")
    stage: Id
    accepts: tuple[UnitKind, ...] = Field(
        min_length=1, description="Kinds of evidence that can show it."
    )
    needs: Need
    overlaps: tuple[Overlap, ...] = ()
    learner_prompt: Words
    witness_prompt: Words = Field(description="Asks what was seen; never states the answer.")


class Pitfall(_Part):
    """One common mistake: what it harms, what to do instead, and the check that notices it."""

    id: Id
    text: Words
    harms: tuple[Code, ...] = Field(min_length=1, description="Criteria that suffer from it.")
    instead: Words
    check: Check = Field(description="The name of the check that notices it.")


class Unit(_Part):
    """One unit of criteria, as assessed and as explained to learners."""

    unit: Id = Field(description="Stable name; the file is called <unit>.yaml.")
    version: Line = Field(description="Goes up with every change that learners should see.")
    title: Line
    level: PerhapsLine = Field("", description="Empty when the source does not say.")
    source: Source
    synopsis: Words
    concepts: tuple[Concept, ...] = ()
    tips: tuple[Tip, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    pitfalls: tuple[Pitfall, ...] = ()

    def criterion(self, code: str) -> Criterion:
        """Return the criterion with this code; raises NoSuchCriterion."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise NoSuchCriterion(f"{self.title} has no criterion {code}.")

    def stage(self, stage_id: str) -> Stage | None:
        """Return the stage with this id, or None."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    def by_stage(self) -> tuple[tuple[Stage, tuple[Criterion, ...]], ...]:
        """Return each stage that has criteria, in the file's order, with its criteria."""
        grouped = (
            (stage, tuple(criterion for criterion in self.criteria if criterion.stage == stage.id))
            for stage in self.stages
        )
        return tuple((stage, criteria) for stage, criteria in grouped if criteria)

    def tips_beside(self, kind: str, field: str) -> tuple[Tip, ...]:
        """Return the tips that stand beside this form field."""
        return tuple(tip for tip in self.tips if f"{kind}.{field}" in tip.beside)

    def concepts_beside(self, kind: str, field: str) -> tuple[Concept, ...]:
        """Return the concepts that stand beside this form field."""
        return tuple(concept for concept in self.concepts if f"{kind}.{field}" in concept.beside)

    def tips_of(self, code: str) -> tuple[Tip, ...]:
        """Return the tips that help with this criterion."""
        return tuple(tip for tip in self.tips if code in tip.criteria)

    def pitfalls_of(self, code: str) -> tuple[Pitfall, ...]:
        """Return the common mistakes that harm this criterion."""
        return tuple(pitfall for pitfall in self.pitfalls if code in pitfall.harms)
