"""Fills the print design with a dossier: the HTML that is printed.

A page is laid out by the design itself, `exports/pdf/portfolio.html` and its `portfolio.css`, which a centre may replace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portfolio.base.formatting import counted
from portfolio.base.states import STATES
from portfolio.exports.dossier import ACTION_STATES, Dossier
from portfolio.exports.formats.pdf import words
from portfolio.exports.formats.pdf.book import book
from portfolio.exports.formats.pdf.quoted_places import direction

_ACTIONS = {name: STATES["corroboration"][state] for state, name in ACTION_STATES.items()}


def fill_design(dossier: Dossier, designs: Sequence[Path], missing: Mapping[str, str]) -> str:
    """Return the HTML of a portfolio by the first `portfolio.html` the design folders have.

    `missing` maps characters that no font here has to what is printed in their place.
    """
    environment = Environment(
        loader=FileSystemLoader(designs),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": words.day,
        "short_day": words.short_day,
        "moment": words.moment,
        "size": words.size,
        "direction": direction,
    }
    environment.globals |= {"count": counted, "STATES": STATES, "ACTION_STATES": _ACTIONS}
    html = environment.get_template("portfolio.html").render(book=book(dossier, missing))
    return words.printable(html, missing)
