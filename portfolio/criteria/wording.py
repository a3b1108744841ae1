"""Says pydantic's findings about a unit file as sentences that tell the author what to do."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from portfolio.criteria import model

PATTERNS: dict[str, str] = {
    model.ID_PATTERN: "Use small letters, digits and single hyphens, such as customer-handover",
    model.CODE_PATTERN: 'Use letters and digits with dots between, such as "1" or "2.3"',
    model.BESIDE_PATTERN: "Name a form field as kind.field, such as handover_instance.purpose",
    model.CHECK_PATTERN: "Use small letters, digits and underscores, such as no_check_back",
    r"\S": "Write a text here; it is empty",
}

WRONG_SHAPE: dict[str, str] = {
    "string_type": "Write one text here, not a list or a group of keys",
    "tuple_type": "Write a list here: each item on its own line after a dash",
    "model_type": "Write a group of keys here, each as `key: text`",
    "int_type": model.NUMBER_WORDS,
    "bool_type": model.ANSWER_WORDS,
}


PLAIN: dict[str, str] = {
    "string_too_long": "Shorten this text to {max_length} characters",
    "string_too_short": "Write a text here; it is empty",
    "too_short": "Add at least one item to this list",
    "value_error": "{error}",
}


def sentence(error: ErrorDetails, known_keys: Mapping[str, Any]) -> str:
    """Return what to do about one error; `known_keys` are the keys allowed where it happened."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"Add `{error['loc'][-1]}:` here."
    if kind == "extra_forbidden":
        return _unknown_key(str(error["loc"][-1]), known_keys)
    if kind == "string_pattern_mismatch":
        return f"{PATTERNS[context['pattern']]}."
    said = {**WRONG_SHAPE, **PLAIN}.get(kind, "Write this as docs/criteria.md shows")
    return f"{said.format(**context)}."


def _unknown_key(name: str, known_keys: Mapping[str, Any]) -> str:
    near = get_close_matches(name, known_keys, n=1)
    if near:
        return f"There is no key `{name}` here. Did you mean `{near[0]}`?"
    return f"There is no key `{name}` here. Use: {', '.join(known_keys)}."
