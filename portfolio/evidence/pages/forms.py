"""Forms: one for each kind of evidence, made from its declaration; and those for claims and later steps."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import DateInput, DateTimeLocalInput, TextInput

from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.dates import day_of
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Choice, Field, Kind, Shape
from portfolio.evidence.kinds.handover_instance import CHECK_BACKS
from portfolio.evidence.records.claims import LONGEST_REASON

MOST_RADIOS = 5
"""More choices than this stand in a list that opens."""


class DayField(StringField):
    """A day, kept as typed; a date box would drop what it can't read, so that becomes a text box."""

    widget: Any = DateInput()

    def post_process(self, *args: Any) -> None:
        """Choose the box that shows the present value."""
        super().post_process(*args)
        if self.data and day_of(str(self.data)) is None:
            self.widget = TextInput()


class MomentField(DayField):
    """A day and time, kept as typed."""

    widget: Any = DateTimeLocalInput()


class PageForm(FlaskForm):
    """A form of ours: filled from what was sent, or from `formdata` and `data`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)

    def is_complete(self) -> bool:
        """Whether what was sent can be used; otherwise each field says what is wrong."""
        return bool(self.validate())


class EvidenceForm(PageForm):
    """What the form of every kind has besides its questions. It only shows; `answers` reads."""

    seen_revision = HiddenField()
    files = MultipleFileField("Add photos or documents")


def _choices(choices: Iterable[Choice]) -> list[SelectChoice]:
    return [SelectChoice(value=choice.value, label=choice.words) for choice in choices]


def _form_field(field: Field, *, in_row: bool = False) -> Any:
    """Return the form's field for a declared one."""
    common: dict[str, Any] = {
        "label": field.label,
        "description": field.hint,
        "validators": [] if field.required else [Optional()],
    }
    if field.shape is Shape.ROWS:
        row = {column.name: _form_field(column, in_row=True) for column in field.columns}
        row_class = type(f"{field.name.title()}Row", (Form,), {"id": HiddenField(), **row})
        return FieldList(FormField(row_class), label=field.label, description=field.hint)
    if field.shape is Shape.CHOICE and len(field.choices) <= MOST_RADIOS and not in_row:
        return RadioField(choices=_choices(field.choices), validate_choice=False, **common)
    if field.shape in (Shape.CHOICE, Shape.PIECE, Shape.ACTION, Shape.CRITERION):
        words = {Shape.ACTION: "All of it"}.get(field.shape, "None")
        blank = SelectChoice(value="", label="Choose an answer" if field.required else words)
        return SelectField(
            choices=[blank, *_choices(field.choices)], validate_choice=False, **common
        )
    classes = {Shape.TEXT: TextAreaField, Shape.DATE: DayField, Shape.MOMENT: MomentField}
    made: Any = classes.get(field.shape, StringField)
    return made(**common)


def _class_of(kind: Kind) -> type[EvidenceForm]:
    fields = {field.name: _form_field(field) for field in kind.fields}
    return type(f"{kind.id.title().replace('_', '')}Form", (EvidenceForm,), fields)


FORMS: dict[str, type[EvidenceForm]] = {kind.id: _class_of(kind) for kind in KINDS.values()}


def form_for(
    kind: Kind,
    content: Mapping[str, Any],
    revision: int,
    pieces: Mapping[str, Sequence[Choice]] = MappingProxyType({}),
    one_more: str = "",
) -> EvidenceForm:
    """Return the form of a kind filled with `content`, an empty row where there is none.

    `pieces` are what there is to choose from, by `Field.offer`; `one_more` names the field of rows that gets
    another empty row.
    """
    form = FORMS[kind.id](formdata=None, data={**content, "seen_revision": str(revision)})
    for field in kind.fields:
        if field.shape is Shape.ROWS and (field.name == one_more or not form[field.name].entries):
            form[field.name].append_entry({})
        if field.shape is Shape.PIECE:
            _offer([form[field.name]], pieces.get(field.offer, ()))
        for column in field.columns:
            if column.shape is Shape.ACTION:
                _offer_actions(form[field.name], column.name, content)
            if column.shape is Shape.CRITERION:
                cells = [entry.form[column.name] for entry in form[field.name].entries]
                _offer(cells, pieces.get(column.offer, ()))
    return form


