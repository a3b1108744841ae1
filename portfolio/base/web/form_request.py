"""What a browser sends, fit to be read: forms only, and no NUL, which no database of ours could keep everywhere."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import IO, Any

from flask import Request, current_app
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.datastructures.structures import iter_multi_items

WORDS_ONLY = "application/x-www-form-urlencoded"
Given = Mapping[str, Any] | MultiDict[str, Any] | Iterable[tuple[str, Any]] | None


class SentFields(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address, without NUL: PostgreSQL refuses it in any text."""

    def __init__(self, mapping: Given = None) -> None:
        given: Any = mapping or ()
        super().__init__([(_plain(name), _plain(value)) for name, value in iter_multi_items(given)])


def _plain(value: Any) -> Any:
    return value.replace("\x00", "") if isinstance(value, str) else value


class FormRequest(Request):
    """A request to a house whose pages send forms: JSON in a body is nobody's answer, so no form reads it."""

    parameter_storage_class = SentFields
    is_json = False

    @cached_property
    def _taken_in(self) -> list[IO[bytes]]:
        """The files that its parts are written to, also of one that is cut short."""
        return []

    def _get_file_stream(self, *told: Any, **named: Any) -> IO[bytes]:
        stream = super()._get_file_stream(*told, **named)
        self._taken_in.append(stream)
        return stream

    def close(self) -> None:
        """Close every file of it; what a full disk had no room for is no longer wanted."""
        for stream in self._taken_in:
            with suppress(OSError):
                stream.close()
        super().close()

    def _load_form_data(self) -> None:
        """Read the form: as many bytes as its view takes (`pages.takes_up_to`).

        One without files is read at once, so its whole body may have what words may.
        """
        view = current_app.view_functions.get(self.endpoint or "")
        self.max_content_length = getattr(view, "most_bytes", self.max_content_length)
        limits = (self.max_content_length, self.max_form_memory_size)
        if self.mimetype == WORDS_ONLY:
            self.max_content_length = min(
                (limit for limit in limits if limit is not None), default=None
            )
        super()._load_form_data()


def are_words_too_long(refused: Request) -> bool:
    """Whether it was the words, and no file, that made a body too large."""
    most = refused.max_content_length
    fits = most is not None and (refused.content_length or 0) <= most
    return refused.mimetype == WORDS_ONLY or fits
