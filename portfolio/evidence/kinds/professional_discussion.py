"""Professional discussion: questions and answers of learner and assessor, with their times in a recording."""

from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape
from portfolio.people.roles import Author

ASKED = (
    Field("question", "Question", Shape.LINE, longest=500),
    Field("answer", "Answer", Shape.TEXT, longest=5000),
    Field(
        "time",
        "At what time in the recording?",
        Shape.TIME,
        required=False,
        hint="For example 4:05.",
    ),
)

OCCASION = Section(
    "The discussion",
    fields=(
        Field(
            "title",
            "A short title",
            Shape.LINE,
            hint="For example “How I choose a way to hand over”.",
        ),
        Field("happened_on", "When was it?", Shape.DATE),
        Field("took_part", "Who took part?", Shape.LINE),
        Field(
            "about_handover",
            "Is it about one handover?",
            Shape.PIECE,
            required=False,
            of_kind="handover_instance",
        ),
    ),
)
SAID = Section(
    "Questions and answers",
    intro="Write down the questions and what was answered. If you recorded it, add the recording below, and the time at which each question begins.",
    fields=(
        Field("questions", "Question by question", Shape.ROWS, columns=ASKED, row_word="question"),
        Field("agreed", "What was agreed to do next?", required=False),
    ),
)

PROFESSIONAL_DISCUSSION = Kind(
    id="professional_discussion",
    plural="Professional discussions",
    purpose="You and your assessor talk about your work: the questions, the answers, and a recording if you made one.",
    purpose_to_assessor="What you and the learner talked about: the questions, the answers, and a recording if you made one.",
    sections=(OCCASION, SAID),
    date_field="happened_on",
    written_by=(Author.LEARNER, Author.ASSESSOR),
    group="With your assessor",
    files_title="The recording and other files",
    files_label="Add the recording or other files",
    files_hint="Ask everybody before you record, and leave out customers’ names. A recording may be an hour long.",
)
