"""How a feature says what it has: its pages, and everything that it hangs on others. `app.py` wires it."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flask import Blueprint


@dataclass(frozen=True)
class Registration:
    """One thing hung on another; nothing happens until it is wired."""

    what: str
    """A job, a panel, a check …: what sort of thing it is to where it hangs."""
    name: str
    function: Callable[..., Any] | None
    wire: Callable[[], object]

    def __str__(self) -> str:
        place = f"{self.function.__module__}.{self.function.__qualname__}" if self.function else ""
        return "  ".join(part for part in (self.what, self.name, place) if part)


@dataclass(frozen=True)
class Feature:
    """One feature, declared."""

    name: str
    blueprint: Blueprint | None = None
    modules: tuple[ModuleType, ...] = ()
    """What says something by being imported: routes of the blueprint, tables of the database, events."""
    registrations: tuple[Registration, ...] = ()

    def wire(self) -> None:
        """Hang what it has where it belongs, once in a process."""
        for registration in self.registrations:
            registration.wire()
