"""A handover: one transfer of a customer, task or shift, from planning to follow-up."""

from portfolio.evidence.kinds.fields import (
    Choice,
    Field,
    Kind,
    NotBefore,
    NotSame,
    Quick,
    Section,
    Shape,
)

SETTING = (
    Choice("real", "Real work"),
    Choice("simulated", "A simulation"),
    Choice("role_play", "A role-play"),
)
TRIGGERS = (
    Choice("shift_change", "A change of shift"),
    Choice("expertise_boundary", "Somebody else had the right expertise or authority"),
    Choice("break_or_absence", "A break or an absence"),
    Choice("end_of_contract", "A job or project came to an end"),
    Choice("other", "Something else"),
)
METHODS = (
    Choice("face_to_face", "Face to face"),
    Choice("phone", "By phone"),
    Choice("video", "By video call"),
    Choice("email", "By e-mail"),
    Choice("message", "By chat or text message"),
    Choice("handover_form", "With a handover form or shift log"),
    Choice("crm_note", "With a note in the customer record system"),
    Choice("other", "In another way"),
)
ACTIONS = (
    Field("task", "What is to be done", Shape.LINE),
    Field("owner", "Who does it", Shape.LINE, hint="A first name or a role is enough."),
    Field("deadline", "By when", Shape.MOMENT),
)
DONE = (
    Choice("yes", "Yes, it was done"),
    Choice("no", "Not yet"),
)
CHECK_BACKS = (
    Field("checked_on", "When did you check back?", Shape.DATE),
    Field("action", "Which action is it about?", Shape.ACTION, required=False),
    Field("method", "How", Shape.LINE, hint="For example by phone, in person or in the shift log."),
    Field(
        "with_whom",
        "With whom",
        Shape.LINE,
        required=False,
        hint="A first name or a role is enough.",
    ),
    Field("outcome", "What had happened", Shape.TEXT, longest=2000),
    Field("done", "Was it done?", Shape.CHOICE, choices=DONE, required=False),
)

PLANNING = Section(
    "Planning",
    stage="planning",
    breaks=("handed_by",),
    fields=(
        Field(
            "title",
            "A short title",
            Shape.LINE,
            hint="So that you find it again, for example “Late delivery handed to the night desk”.",
        ),
        Field("happened_at", "When did the handover happen?", Shape.MOMENT),
        Field("setting", "Was it real work?", Shape.CHOICE, choices=SETTING),
        Field("trigger", "Why was a handover needed?", Shape.CHOICE, choices=TRIGGERS),
        Field("trigger_detail", "Say a little more about why", Shape.LINE, required=False),
        Field(
            "purpose",
            "What was the handover for?",
            hint="What should go on without a break for the customer?",
        ),
        Field("scope", "What did it cover, and what not?"),
        Field(
            "customer_need",
            "What does the customer need?",
            hint="Leave out names, phone numbers and anything else that shows who the customer is. Write “the customer”.",
        ),
        Field(
            "handed_by", "Who handed over?", Shape.LINE, hint="A first name or a role is enough."
        ),
        Field("handed_to", "Who took over?", Shape.LINE, hint="A first name or a role is enough."),
        Field(
            "actions",
            "What is to be done, by whom and by when?",
            Shape.ROWS,
            columns=ACTIONS,
            row_word="action",
        ),
        Field(
            "agreement",
            "Did it follow an agreement of roles and responsibilities?",
            Shape.PIECE,
            required=False,
            of_kind="roles_agreement",
        ),
        Field(
            "responsibilities",
            "Which roles and responsibilities did you agree?",
            hint="Who does what from now on, and how did everybody agree to it?",
        ),
    ),
)
EXECUTION = Section(
    "Handing over",
    stage="execution",
    fields=(
        Field("method", "How did you hand over?", Shape.CHOICE, choices=METHODS),
        Field("method_reason", "Why did this way suit this colleague and this situation?"),
        Field(
            "questions",
            "Which questions were asked to make things clear?",
            hint="Yours and theirs, and the answers.",
        ),
        Field("understanding", "How did you make sure that it was received and understood?"),
        Field(
            "read_back",
            "What did your colleague say back to you?",
            required=False,
            hint="The next steps in their words, and what you put right.",
        ),
        Field("outstanding", "What was still open at that moment?"),
    ),
)
FOLLOW_UP = Section(
    "Follow-up",
    stage="follow-up",
    intro="You can submit before you have checked back, and add check-backs later. They are dated.",
    fields=(
        Field(
            "check_backs",
            "Checking back",
            Shape.ROWS,
            required=False,
            columns=CHECK_BACKS,
            row_word="check-back",
        ),
        Field(
            "help_offered",
            "Did you offer help, for example when a colleague was delayed?",
            required=False,
        ),
        Field(
            "customer_contact",
            "Which contact did you have with the customer afterwards?",
            required=False,
        ),
        Field("customer_outcome", "How did it end for the customer?", required=False),
        Field("still_open", "What is still open now?", required=False),
    ),
)

QUICK = (
    Quick("handed_to", label="Who took over?", also="actions.owner"),
    Quick(
        "title",
        label="What did you hand over?",
        hint="In a few words, without the customer’s name. “Late delivery”, for example.",
    ),
    Quick("happened_at", label="When?"),
    Quick("method", label="How?"),
    Quick("actions", "task", label="What is to be done next?"),
    Quick("actions", "deadline", label="By when?"),
)
"""A minute at the end of a shift; the details can wait."""
COPIED = (
    "title",
    "setting",
    "trigger",
    "purpose",
    "scope",
    "handed_by",
    "handed_to",
    "actions.task",
    "actions.owner",
    "agreement",
    "responsibilities",
    "method",
)
"""What is often the same again; what was said, asked and found out never is."""
RULES = (
    NotBefore(
        "actions",
        "deadline",
        "happened_at",
        "This deadline is before the handover. Check both dates and times.",
    ),
    NotBefore(
        "check_backs",
        "checked_on",
        "happened_at",
        "This check-back is before the handover. Check both dates.",
    ),
    NotSame(
        "handed_to",
        "handed_by",
        "The person who took over is the one who handed over. Write who took over from them.",
    ),
)

HANDOVER_INSTANCE = Kind(
    id="handover_instance",
    plural="Handovers",
    purpose="One time you handed a customer, a task or a shift to somebody else: what you planned, how you did it, and what came of it.",
    sections=(PLANNING, EXECUTION, FOLLOW_UP),
    date_field="happened_at",
    part="receiver",
    rules=RULES,
    quick=QUICK,
    from_me="handed_by",
    copied=COPIED,
)
