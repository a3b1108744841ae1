"""Finds templates, criteria and print designs: a centre's own folder first, then the shipped ones."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the shipped folder `templates`, `criteria` or `exports`, in the wheel or the source tree."""
    in_wheel = PACKAGE / "shipped" / name
    return in_wheel if in_wheel.is_dir() else PACKAGE.parent / name


def centre_first(name: str, home: Path) -> list[Path]:
    """Return the folders to look through for `name`: the centre's own (if it has one), then the shipped."""
    own = home / name
    return [folder for folder in (own, shipped(name)) if folder.is_dir()]
