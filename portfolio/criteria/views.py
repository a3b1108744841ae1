"""The pages on which everybody reads the units: what is asked, our help, and common mistakes."""

from flask import Blueprint, current_app, render_template, url_for

from portfolio.base.web.pages import PageProblem, guarded, not_found
from portfolio.criteria.library import Library, NoSuchUnit, UnitNotAvailable
from portfolio.people.guards import current_person
from portfolio.people.roles import MENDS_UNITS, READS_UNITS

blueprint = Blueprint("criteria", __name__)


@blueprint.get("/units")
@guarded(*READS_UNITS)
def units() -> str:
    """List the units; staff also see what is wrong with a unit that could not be read."""
    library = _library()
    return render_template(
        "criteria/list.html",
        units=list(library.units.values()),
        broken=library.broken,
        staff=_mends_units(),
    )


@blueprint.get("/units/<unit_id>")
@guarded(*READS_UNITS)
def unit(unit_id: str) -> str:
    """Show one unit with its criteria, tips, mistakes and concepts."""
    try:
        found = _library().unit(unit_id)
    except UnitNotAvailable:
        said = "This unit is not available now. "
        said += (
            "The list of units shows what to put right in its file."
            if _mends_units()
            else "Your evidence is safe. Ask your assessor, or try again later."
        )
        raise PageProblem(said, status=503, back=url_for("criteria.units")) from None
    except NoSuchUnit:
        not_found()
    return render_template("criteria/unit.html", unit=found)


def _library() -> Library:
    library: Library = current_app.extensions["criteria"]
    return library


def _mends_units() -> bool:
    return current_person().has(*MENDS_UNITS)
