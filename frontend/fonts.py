"""Copies our fonts into the static folder, each with its content's hash in its name, and writes the faces for the stylesheet.

Until a font has come, a font of the reader's own machine stands in its place. Its face is stretched to the width and
height that ours has, so that no line moves when ours comes.
"""

import hashlib
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules" / "@fontsource"
OURS = "atkinson-hyperlegible"
FACES = ("400-normal", "400-italic", "700-normal", "700-italic")
PARTS = ("latin", "latin-ext")
STAND_INS = {
    "Arial": (
        "arimo",
        (
            ("Arial", "ArialMT", "Liberation Sans", "Arimo"),
            ("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold", "Arimo Bold"),
        ),
    ),
    "Roboto": (
        "roboto",
        (("Roboto", "Roboto Regular", "Roboto-Regular"), ("Roboto Bold", "Roboto-Bold")),
    ),
    "DejaVu": ("dejavu-sans", (("DejaVu Sans",), ("DejaVu Sans Bold",))),
}
"""Fonts that are on Windows and Apple's, on Android and on Linux: whose measures they have, and their names there, plain and bold."""
SAMPLE = (
    "Record a handover. The customer was promised a call by six and my shift ended at five. We agreed that Priya owns the "
    "call and I keep the refund. What was said, when, and by whom? Evidence, claims, decisions and feedback: 12 criteria, "
    "8 met, 3 waiting, 1 more needed. Ask somebody who saw it; they answer by link without an account."
)
DIGITS = 10


def font(package: str, face: str, part: str = "latin") -> Path:
    """Return the file of a package's face."""
    return PACKAGES / package / "files" / f"{package}-{part}-{face}.woff2"


def copied(source: Path, folder: Path) -> str:
    """Copy a font under a name that carries its hash; return that name."""
    data = source.read_bytes()
    name = f"{source.stem}.{hashlib.sha256(data).hexdigest()[:DIGITS]}{source.suffix}"
    (folder / name).write_bytes(data)
    return name


def width(measured: TTFont) -> float:
    """Return how wide the sample runs, in parts of the font's size."""
    glyphs, widths = measured.getBestCmap(), measured["hmtx"]
    return sum(widths[glyphs[ord(letter)]][0] for letter in SAMPLE) / measured["head"].unitsPerEm


def stand_in(name: str, weight: str) -> str:
    """Return the face under which a reader's own font is as wide and high as ours."""
    package, names = STAND_INS[name]
    ours, theirs = (
        TTFont(font(font_package, f"{weight}-normal")) for font_package in (OURS, package)
    )
    size = width(ours) / width(theirs)
    high = ours["head"].unitsPerEm * size
    local = ", ".join(f'local("{name}")' for name in names[weight == "700"])
    return (
        f'@font-face {{ font-family: "Atkinson as {name}"; font-weight: {weight}; src: {local}; '
        f"size-adjust: {size:.2%}; ascent-override: {ours['hhea'].ascent / high:.2%}; "
        f"descent-override: {-ours['hhea'].descent / high:.2%}; line-gap-override: {ours['hhea'].lineGap / high:.2%}; }}\n"
    )


def main(static: Path) -> None:
    """Fill the folder of fonts and write `src/_faces.scss`, which `_fonts.scss` uses."""
    folder = static / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.woff2"):
        old.unlink()
    files = {
        f"{part}-{face}": copied(font(OURS, face, part), folder) for part in PARTS for face in FACES
    }
    named = ", ".join(f'"{face}": "{name}"' for face, name in files.items())
    faces = "".join(stand_in(name, weight) for name in STAND_INS for weight in ("400", "700"))
    (HERE / "src" / "_faces.scss").write_text(
        f"// Written by fonts.py.\n$files: ({named});\n{faces}", "utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
