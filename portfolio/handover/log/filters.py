"""What of a log is wanted."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from portfolio.evidence.search.folding import SearchQuery


@dataclass(frozen=True)
class Filters:
    """What of a log is wanted; nothing given means everything."""

    asked: SearchQuery = field(default_factory=lambda: SearchQuery("", ()))
    first: date | None = None
    last: date | None = None
    method: str = ""
    trigger: str = ""
    setting: str = ""
    open_only: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.given)

    @property
    def given(self) -> dict[str, Any]:
        """What is asked for, by name."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        asked = named.pop("asked")
        chosen = {name: value for name, value in named.items() if value}
        return chosen | ({"asked": asked} if asked.is_asked else {})
