"""A link as a QR code: SVG of our own, so that nothing is fetched and any phone's camera reads it off the screen."""

import segno
from markupsafe import Markup, escape

QUIET = 4
"""Light modules around the code (ISO/IEC 18004 asks for four)."""
WIDTH = 240
"""CSS pixels; fits the narrowest phone and is read from an arm's length."""


def svg_of(text: str, alternative: str) -> Markup:
    """Return `text` as an inline SVG, dark on light in any colour scheme; `alternative` says what it is."""
    modules = segno.make_qr(text, error="m").matrix
    side = len(modules) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z"
        for row, line in enumerate(modules)
        for column, length in _runs(line)
    )
    return Markup(
        '<svg class="lp-qr" xmlns="http://www.w3.org/2000/svg" role="img" focusable="false" aria-label="{}" '
        'width="{}" height="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<rect width="{}" height="{}" fill="#fff"/><path fill="#000" d="{}"/></svg>'
    ).format(escape(alternative), WIDTH, WIDTH, side, side, side, side, path)


def _runs(line: bytes | bytearray) -> list[tuple[int, int]]:
    """Return where dark modules begin in a line, and how many stand together."""
    found: list[tuple[int, int]] = []
    for column, dark in enumerate(line):
        if not dark:
            continue
        if found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found
