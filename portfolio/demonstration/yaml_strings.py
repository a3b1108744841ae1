"""Reads the demonstration's YAML, in which every value is a string."""

from typing import Any

import yaml

_Loader: Any = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # libyaml, where PyYAML was built with it


def strings_of(text: str) -> Any:
    """Return the lists, dicts and strings of a YAML text; nothing in it becomes a number or a date."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 -- builds strings only
