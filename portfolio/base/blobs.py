"""Keeps file contents by their SHA-256, in a folder or any object store obstore reaches by URL."""

from __future__ import annotations

import hashlib
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import obstore
from flask import current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_URL: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FAILURES: Final = (BaseError, OSError, ValueError)


class BlobProblem(Exception):
    """A file could not be kept, found or trusted; `str()` is a sentence for page or terminal."""


class BlobNotKept(BlobProblem):
    """Writing failed (full disk, no permission, no answer); nothing half-written can be read."""


class BlobMissing(BlobProblem):
    """Nothing is kept under this SHA-256."""


class BlobChanged(BlobProblem):
    """What is kept no longer has the SHA-256 it was kept under."""


class BlobUnreachable(BlobProblem):
    """The store did not answer, so nobody can say whether the file is there."""


class NotADigest(ValueError):
    """The name asked for is not a SHA-256 written as 64 lower-case hexadecimal digits."""


class Blobs:
    """One store of file contents, laid out as `ab/cd/<sha256>`.

    `url_or_folder` is a folder (made if needed), a `file://` URL, or a URL such as `s3://bucket/prefix`.
    Raises `BlobNotKept` when the folder or URL can't be used.
    """

    def __init__(self, url_or_folder: str | Path) -> None:
        """Open the store; for a folder this makes the folder, for a URL nothing is sent yet."""
        self._folder = _folder_of(url_or_folder)
        try:
            if self._folder is None:
                self._store: ObjectStore = from_url(str(url_or_folder))
            else:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._store = LocalStore(self._folder)
        except _FAILURES as error:
            place = self._folder or "given in PORTFOLIO_FILES_URL"
            raise BlobNotKept(
                f"The place for files {place} can't be used: {_first_line(error)}. "
                "Choose another place."
            ) from error

    def put(self, data: bytes) -> str:
        """Keep `data` and return its SHA-256; keeping the same bytes again changes nothing.

        The bytes are on disk before this returns. Raises `BlobNotKept`.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = _place(sha256)
        try:
            # One put, never multipart: all of it is there afterwards or none, and no unfinished file.
            obstore.put(self._store, place, data, use_multipart=False)
            if self._folder is not None:
                _sync(self._folder, place)
        except _FAILURES as error:
            raise BlobNotKept(
                f"The file could not be kept: {_first_line(error)}. Nothing was changed. "
                "Try again; if it happens again, tell your centre that its disk may be full."
            ) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """Return the bytes kept under `sha256`, checked against it.

        Raises `NotADigest`, `BlobMissing`, `BlobChanged` or `BlobUnreachable`.
        """
        place = _place(sha256)
        try:
            data = bytes(obstore.get(self._store, place).bytes())
        except FileNotFoundError as error:
            raise BlobMissing(
                f"The file {sha256[:12]}… is not in the store. "
                "Ask your centre to bring it back from a backup."
            ) from error
        except _FAILURES as error:
            raise _unreachable(error) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BlobChanged(
                f"The file {sha256[:12]}… has changed since it was added, so it is not shown. "
                "Ask your centre to bring it back from a backup."
            )
        return data

    def has(self, sha256: str) -> bool:
        """Say whether something is kept under `sha256`, without reading it.

        Raises `NotADigest` or `BlobUnreachable`.
        """
        place = _place(sha256)
        try:
            obstore.head(self._store, place)
        except FileNotFoundError:
            return False
        except _FAILURES as error:
            raise _unreachable(error) from error
        return True

    def delete(self, sha256: str) -> None:
        """Erase what is kept under `sha256`; absent is fine.

        The caller makes sure that no other record still needs the same bytes.
        Raises `NotADigest` or `BlobUnreachable`.
        """
        place = _place(sha256)
        try:
            obstore.delete(self._store, place)
        except FileNotFoundError:
            return
        except _FAILURES as error:
            raise _unreachable(error) from error

    def tidy(self, older_than_seconds: float = 3600) -> int:
        """Remove what a killed process left half-written in a folder; return how many files went.

        Such leftovers are never readable through `get`; this only frees their space.
        """
        if self._folder is None:
            return 0
        before = time.time() - older_than_seconds
        gone = 0
        for leftover in self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*#*"):
            if leftover.stat().st_mtime <= before:
                leftover.unlink(missing_ok=True)
                gone += 1
        return gone


def blobs() -> Blobs:
    """Return the store of the running application."""
    return cast("Blobs", current_app.extensions["blobs"])


def _folder_of(url_or_folder: str | Path) -> Path | None:
    """Return the folder meant, or None for the URL of an object store."""
    text = str(url_or_folder)
    if text.startswith("file://"):
        return Path(text.removeprefix("file://"))
    return None if _URL.match(text) else Path(text)


def _place(sha256: str) -> str:
    """Return where `sha256` lies in the store."""
    if not _DIGEST.fullmatch(sha256):
        raise NotADigest("A kept file is named by 64 lower-case hexadecimal digits.")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _sync(folder: Path, place: str) -> None:
    """Bring the file and the folders that name it to the disk, which obstore doesn't do itself."""
    path = folder / place
    for each in (path, *path.parents[:3]):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unreachable(error: Exception) -> BlobUnreachable:
    """Return the error for a store that did not answer."""
    return BlobUnreachable(
        f"The store of files did not answer: {_first_line(error)}. Try again in a minute."
    )


def _first_line(error: Exception) -> str:
    """Return what went wrong without obstore's debugging text below it."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
