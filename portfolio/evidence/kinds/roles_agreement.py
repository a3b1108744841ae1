"""Agreement of roles: who does what by when, how it was agreed, and what happens when something is late."""

from portfolio.evidence.kinds.fields import Choice, Field, Kind, Section, Shape

SHARED = (
    Choice("individual", "One person does it"),
    Choice("shared", "We share it"),
)
HOW_AGREED = (
    Choice("meeting", "In a meeting"),
    Choice("conversation", "In a conversation"),
    Choice("writing", "In writing, for example by e-mail or chat"),
    Choice("other", "In another way"),
)
TASKS = (
    Field("task", "What is to be done", Shape.LINE),
    Field(
        "owner",
        "Who is responsible",
        Shape.LINE,
        hint="First names or roles are enough. Name everybody who shares it.",
    ),
    Field("shared", "Alone or together", Shape.CHOICE, choices=SHARED),
    Field("deadline", "By when", Shape.MOMENT),
)

ROLES_AGREEMENT = Kind(
    id="roles_agreement",
    plural="Agreements of roles",
    one="an",
    purpose="Write down who does what by when, as you agreed it with your team, and ask everybody to sign it.",
    sections=(
        Section(
            "What you agreed",
            stage="planning",
            fields=(
                Field(
                    "title",
                    "A short title",
                    Shape.LINE,
                    hint="For example “Who does what on the late shift”.",
                ),
                Field("agreed_on", "When did you agree on it?", Shape.DATE),
                Field(
                    "took_part",
                    "Who took part?",
                    hint="First names or roles. You can ask each of them to sign it afterwards.",
                ),
                Field(
                    "tasks",
                    "Who does what, and by when?",
                    Shape.ROWS,
                    columns=TASKS,
                    row_word="task",
                ),
            ),
        ),
        Section(
            "How you agreed",
            stage="planning",
            fields=(
                Field("how_agreed", "Where did you agree?", Shape.CHOICE, choices=HOW_AGREED),
                Field(
                    "how_agreed_detail",
                    "How did you come to agree?",
                    hint="What was talked about, who wanted something else, and how you know that everybody sees it the same way.",
                ),
                Field(
                    "if_late",
                    "What happens if a task is late?",
                    hint="Who tells whom, and who helps or takes over.",
                ),
            ),
        ),
    ),
    date_field="agreed_on",
    part="party",
    files_title="Meeting notes and other files",
    files_hint="For example the notes of the meeting, or a photo of the whiteboard. Cover customers’ names and numbers first.",
)
