"""Work product: a document or picture from the learner's real work, and what it shows."""

from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape

DOCUMENT = Section(
    "The document",
    intro="For example a shift log, a handover form or an e-mail. Take out names and numbers first.",
    fields=(
        Field(
            "title",
            "A short title",
            Shape.LINE,
            hint="What it is, for example “Shift log of the front desk”.",
        ),
        Field(
            "made_on",
            "When was it made?",
            Shape.DATE,
        ),
        Field(
            "made_by",
            "Who made it?",
            Shape.LINE,
            hint="You, you and others, or somebody else. A first name or a role is enough.",
        ),
        Field(
            "source",
            "Where does it come from?",
            Shape.LINE,
            hint="For example “the log at the front desk”.",
        ),
        Field(
            "about_handover",
            "Is it about one of your handovers?",
            Shape.PIECE,
            required=False,
            of_kind="handover_instance",
        ),
    ),
)
USE = Section(
    "What it shows",
    fields=(
        Field(
            "how_used",
            "How did you use it?",
            hint="A document says little by itself. Say what you did with it, and who else used it.",
        ),
        Field("shows", "What does it show?", hint="Name the page or the line that matters."),
    ),
)

WORK_PRODUCT = Kind(
    id="work_product",
    plural="Work products",
    purpose="A document or photo from your work, such as a shift log or a handover form, and how you used it.",
    sections=(DOCUMENT, USE),
    date_field="made_on",
    needs_files=1,
    files_title="The document itself",
    files_label="Add the document, or photos of it",
    files_hint="Add the document, or a photo of it. Cover names and numbers first.",
    files_missing="Add the document itself, or a photo of it.",
)
