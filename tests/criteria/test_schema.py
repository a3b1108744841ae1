"""The schema that editors read is the one the models give, and says the same as the loader."""

import json

from portfolio.criteria.kinds import UNIT_KINDS
from portfolio.criteria.schema import schema, schema_text


def test_the_shipped_schema_has_not_drifted(shipped_folder):
    assert (shipped_folder / "schema.json").read_text(encoding="utf-8") == schema_text(), (
        "The models or the kinds have changed. Renew what tells them: scripts/kinds"
    )


def test_the_schema_asks_for_text_everywhere():
    def types(part):
        if isinstance(part, dict):
            if isinstance(part.get("type"), str):
                yield part["type"]
            for inner in part.values():
                yield from types(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from types(inner)

    assert set(types(schema())) == {"object", "array", "string"}


def test_the_schema_names_keys_and_kinds():
    told = json.loads(schema_text())
    assert told["additionalProperties"] is False
    assert {"unit", "title", "criteria"} <= set(told["required"])
    assert told["$defs"]["Criterion"]["properties"]["accepts"]["items"]["enum"] == list(UNIT_KINDS)
    needs = told["$defs"]["Need"]["properties"]
    assert needs["corroborated"]["enum"] == ["true", "false"]
    assert needs["within_months"]["default"] == ""
