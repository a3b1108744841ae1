"""The units a centre has, its own folder before the shipped one; a changed file is seen at once."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Self

from portfolio.criteria.loader import SUFFIX, Loaded, load
from portfolio.criteria.model import Unit
from portfolio.criteria.problem import Problem

Stamp = tuple[int, int, int]


class NoSuchUnit(LookupError):
    """No file of that name is in any folder."""


class UnitNotAvailable(NoSuchUnit):
    """The unit's file has problems, so it cannot be used now."""

    def __init__(self, unit_id: str, problems: Sequence[Problem]) -> None:
        super().__init__(
            f"The unit {unit_id} cannot be used until its file is put right: "
            f"{problems[0] if problems else 'run `portfolio criteria check`'}"
        )
        self.problems = tuple(problems)


class Library:
    """Units by id, read again whenever a file changes, appears or goes.

    A file stands for the unit it is named after. The first folder that has the file decides: when a
    centre's own file is broken, the unit is not available, rather than quietly having other words.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self._read: dict[Path, tuple[Stamp, Loaded]] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, folders: Sequence[Path]) -> Self:
        """Return a library over these folders; the earlier wins, a missing folder is empty."""
        library = cls(folders)
        library._look()
        return library

    @property
    def units(self) -> dict[str, Unit]:
        """The units that can be used, by id, sorted by title."""
        usable = [loaded.unit for loaded in self._look().values() if loaded.unit]
        return {
            unit.unit: unit for unit in sorted(usable, key=lambda unit: (unit.title, unit.unit))
        }

    @property
    def broken(self) -> dict[str, tuple[Problem, ...]]:
        """The units that cannot be used, by id, with what is wrong with their files."""
        return {name: loaded.problems for name, loaded in self._look().items() if not loaded.unit}

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong with any file that counts, in order of file and place."""
        return sorted(problem for told in self.broken.values() for problem in told)

    def unit(self, unit_id: str) -> Unit:
        """Return the unit; raises NoSuchUnit, or UnitNotAvailable when its file is broken."""
        loaded = self._look().get(unit_id)
        if loaded is None:
            raise NoSuchUnit(f"There is no unit {unit_id}.")
        if loaded.unit is None:
            raise UnitNotAvailable(unit_id, loaded.problems)
        return loaded.unit

    def _look(self) -> dict[str, Loaded]:
        """Return what each unit's deciding file holds now, reading only files that changed."""
        with self._lock:
            files = self._files()
            self._read = {file: self._fresh(file) for file in files.values()}
            return {name: self._read[file][1] for name, file in files.items()}

    def _files(self) -> dict[str, Path]:
        files: dict[str, Path] = {}
        for folder in self.folders:
            for file in unit_files(folder):
                files.setdefault(file.stem, file)
        return files

    def _fresh(self, file: Path) -> tuple[Stamp, Loaded]:
        stamp = _stamp(file)
        known = self._read.get(file)
        return known if known and known[0] == stamp else (stamp, _loaded(file, stamp))


@lru_cache(maxsize=64)
def _loaded(file: Path, _stamp: Stamp) -> Loaded:
    """Read a file once for all libraries of this process, until it changes."""
    return load(file)


def unit_files(folder: Path) -> list[Path]:
    """Return the unit files of a folder in order of name; nothing when there is no such folder."""
    try:
        return sorted(file for file in folder.iterdir() if _is_unit_file(file))
    except OSError:
        return []


def _is_unit_file(file: Path) -> bool:
    return file.suffix in {SUFFIX, ".yml"} and not file.name.startswith(".")


def _stamp(file: Path) -> Stamp:
    try:
        said = file.stat()
    except OSError:
        return (0, 0, 0)
    return said.st_mtime_ns, said.st_size, said.st_ino
