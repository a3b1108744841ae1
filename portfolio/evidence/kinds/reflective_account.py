"""Reflective account: what happened, what I did and why, what it was good for, what I would change."""

from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape

ABOUT = Section(
    "What it is about",
    fields=(
        Field("title", "A short title", Shape.LINE),
        Field("happened_on", "When did it happen?", Shape.DATE),
        Field(
            "about_handover",
            "Is it about one of your handovers?",
            Shape.PIECE,
            required=False,
            of_kind="handover_instance",
        ),
    ),
)
ACCOUNT = Section(
    "Your account",
    intro="Write as you would tell it. Leave out anything that shows who a customer is.",
    fields=(
        Field("what_happened", "What happened?"),
        Field("what_i_did", "What did you do, and why?"),
        Field(
            "service_standard",
            "How did that keep your service standard, and what was better for the customer?",
        ),
        Field(
            "ineffective",
            "What would have happened if the handover had not worked?",
            hint="For the customer, for your colleagues and for your organisation.",
        ),
        Field("went_well", "What went well?"),
        Field("would_change", "What would you do differently next time?"),
    ),
)

REFLECTIVE_ACCOUNT = Kind(
    id="reflective_account",
    plural="Reflective accounts",
    purpose="Look back on a handover, or on several: why you did it that way, what difference it made, and what you learned.",
    sections=(ABOUT, ACCOUNT),
    date_field="happened_on",
)
