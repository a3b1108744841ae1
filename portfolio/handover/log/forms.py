"""What is asked of the log: read from its address, so that it can be kept, sent on and gone back to."""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SearchField, SelectField
from wtforms.fields import SelectChoice

from portfolio.base.clock import spoken_date
from portfolio.evidence.content.dates import as_day, day_of
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.pages.forms import DayField
from portfolio.evidence.search.folding import asked
from portfolio.handover.log.filters import Filters

NAMES = ("q", "from", "to", "method", "trigger", "setting", "open")
"""What an address may say, in the order of the form."""


def _one_of(label: str, every: str, name: str) -> SelectField:
    choices = HANDOVER_INSTANCE.field(name).choices
    return SelectField(
        label,
        choices=[
            SelectChoice(value="", label=every),
            *(SelectChoice(value=choice.value, label=choice.words) for choice in choices),
        ],
        default="",
        validate_choice=False,
    )


class LogForm(Form):
    """The search box and filters above a log; sent by GET, it changes nothing."""

    q = SearchField("Search")
    first = DayField("From", name="from")
    last = DayField("To", name="to")
    method = _one_of("How it was handed over", "Any way", "method")
    trigger = _one_of("Why it was needed", "Any reason", "trigger")
    setting = _one_of("Real work or not", "Either", "setting")
    open = BooleanField("Only with open actions", default=False)

    def __init__(self, sent: MultiDict[str, str]) -> None:
        tidied = {name: sent.get(name, "") for name in NAMES}
        tidied |= {name: as_day(tidied[name].strip()) for name in ("from", "to")}
        tidied["q"] = asked(tidied["q"]).text
        super().__init__(MultiDict({name: said for name, said in tidied.items() if said}))
        self.typed = asked(sent.get("q", ""))

    def filters(self) -> Filters:
        """Return what is wanted; a day that can't be read is left out, and its field says so."""
        first, last = self._day(self.first), self._day(self.last)
        if first and last and first > last:
            self.last.errors = ["This day is before the first one. Change one of them."]
            last = None
        return Filters(
            asked=self.typed,
            first=first,
            last=last,
            method=self._chosen(self.method),
            trigger=self._chosen(self.trigger),
            setting=self._chosen(self.setting),
            open_only=bool(self.open.data),
        )

    def address(self) -> dict[str, Any]:
        """Return what of it stands in an address: only what was asked."""
        said = {field.name: field.data for field in self if field.data}
        return said | ({"open": "1"} if self.open.data else {})

    def in_words(self) -> list[str]:
        """Return what is wanted as people read it, for a page that is printed without its form."""
        filters = self.filters()
        said = [f"“{filters.asked.text}”"] if filters.asked.is_asked else []
        said += [f"from {spoken_date(filters.first)}"] if filters.first else []
        said += [f"to {spoken_date(filters.last)}"] if filters.last else []
        said += [
            HANDOVER_INSTANCE.field(name).words_of(chosen)
            for name in ("method", "trigger", "setting")
            if (chosen := getattr(filters, name))
        ]
        return said + (["only with open actions"] if filters.open_only else [])

    @staticmethod
    def _day(day_field: DayField) -> date | None:
        typed = day_field.data or ""
        day = day_of(typed) if typed else None
        if typed and day is None:
            day_field.errors = ["Enter a real day, such as 3 11 2026, or leave it empty."]
        return day

    @staticmethod
    def _chosen(select_field: SelectField) -> str:
        return (
            select_field.data
            if select_field.data in {choice.value for choice in select_field.choices}
            else ""
        )
