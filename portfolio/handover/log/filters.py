"""What of a log is wanted."""

from dataclasses import dataclass, field
from datetime import date

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
        chosen = (self.first, self.last, self.method, self.trigger, self.setting, self.open_only)
        return self.asked.is_asked or any(chosen)

    @property
    def answers(self) -> dict[str, str]:
        """The answers that a handover must have given, by their names."""
        chosen = {"method": self.method, "trigger": self.trigger, "setting": self.setting}
        return {name: value for name, value in chosen.items() if value}
