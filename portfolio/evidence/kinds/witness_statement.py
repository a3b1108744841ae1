"""Witness statement: what somebody saw, in their own words; only ever written by the witness."""

from portfolio.base.translation_marker import mark
from portfolio.evidence.kinds.fields import Choice, Field, Kind, Section, Shape
from portfolio.people.roles import Author

SAW = (
    Choice("yes", mark("I saw this")),
    Choice("no", mark("I did not see this")),
    Choice("unsure", mark("I am not sure")),
)
IN_PERSON = (
    Choice("yes", mark("Yes, I was there")),
    Choice("partly", mark("I saw part of it")),
    Choice("no", mark("No, I heard about it")),
)
ANSWERS = (
    Field("criterion", "Criterion", Shape.LINE, ours=True),
    Field("title", "What it is about", Shape.LINE, required=False, ours=True),
    Field("saw", "Did you see it?", Shape.CHOICE, choices=SAW),
    Field("words", "What did you see?", Shape.TEXT, required=False, longest=2000),
)

WITNESS_STATEMENT = Kind(
    id="witness_statement",
    plural="Witness statements",
    purpose="Ask somebody who saw your work to say so in their own words. They get a link; they need no account.",
    sections=(
        Section(
            "The witness",
            fields=(
                Field("title", "What it is about", Shape.LINE),
                Field("witness_name", "Witness", Shape.LINE),
                Field("witness_role", "Their role", Shape.LINE),
                Field("employer", "Where they work", Shape.LINE, required=False),
                Field("relationship", "How they know the learner", Shape.LINE),
                Field("happened_on", "When they saw it", Shape.DATE),
                Field(
                    "seen_in_person", "Did they see it themselves?", Shape.CHOICE, choices=IN_PERSON
                ),
            ),
        ),
        Section(
            "What the witness saw",
            fields=(
                Field("statement", "In the witness’s own words"),
                Field(
                    "answers",
                    "Criterion by criterion",
                    Shape.ROWS,
                    required=False,
                    columns=ANSWERS,
                    row_word="answer",
                ),
                Field("declaration", "Declaration", Shape.LINE, longest=500),
            ),
        ),
    ),
    date_field="happened_on",
    written_by=(Author.WITNESS,),
    group="What others saw",
    takes_files=False,
    files_title="What the witness said aloud",
    testimony=True,
    corroborates=True,
)