def _offer(fields: Iterable[Any], choices: Iterable[Choice]) -> None:
    for field in fields:
        field.choices = [*field.choices, *_choices(choices)]


def _offer_actions(rows: Any, column: str, content: Mapping[str, Any]) -> None:
    """Let each row choose among the actions that were saved with this content."""
    saved = [
        SelectChoice(value=row["id"], label=row.get("task") or f"Action {number}")
        for number, row in enumerate(content.get("actions") or [], 1)
        if row.get("id")
    ]
    for entry in rows.entries:
        field = entry.form[column]
        field.choices = [*field.choices, *saved]
        field.render_kw = {"data-choose-rows": "actions"}  # the script offers those just typed


def show_lacks(form: EvidenceForm, found: Iterable[Lack]) -> None:
    """Put each sentence beside the field it is about."""
    for lack in found:
        if lack.field == "attachments":
            form.files.errors = [*form.files.errors, lack.sentence]
            continue
        if lack.field not in form:
            form.form_errors = [*form.form_errors, lack.sentence]
            continue
        field: Any = form[lack.field]
        if lack.row is not None and lack.row < len(field.entries):
            cell = field.entries[lack.row].form[lack.column]
            cell.errors = [*cell.errors, lack.sentence]
            field.errors = [*field.errors, {lack.column: [lack.sentence]}]
        else:
            field.errors = [*field.errors, lack.sentence]


def anchor_of(kind: Kind, lack: Lack) -> str:
    """Return the id of the control on the form that a lack is about; a photo's is its description."""
    if lack.field not in {field.name for field in kind.fields}:
        return f"alt-{lack.column}" if lack.column else lack.field
    one = kind.field(lack.field)
    if lack.row is not None:
        return f"{one.name}-{lack.row}-{lack.column}"
    return anchor(one)


def anchor(field: Field) -> str:
    """Return the id of a field's first control."""
    if field.shape is Shape.ROWS:
        return f"{field.name}-rows"
    radios = field.shape is Shape.CHOICE and len(field.choices) <= MOST_RADIOS
    return f"{field.name}-0" if radios else field.name


class WithdrawForm(PageForm):
    """Why a piece is taken out of the portfolio."""

    reason = TextAreaField(
        "Why do you take it out?",
        description="Your assessor may read this.",
        validators=[Optional(), Length(max=1000, message="Keep your reason to 1,000 characters.")],
    )


class CheckBackForm(PageForm):
    """A check-back that is added after the piece was submitted."""

    action = SelectField(
        "Which action is it about?", validators=[Optional()], validate_choice=False
    )

    def show(self, found: Iterable[Lack]) -> None:
        """Put each sentence beside the field it is about."""
        for lack in found:
            self[lack.field].errors = [*self[lack.field].errors, lack.sentence]


for _column in CHECK_BACKS:
    setattr(CheckBackForm, _column.name, _form_field(_column))


class ClaimForm(PageForm):
    """Where in the piece a criterion is shown, and why it shows it."""

    place_kind = RadioField(
        "Where does this piece show it?",
        choices=[
            SelectChoice(value="quote", label="In my words"),
            SelectChoice(value="page", label="In an attached file"),
        ],
        default="quote",
        validators=[InputRequired("Say where this piece shows it.")],
    )
    quote = TextAreaField(
        "Which words show it?",
        description="Exactly as they stand in your text, from one answer. A sentence or two is enough.",
    )
    attachment = SelectField("If in a file: which one?", validate_choice=False)
    page = StringField(
        "If in a file: on which page, or at what time?",
        description="For a photo, leave it empty. In a recording, write minutes and seconds, such as 4:05.",
    )
    reason = TextAreaField(
        "Why does it show this criterion?",
        validators=[
            InputRequired("Say in a sentence why these words show the criterion."),
            Length(max=LONGEST_REASON, message="Shorten your reason to 2,000 characters."),
        ],
    )
