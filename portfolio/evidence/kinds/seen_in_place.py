"""Seen in place: something that stays where it is, because it is confidential or can't be copied."""

from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape
from portfolio.people.roles import Author

THING = Section(
    "What and where",
    intro="Describe it without names, numbers or anything else that shows who a customer is.",
    fields=(
        Field(
            "title", "A short title", Shape.LINE, hint="What it is, for example “Complaints book”."
        ),
        Field(
            "kept_at",
            "Where is it kept?",
            Shape.LINE,
            hint="So that an assessor can find it, for example “locked cupboard, back office”.",
        ),
        Field(
            "responsible",
            "Who is responsible for it?",
            Shape.LINE,
            hint="The person to ask, by name or role.",
        ),
        Field(
            "not_copied",
            "Why is it not copied?",
            hint="For example because it names customers.",
            longest=2000,
        ),
    ),
)
SEEN = Section(
    "Who saw it",
    fields=(
        Field(
            "seen_by",
            "Who saw it?",
            Shape.LINE,
            hint="Best is somebody besides the learner: the assessor, or a manager.",
        ),
        Field("seen_on", "When?", Shape.DATE),
        Field("shows", "What does it show?"),
    ),
)

SEEN_IN_PLACE = Kind(
    id="seen_in_place",
    plural="Records of things seen in place",
    purpose="Something confidential that stays where it is: where it is kept, who saw it, and what it shows.",
    purpose_to_assessor="Something confidential that you saw where it is kept, and what it shows about the learner’s work.",
    sections=(THING, SEEN),
    date_field="seen_on",
    written_by=(Author.LEARNER, Author.ASSESSOR),
    one="a record of something",
    takes_files=False,
    in_place=True,
    files_missing="What is seen in place is not copied, so it has no files.",
)
