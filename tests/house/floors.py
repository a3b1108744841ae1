"""Draws the floors of the house from its contracts; run it to renew `docs/floors.svg`."""

import ast
import re
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
WIDTH, LEFT, ROOM, GAP = 960, 24, 26, 10
"""Of the picture, its margin, one row of rooms, and the space between floors; in pixels."""
LETTER = 7.3
"""The mean width of a letter at 13 pixels; a little too wide rather than too narrow."""
SMALL_LETTER = 6.7
"""The same at 12 pixels."""
BESIDE = 160
"""Where the duty of a package stands, from its left edge."""
STYLE = """
svg { color-scheme: light dark; background: #fff; }
text { font: 13px "Atkinson Hyperlegible", "DejaVu Sans", sans-serif; fill: #1d2b2a; }
.package { font-weight: bold; font-size: 15px; }
.note { font-size: 12px; fill: #4c5f5d; }
rect { fill: #f3f6f5; stroke: #7d918e; }
.room { fill: #fff; }
@media (prefers-color-scheme: dark) {
  svg { background: #15201f; } text { fill: #e8efee; } .note { fill: #a9bab7; }
  rect { fill: #1e2c2a; stroke: #60736f; } .room { fill: #15201f; }
}
"""


def contracts() -> dict[str, list[list[str]]]:
    """Return the floors of the house and of each package that has its own: from top to bottom, siblings together."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layered = (
        contract
        for contract in settings["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    return {
        contract["containers"][0]: [re.split(r"\s*[|:]\s*", layer) for layer in contract["layers"]]
        for contract in layered
    }


def picture() -> str:
    """Return the picture as SVG."""
    floors = contracts()
    parts: list[str] = []
    top = 40
    for packages in floors["portfolio"]:
        height = max(_height(floors.get(f"portfolio.{package}", [])) for package in packages)
        width = (WIDTH - 2 * LEFT - GAP * (len(packages) - 1)) / len(packages)
        for place, package in enumerate(packages):
            left = LEFT + place * (width + GAP)
            parts += _package(
                package, floors.get(f"portfolio.{package}", []), left, top, width, height
            )
        top += height + GAP
    title = "The floors of the house: a package imports only what lies below it"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 14}" role="img" aria-label="{title}">',
            f"<title>{title}</title>",
            f"<style>{STYLE}</style>",
            f'<text class="note" x="{LEFT}" y="24">{title}.</text>',
            *parts,
            "</svg>\n",
        ]
    )


def duty(name: str) -> str:
    """Return the first sentence of what a package or module says of itself."""
    place = ROOT / "portfolio" / name
    module = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return (ast.get_docstring(ast.parse(module.read_text())) or "").splitlines()[0]


def _height(rooms: list[list[str]]) -> int:
    return 34 + (len(rooms) * (ROOM + 4) + 6 if rooms else 0)


def _package(
    name: str, rooms: list[list[str]], left: float, top: float, width: float, height: float
) -> list[str]:
    """Return one package, and within it its own floors."""
    drawn = [
        f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="6"/>',
        f'<text class="package" x="{left + 12:g}" y="{top + 22:g}">{escape(name)}</text>',
    ]
    words = duty(name)
    if len(words) * SMALL_LETTER < width - BESIDE:
        drawn.append(
            f'<text class="note" x="{left + BESIDE - 12:g}" y="{top + 22:g}">{escape(words)}</text>'
        )
    below = top + 34
    for siblings in rooms:
        each = (width - 24 - 6 * (len(siblings) - 1)) / len(siblings)
        for place, room in enumerate(siblings):
            start = left + 12 + place * (each + 6)
            fits = min(each - 8, len(room) * LETTER)
            squeezed = (
                f' textLength="{fits:g}" lengthAdjust="spacingAndGlyphs"'
                if fits < len(room) * LETTER
                else ""
            )
            drawn += [
                f'<rect class="room" x="{start:g}" y="{below:g}" width="{each:g}" height="{ROOM}" rx="4"/>',
                f'<text x="{start + each / 2:g}" y="{below + 18:g}" text-anchor="middle"{squeezed}>{escape(room)}</text>',
            ]
        below += ROOM + 4
    return drawn


if __name__ == "__main__":
    print(picture(), end="")
