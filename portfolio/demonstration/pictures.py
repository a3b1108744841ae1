"""Draws the demonstration's photos: a wall board, a log on a clipboard and a message pad."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]
INK: Colour = (28, 44, 120)
BLACK: Colour = (38, 38, 44)
RED: Colour = (178, 36, 42)


def photograph(kind: str, heading: str, lines: Sequence[str]) -> bytes:
    """Return a JPEG of 1600 × 1200 pixels; the same words always give the same picture.

    ``kind`` is ``board``, ``log`` or ``pad``. Raises KeyError for another.
    """
    chance = random.Random(f"{kind} {heading}")
    scene = _SCENES[kind](heading, lines, chance)
    taken = _as_photo(scene, chance)
    kept = io.BytesIO()
    taken.save(kept, "JPEG", quality=84, optimize=True)
    return kept.getvalue()


def _board(heading: str, lines: Sequence[str], chance: random.Random) -> Image.Image:
    scene = _surface((214, 205, 190), (2, 2), 9, chance)
    frame: Box = (130, 110, 1470, 1050)
    _shadow(scene, frame, 22)
    draw = ImageDraw.Draw(scene)
    draw.rectangle(frame, fill=(168, 172, 176))
    draw.rectangle((136, 116, 1464, 1044), fill=(196, 200, 203))
    face: Box = (158, 138, 1442, 1012)
    draw.rectangle(face, fill=(246, 248, 248))
    _smears(scene, face, chance)
    _write(scene, (205, 168), heading, 66, colour=BLACK, chance=chance)
    draw = ImageDraw.Draw(scene)
    draw.line([(205, 262), (800, 257), (1370, 263)], fill=RED, width=7, joint="curve")
    colours = (BLACK, INK)
    step = min(92, 720 // len(lines))
    for row, line in enumerate(lines):
        shade = RED if line.isupper() or "!" in line else colours[line.startswith(" ")]
        start = (205 + chance.randint(-6, 10), 290 + row * step)
        _write(scene, start, line, 54, colour=shade, chance=chance)
    draw = ImageDraw.Draw(scene)
    draw.rectangle((420, 1040, 1180, 1068), fill=(150, 154, 158))
    for place, shade in ((520, RED), (690, BLACK), (880, INK)):
        draw.rounded_rectangle((place, 1022, place + 130, 1044), 9, fill=(238, 238, 234))
        draw.rounded_rectangle((place + 92, 1020, place + 138, 1046), 8, fill=shade)
    return _glare(scene, (1120, 260))


def _log(heading: str, lines: Sequence[str], chance: random.Random) -> Image.Image:
    scene = _surface((126, 88, 58), (90, 3), 22, chance)
    backing: Box = (250, 40, 1370, 1190)
    _shadow(scene, backing, 30)
    draw = ImageDraw.Draw(scene)
    draw.rounded_rectangle(backing, 26, fill=(112, 74, 46))
    draw.rounded_rectangle((256, 46, 1364, 1184), 22, fill=(139, 96, 62))
    paper: Box = (300, 110, 1322, 1188)
    _shadow(scene, paper, 8)
    draw = ImageDraw.Draw(scene)
    draw.rectangle(paper, fill=(250, 247, 236))
    for y in range(262, 1180, 70):
        draw.line((300, y, 1322, y), fill=(176, 196, 214), width=2)
    draw.line((455, 262, 455, 1188), fill=(222, 150, 150), width=3)
    draw.text((340, 192), heading, fill=(60, 60, 60), font=ImageFont.load_default(38))
    for row, line in enumerate(lines):
        time, _space, entry = line.partition("  ")
        _write(scene, (322, 268 + row * 70), time, 41, colour=INK, chance=chance)
        _write(scene, (478, 268 + row * 70), entry, 41, colour=INK, chance=chance)
    draw = ImageDraw.Draw(scene)
    draw.rounded_rectangle((610, 66, 1010, 150), 16, fill=(120, 124, 130))
    draw.rounded_rectangle((616, 70, 1004, 120), 14, fill=(196, 200, 206))
    draw.rounded_rectangle((730, 18, 890, 100), 30, fill=(172, 176, 182))
    draw.ellipse((785, 34, 835, 84), fill=(120, 84, 56))
    return _glare(scene, (500, 200))


def _pad(heading: str, lines: Sequence[str], chance: random.Random) -> Image.Image:
    scene = _surface((88, 96, 104), (3, 3), 16, chance)
    _shadow(scene, (371, 118, 1261, 1148), 26)
    for depth in range(7, -1, -1):
        sheet: Box = (350 + depth * 3, 90 + depth * 4, 1240 + depth * 3, 1120 + depth * 4)
        shade = (236 - depth % 2 * 16, 224 - depth % 2 * 16, 168 - depth % 2 * 12)
        ImageDraw.Draw(scene).rectangle(sheet, fill=shade)
    draw = ImageDraw.Draw(scene)
    draw.rectangle((350, 90, 1240, 128), fill=(150, 62, 54))
    draw.text((400, 160), heading, fill=(120, 50, 44), font=ImageFont.load_default(62))
    draw.line((400, 246, 1190, 246), fill=(120, 50, 44), width=4)
    for row, line in enumerate(lines):
        y = 280 + row * 112
        draw.line((400, y + 82, 1190, y + 82), fill=(190, 170, 120), width=3)
        _write(scene, (410, y + 14), line, 56, colour=INK, chance=chance)
        draw = ImageDraw.Draw(scene)
    _pen(scene)
    return _glare(scene, (420, 240))


_SCENES: dict[str, Callable[[str, Sequence[str], random.Random], Image.Image]] = {
    "board": _board,
    "log": _log,
    "pad": _pad,
}


def _write(
    scene: Image.Image,
    place: tuple[int, int],
    text: str,
    size: int,
    *,
    colour: Colour,
    chance: random.Random,
) -> None:
    """Write by hand: each letter leans, sits and turns a little differently."""
    x, y = float(place[0]), float(place[1])
    drift = chance.uniform(-0.006, 0.006)
    for letter in text:
        font = ImageFont.load_default(size * chance.uniform(0.93, 1.06))
        width = font.getlength(letter)
        if letter != " ":
            stamp = Image.new("L", (int(width) + size, size * 2), 0)
            pen = ImageDraw.Draw(stamp)
            pen.text((size // 2, size // 3), letter, 255, font, stroke_width=size / 55)
            lean = chance.uniform(0.10, 0.20)
            stamp = stamp.transform(
                stamp.size,
                Image.Transform.AFFINE,
                (1, lean, -lean * size, chance.uniform(-0.05, 0.05), 1, 0),
                Image.Resampling.BICUBIC,
            )
            strength = chance.uniform(0.82, 0.97)
            stamp = stamp.point([int(level * strength) for level in range(256)])
            corner = (int(x) - size // 2, int(y + chance.uniform(-2.2, 2.2)) - size // 3)
            scene.paste(colour, corner, stamp)
        x += width * chance.uniform(0.93, 1.02)
        y += width * drift


def _surface(
    colour: Colour, grain: tuple[int, int], strength: int, chance: random.Random
) -> Image.Image:
    """Return a wall or table top; a wide ``grain`` stretches the noise into wood."""
    small = (SIZE[0] // grain[0] + 1, SIZE[1] // grain[1] + 1)
    noise = Image.frombytes("L", small, chance.randbytes(small[0] * small[1]))
    noise = noise.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.2))
    bands = [
        noise.point([_level(channel + (n - 128) * strength / 128) for n in range(256)])
        for channel in colour
    ]
    return Image.merge("RGB", bands)


def _level(value: float) -> int:
    return max(0, min(255, int(value)))


def _shadow(scene: Image.Image, box: Box, depth: int) -> None:
    mask = Image.new("L", SIZE, 0)
    left, top, right, bottom = box
    ImageDraw.Draw(mask).rectangle(
        (left + depth // 2, top + depth, right + depth, bottom + depth), fill=120
    )
    scene.paste((20, 18, 16), (0, 0), mask.filter(ImageFilter.GaussianBlur(depth)))


def _smears(scene: Image.Image, face: Box, chance: random.Random) -> None:
    """Leave the grey ghosts of writing wiped off before."""
    mask = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(mask)
    for _ in range(14):
        x, y = chance.randint(face[0], face[2] - 340), chance.randint(face[1] + 30, face[3] - 40)
        wide, rise = chance.randint(160, 330), chance.randint(-26, 26)
        draw.line((x, y, x + wide, y + rise), fill=chance.randint(8, 22), width=36)
    scene.paste((90, 96, 120), (0, 0), mask.filter(ImageFilter.GaussianBlur(14)))


def _pen(scene: Image.Image) -> None:
    mask = Image.new("L", (520, 60), 0)
    draw = ImageDraw.Draw(mask)
    draw.rounded_rectangle((60, 14, 510, 46), 14, fill=255)
    draw.polygon([(62, 16), (62, 44), (10, 30)], fill=255)
    barrel = Image.new("RGB", mask.size, (34, 50, 92))
    ImageDraw.Draw(barrel).rectangle((60, 18, 510, 24), fill=(96, 116, 170))
    ImageDraw.Draw(barrel).rectangle((0, 0, 84, 60), fill=(182, 184, 188))
    turned = mask.rotate(64, expand=True, resample=Image.Resampling.BICUBIC)
    place = (1235, 420)
    dark = Image.new("L", SIZE, 0)
    dark.paste(turned.point([level // 2 for level in range(256)]), (place[0] + 14, place[1] + 18))
    scene.paste((16, 16, 18), (0, 0), dark.filter(ImageFilter.GaussianBlur(9)))
    scene.paste(barrel.rotate(64, expand=True, resample=Image.Resampling.BICUBIC), place, turned)


def _glare(scene: Image.Image, place: tuple[int, int]) -> Image.Image:
    """Add the soft light of a lamp or window around ``place``."""
    mask = Image.new("L", SIZE, 0)
    x, y = place
    ImageDraw.Draw(mask).ellipse((x - 330, y - 210, x + 330, y + 210), fill=62)
    scene.paste((255, 252, 240), (0, 0), mask.filter(ImageFilter.GaussianBlur(120)))
    return scene


def _as_photo(scene: Image.Image, chance: random.Random) -> Image.Image:
    """Take the scene a little askew, with falling light, soft focus and grain."""
    wide, high = SIZE
    skew = [chance.randint(4, 44) for _ in range(8)]
    corners = (
        skew[0], skew[1],
        skew[2], high - skew[3] // 2,
        wide - skew[4], high - skew[5],
        wide - skew[6] // 2, skew[7],
    )  # fmt: skip
    taken = scene.transform(SIZE, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    light = Image.radial_gradient("L").resize((wide * 2, high * 2))
    light = light.crop((wide // 3, high // 4, wide // 3 + wide, high // 4 + high))
    light = light.point([_level(258 - level * 0.42) for level in range(256)])
    taken = ImageChops.multiply(taken, Image.merge("RGB", [light, light, light]))
    taken = taken.filter(ImageFilter.GaussianBlur(0.7))
    grain = Image.frombytes("L", SIZE, chance.randbytes(wide * high))
    grain = grain.filter(ImageFilter.GaussianBlur(0.6))
    return ImageChops.overlay(taken, Image.merge("RGB", [_around_grey(grain)] * 3))


def _around_grey(grain: Image.Image) -> Image.Image:
    return grain.point([_level(128 + (level - 128) * 0.16) for level in range(256)])
