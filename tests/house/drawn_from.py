"""What the README's pictures show: the files that decide how they look, with their digests."""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SHOWS = (
    "templates/layout.html",
    "templates/evidence/writing/capture.html",
    "templates/coverage/grid.html",
    "exports/pdf/*.html",
    "exports/pdf/*.css",
    "portfolio/base/static/app.css",
)


def drawn_from() -> str:
    """Return a line for each file: its digest and its path."""
    files = sorted({path for pattern in SHOWS for path in ROOT.glob(pattern)})
    return "".join(
        f"{sha256(path.read_bytes()).hexdigest()[:16]}  {path.relative_to(ROOT)}\n"
        for path in files
    )
