"""The QR code of a link: the modules that segno makes, with a quiet zone, read back from the SVG."""

import re
from xml.etree import ElementTree as ET

import segno

from portfolio.witness.waiting.qr import QUIET, svg_of

LINK = "https://portfolio.example.org/w/" + "Ab3_-" * 9


def modules_of(svg):
    """Return the dark modules that the drawing has, and its side."""
    root = ET.fromstring(svg)  # noqa: S314 -- our own drawing
    side = int(root.attrib["viewBox"].split()[2])
    dark = set()
    path = root.find("{http://www.w3.org/2000/svg}path").attrib["d"]
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        dark |= {(int(column) + step, int(row)) for step in range(int(length))}
    return dark, side


def test_the_drawing_is_the_code_with_its_quiet_zone():
    dark, side = modules_of(svg_of(LINK, "a code"))
    matrix = segno.make_qr(LINK, error="m").matrix
    assert side == len(matrix) + 2 * QUIET
    assert dark == {
        (column + QUIET, row + QUIET)
        for row, line in enumerate(matrix)
        for column, is_dark in enumerate(line)
        if is_dark
    }


def test_it_is_dark_on_light_in_any_scheme_and_has_a_text_alternative():
    svg = svg_of(LINK, 'The link for <Grace> "O"')
    root = ET.fromstring(svg)  # noqa: S314 -- our own drawing
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'The link for <Grace> "O"'
    fills = [shape.attrib["fill"] for shape in root]
    assert fills == ["#fff", "#000"]
    assert "style" not in svg
    assert LINK not in svg
