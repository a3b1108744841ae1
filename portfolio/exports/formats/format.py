"""What a format of export is: a name, words for people, and one function that writes a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from portfolio.exports.dossier import Dossier

Progress = Callable[[int, int, str], None]
"""Called with what is done, the total, and a few words for the person who waits."""


def silent(done: int, total: int, words: str) -> None:
    """Tell nobody."""


class ExportProblem(Exception):
    """The export could not be written; the sentence says why and what to do."""


class Write(Protocol):
    """The one function of a format."""

    def __call__(
        self, dossier: Dossier, out: Path, progress: Progress = silent, designs: Sequence[Path] = ()
    ) -> None:
        """Write `dossier` to `out`; `designs` are `exports` folders, the centre's own first."""


@dataclass(frozen=True)
class Format:
    """One format of export."""

    name: str
    title: str
    media_type: str
    suffix: str
    write: Write
