"""Signed paper statement: a witness's own words on paper, uploaded as it is; none of them is ever typed."""

from portfolio.evidence.kinds.fields import Field, Kind, NotBefore, Section, Shape

PAPER = Section(
    "The paper",
    intro="What the witness says is on their paper, and only there: there is no box to type it.",
    fields=(
        Field(
            "title",
            "A short title",
            Shape.LINE,
            hint="What it is about, for example “Statement about the late parcel”.",
        ),
        Field(
            "happened_on",
            "When did they see it?",
            Shape.DATE,
            hint="The day they write about. If there are several, the one that matters most.",
        ),
        Field("signed_on", "When did they sign the paper?", Shape.DATE),
    ),
)
WITNESS = Section(
    "The witness",
    intro="Your assessor asks this person whether they wrote and signed the paper. Until they say yes, it does not count.",
    fields=(
        Field("witness_name", "Their name", Shape.LINE, longest=150, no_customer=True),
        Field(
            "witness_role",
            "Their role",
            Shape.LINE,
            hint="For example duty manager, or site supervisor.",
        ),
        Field("employer", "Who do they work for?", Shape.LINE, no_customer=True),
        Field(
            "relationship",
            "How do they know you?",
            Shape.LINE,
            hint="For example “my line manager”.",
        ),
        Field(
            "reach",
            "How can your assessor reach them at work?",
            Shape.LINE,
            hint="Their work e-mail address or phone number, or both.",
            no_customer=True,
        ),
    ),
)

PAPER_STATEMENT = Kind(
    id="paper_statement",
    plural="Signed paper statements",
    purpose=(
        "A witness wrote down what they saw and signed it by hand. Use paper when they can’t use a link, "
        "for example because they have no e-mail at work. A link counts more easily: paper counts only "
        "after your assessor has asked the witness about it."
    ),
    sections=(PAPER, WITNESS),
    date_field="happened_on",
    group="What others saw",
    needs_files=1,
    files_title="The signed paper",
    files_label="Add photos or a PDF of the paper",
    files_hint="Every page, with the signature: photos (JPEG, PNG, WebP or HEIC) or a PDF, up to 25 MB each. If it shows who a customer is, black that out in the photo.",
    files_missing="Add a photo or a PDF of the signed paper.",
    files_of=("image/", "application/pdf"),
    files_wrong="Add a photo or a PDF of the signed paper: what the witness signed, as it is.",
    quotable=False,
    submitting="the witness wrote and signed this paper themselves, and that you changed nothing in it",
    testimony=True,
    corroborates=True,
    rules=(
        NotBefore(
            "signed_on",
            "",
            "happened_on",
            "They can’t have signed it before they saw it. Check both dates.",
        ),
    ),
)
