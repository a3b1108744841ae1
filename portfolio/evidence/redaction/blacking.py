"""Blacks regions of a photo out: the pixels are gone, the picture and its small one are made anew."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.intake.door import accept

MOST_BOXES = 50
_WHOLE = 100.0
_SIDES = ("left", "top", "width", "height")
_BEST = 95


class WrongBox(Exception):
    """A box isn't one; the sentence says what to do."""


@dataclass(frozen=True)
class Box:
    """A region, each side in hundredths of the picture's width or height."""

    left: float
    top: float
    width: float
    height: float


def boxes_from(sent: Mapping[str, str]) -> list[Box]:
    """Read the boxes of a form (`box-0-left` …); empty rows are left out. Raises WrongBox."""
    boxes = []
    for number in range(MOST_BOXES):
        typed = [sent.get(f"box-{number}-{side}", "").strip() for side in _SIDES]
        if any(typed):
            boxes.append(_box(number, typed))
    return boxes


def _box(number: int, typed: Sequence[str]) -> Box:
    try:
        left, top, width, height = (float(number.replace(",", ".") or "nan") for number in typed)
    except ValueError:
        left = top = width = height = float("nan")
    inside = (
        0 <= left < _WHOLE and 0 <= top < _WHOLE and 0 < width <= _WHOLE and 0 < height <= _WHOLE
    )
    if not inside:
        raise WrongBox(
            f"Region {number + 1}: enter four numbers from 0 to 100: how far from the left and from the top "
            "it begins, how wide and how high it is, in hundredths of the picture."
        )
    return Box(left, top, min(width, _WHOLE - left), min(height, _WHOLE - top))


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height of a picture, from its header."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def blacked_out(data: bytes, filename: str, boxes: Sequence[Box]) -> Accepted:
    """Return the picture with these regions black, through intake again: nothing of the old file is in it.

    Raises WrongBox when there is no box, and FileRefused when the picture can't be read.
    """
    if not boxes:
        raise WrongBox("Draw over what is to be blacked out, or enter its numbers, first.")
    with Image.open(io.BytesIO(data)) as opened:
        picture = opened.convert("RGB")
        kind = opened.format or "PNG"
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        draw.rectangle(_corners(box, picture.size), fill="black")
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": _BEST} if kind == "JPEG" else {}))
    return accept(out.getvalue(), filename)


def _corners(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return the corners in pixels, outwards to whole ones: no sliver of a letter is left at an edge."""
    across, down = size[0] / _WHOLE, size[1] / _WHOLE
    right, bottom = (box.left + box.width) * across, (box.top + box.height) * down
    return int(box.left * across), int(box.top * down), int(right) + 1, int(bottom) + 1
