"""Pages to ask for an export, to watch it being made, and to fetch it."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.jobs import Job, of_person
from portfolio.base.web.pages import go, guarded, not_found
from portfolio.enrolment import store as enrolments
from portfolio.exports import store
from portfolio.exports.forms import ExportForm
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import READS_PORTFOLIOS, Role

blueprint = Blueprint("exports", __name__)


def _learner(learner_id: UUID) -> Account:
    if not enrolments.may_read_portfolio(current_person(), learner_id):
        not_found()
    learner = people.by_id(learner_id)
    if learner is None or not learner.has(Role.LEARNER):
        not_found()
    return learner


@blueprint.route("/exports/<uuid:learner_id>", methods=["GET", "POST"])
@guarded(*READS_PORTFOLIOS)
def portfolio(learner_id: UUID) -> str | AnyResponse:
    """Offer the formats; a POST starts writing one."""
    learner = _learner(learner_id)
    units = enrolments.of_learner(learner_id)
    form = ExportForm().offer(units)
    if units and form.validate_on_submit():
        asked = store.request_export(
            current_person(), learner_id, form.format_name.data, form.unit_id.data or None
        )
        return go("exports.job", job_id=asked.id)
    earlier = store.of_person(current_person(), learner_id)
    return render_template(
        "exports/choose_format.html", learner=learner, form=form, units=units, earlier=earlier
    )


def _job(job_id: UUID) -> Job:
    asked = of_person(job_id, current_person().id)
    if asked is None or asked.name != store.EXPORTING:
        not_found()
    return asked


HEADINGS = {"done": "Your file is ready", "failed": "The file could not be written"}
"""What the page of an export is called, once it has ended."""


@blueprint.get("/exports/jobs/<uuid:job_id>")
@guarded(*READS_PORTFOLIOS)
def job(job_id: UUID) -> str | Response:
    """Show how far an export is, as long as this person may read the portfolio; the script asks for JSON."""
    asked = _job(job_id)
    learner = _learner(UUID(asked.arguments["learner_id"]))
    address = url_for("exports.download", job_id=job_id) if asked.status == "done" else None
    if request.accept_mimetypes.best == "application/json":
        return jsonify(
            done=asked.done, total=asked.total, words=asked.words, status=asked.status, href=address
        )
    heading = HEADINGS.get(asked.status, "Writing the file")
    return render_template(
        "exports/job.html", job=asked, address=address, learner=learner, heading=heading
    )


@blueprint.get("/exports/jobs/<uuid:job_id>/file")
@guarded(*READS_PORTFOLIOS)
def download(job_id: UUID) -> AnyResponse:
    """Hand out the finished file, as long as this person may still read the portfolio."""
    asked = _job(job_id)
    _learner(UUID(asked.arguments["learner_id"]))
    if asked.status != "done" or asked.result is None:
        not_found()
    format_name = asked.result["format"]
    place = store.file_of(job_id, format_name)
    if not place.is_file():
        not_found()
    return send_file(
        place,
        mimetype=store.BY_NAME[format_name].media_type,
        as_attachment=True,
        download_name=asked.result["name"],
    )
