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
    """The progress of somebody who doesn't want to know."""


class ExportProblem(Exception):
    """The export could not be written; the sentence says why and what to do."""


class Write(Protocol):
    """Write the dossier into `out`; `designs` are folders of print designs, the centre's own first."""

    def __call__(
        self, dossier: Dossier, out: Path, progress: Progress = silent, designs: Sequence[Path] = ()
    ) -> None: ...


@dataclass(frozen=True)
class Format:
    """One format of export."""

    name: str
    title: str
    media_type: str
    suffix: str
    write: Write
