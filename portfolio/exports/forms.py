"""The form in which somebody chooses what to export."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portfolio.enrolment.model import Enrolment
from portfolio.exports.formats import FORMATS


class ExportForm(FlaskForm):
    """Which part, and in which format."""

    format_name = RadioField(
        "What do you need?",
        [InputRequired("Choose a format.")],
        choices=[SelectChoice(offered.name, offered.title) for offered in FORMATS],
        default="pdf",
    )
    unit_id = SelectField("Which unit?", choices=[])

    def offer(self, enrolments: Sequence[Enrolment]) -> "ExportForm":
        """Offer these enrolments' units, and all together."""
        units = [SelectChoice(enrolment.unit_id, enrolment.unit.title) for enrolment in enrolments]
        self.unit_id.choices = [SelectChoice("", "The whole portfolio"), *units]
        return self
