"""Serves what pages are made with (style, script, fonts): compressed beforehand, under names that carry their content's hash."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

DIGITS = 10
BRIEFLY = 60
"""Seconds for which a browser may keep what it asked for by a plain name."""


def serve_assets(app: Flask, headers: Mapping[str, str]) -> None:
    """Let `app` answer for its static folder before anything else, and name each file by its hash in pages.

    A browser keeps what has its hash in its name for good; the plain name goes on to work.
    """
    folder, prefix = Path(str(app.static_folder)), f"{app.static_url_path}/"
    hashed = hashed_names(folder)
    for_good = {prefix + name for name in hashed.values()}

    def add_headers(answer: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            answer[name] = value

    assets = WhiteNoise(
        app.wsgi_app,
        str(folder),
        prefix,
        max_age=BRIEFLY,
        allow_all_origins=False,
        add_headers_function=add_headers,
        immutable_file_test=lambda _path, url: url in for_good,
    )
    for plain, name in hashed.items():
        assets.add_file_to_dictionary(prefix + name, str(folder / plain))
    app.wsgi_app = assets  # type: ignore[method-assign]

    @app.url_defaults
    def name_by_hash(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["filename"] = hashed.get(values["filename"], values["filename"])


@cache
def hashed_names(folder: Path) -> dict[str, str]:
    """Return each file of a folder with the name that says its content; some are called so already."""
    return {
        path.relative_to(folder).as_posix(): hashed_name(path).relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".br", ".gz"}
    }


def hashed_name(path: Path) -> Path:
    """Return a file's path with the hash of its content before its suffix."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]
    return path if f".{digest}." in path.name else path.with_suffix(f".{digest}{path.suffix}")
