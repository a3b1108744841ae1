"""What a page offers: one thing that can be done there, where it leads, and how it looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class ActionLook(StrEnum):
    """How an action is drawn (`templates/parts/moving.html`)."""

    BUTTON = "button"
    SECONDARY = "secondary"
    LINK = "link"
    POST = "post"
    """A quiet button that changes something, in a form of its own."""


@dataclass(frozen=True)
class PageAction:
    """One thing to do: its words, the endpoint with its values, and how it looks."""

    words: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    look: ActionLook = ActionLook.LINK
