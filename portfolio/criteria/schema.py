"""Writes the JSON Schema that lets an editor complete and check unit files while they are typed."""

import json
from typing import Any

from portfolio.criteria.model import Unit

EDITOR_LINE = "# yaml-language-server: $schema=schema.json"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a unit file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Unit.model_json_schema(mode="validation"),
    }


def schema_text() -> str:
    """Return the schema as it stands in criteria/schema.json."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
