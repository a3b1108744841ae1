"""Observation record: what an assessor saw a learner do, criterion by criterion."""

from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape
from portfolio.evidence.kinds.handover_instance import SETTING
from portfolio.people.roles import Author

SEEN = (
    Field("criterion", "Criterion", Shape.CRITERION),
    Field("words", "What was seen", Shape.TEXT, longest=2000),
)

OCCASION = Section(
    "The occasion",
    fields=(
        Field(
            "title",
            "A short title",
            Shape.LINE,
            hint="For example “Handover at the end of the late shift”.",
        ),
        Field("happened_at", "When was it?", Shape.MOMENT),
        Field("where", "Where?", Shape.LINE),
        Field("setting", "Was it real work?", Shape.CHOICE, choices=SETTING),
        Field(
            "about_handover",
            "Which handover was seen?",
            Shape.PIECE,
            required=False,
            of_kind="handover_instance",
            hint="What came of it is then shown here too, as soon as somebody checks back.",
        ),
        Field(
            "situation", "What was going on?", hint="Who took part, and what the learner was doing."
        ),
    ),
)
SAW = Section(
    "What was seen",
    intro="Choose only criteria that you saw met, and say what you saw. Each becomes a claim of yours when you submit.",
    fields=(
        Field(
            "criteria",
            "Criterion by criterion",
            Shape.ROWS,
            columns=SEEN,
            row_word="criterion",
        ),
        Field(
            "feedback",
            "What was said to the learner afterwards?",
            hint="What went well, and what to do next.",
        ),
    ),
)

OBSERVATION_RECORD = Kind(
    id="observation_record",
    plural="Observation records",
    purpose="Your assessor watches you at work and writes down what they saw, criterion by criterion.",
    purpose_to_assessor="What you saw the learner do at work, criterion by criterion, and what you said to them.",
    sections=(OCCASION, SAW),
    date_field="happened_at",
    written_by=(Author.ASSESSOR,),
    one="an",
    group="What others saw",
    corroborates=True,
    verified_by="about_handover",
    files_hint="For example a photo that you took. Cover names and numbers first.",
)
