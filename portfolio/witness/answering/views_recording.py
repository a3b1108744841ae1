"""The recording on the page of the witness's own words: sent, heard, removed; by the form alone, or by its script.

The addresses hold no secret: like the other pages of the witness, each form carries it sealed. What was
typed beside the recording is kept first, so that no button loses a word.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, g, render_template, request

from portfolio.base.blobs import BlobProblem, blobs
from portfolio.base.translating import gettext as _
from portfolio.base.translating import in_their_language
from portfolio.base.web.pages import ANYONE, HEADERS, csrf, guarded, is_autosave, takes_up_to
from portfolio.evidence.intake.accepted import MEGABYTE, FileRefused
from portfolio.evidence.intake.audio import MEDIA_TYPE
from portfolio.evidence.intake.door import sounds_attribute
from portfolio.evidence.pages.file_headers import serve_headers
from portfolio.outsiders import pages as outsiders
from portfolio.witness.answering import drafting
from portfolio.witness.answering.drafting import WrittenElsewhere
from portfolio.witness.answering.forms import is_too_long
from portfolio.witness.answering.pages import answers_in, form_of
from portfolio.witness.answering.showing import page, part_page
from portfolio.witness.blueprint import blueprint
from portfolio.witness.model import WitnessRecording, WitnessRequest
from portfolio.witness.requests import recordings, witness_links
from portfolio.witness.requests.witness_links import OpenedRequest

FIELD = "recording"
WORDS = "words"
MOST_BYTES = recordings.TAKEN.sound_bytes + MEGABYTE
_ALLOWED = {
    "Permissions-Policy": HEADERS["Permissions-Policy"].replace(
        "microphone=()", "microphone=(self)"
    ),
    "Content-Security-Policy": HEADERS["Content-Security-Policy"].replace(
        "media-src 'self'", "media-src 'self' blob:"
    ),
}


@dataclass(frozen=True)
class Recorder:
    """What the page of the words needs to know about the recording."""

    kept: WitnessRecording | None
    problem: str
    """Why what was just sent was not kept."""
    minutes: int = recordings.LONGEST_MINUTES
    megabytes: int = recordings.TAKEN.sound_bytes // MEGABYTE
    accept: str = sounds_attribute()


def recorder_for(row: WitnessRequest) -> Recorder:
    """Return what the page shows of a request's recording; that page, and no other, may use the microphone."""
    g.may_record = True
    return Recorder(recordings.of_request(row.id), g.get("recording_problem", ""))


@blueprint.after_request
def _allow_recording(response: Response) -> Response:
    if g.get("may_record"):
        response.headers.update(_ALLOWED)
    return response


@blueprint.post("/witness/statement/recording")
@guarded(ANYONE)
@in_their_language
@takes_up_to(MOST_BYTES)
def record() -> Any:
    """Keep the recording that was sent, in place of the one before it."""
    found, token = held()
    if not is_autosave():
        return _kept_words(found, token) or words_page(token, taken_from(token))
    problem = taken_from(token) or _none_sent()
    if problem:
        return {"problem": problem}, HTTPStatus.UNPROCESSABLE_ENTITY
    recorder = recorder_for(found.request)
    return {"card": render_template("witness/answering/_recorded.html", recorder=recorder)}


def _none_sent() -> str:
    sent = request.files.get(FIELD)
    return "" if sent and sent.filename else _("Choose a sound file first.")


def taken_from(token: str) -> str:
    """Keep the recording that the form carries, if any; return why not, or nothing. Raises LinkClosed."""
    sent = request.files.get(FIELD)
    if sent is None or not sent.filename:
        return ""
    try:
        recordings.keep(token, sent.read(), sent.filename)
    except (FileRefused, recordings.TooManyTakes) as problem:
        return str(problem)
    except BlobProblem:
        return _("It could not be kept just now. Please try again in a minute.")
    return ""


@blueprint.post("/witness/statement/recording/listen")
@guarded(ANYONE)
@in_their_language
def listen() -> Any:
    """Give the witness the kept recording: the script plays it in the page, without one it is downloaded.

    A browser that shows an answer to a form as a player asks for its sound again, without the form.
    """
    found, token = held()
    kept = recordings.of_request(found.request.id)
    if kept is None:
        return words_page(token, _("There is no recording any more."))
    try:
        data = blobs().get(kept.sha256)
    except BlobProblem:
        return words_page(token, _("It can’t be played just now. Please try again in a minute."))
    answer = Response(data)
    answer.headers.update(serve_headers(MEDIA_TYPE, kept.filename, inline=False))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/witness/statement/recording/remove")
@guarded(ANYONE)
@in_their_language
def remove() -> Any:
    """Ask once more, then erase the recording."""
    found, token = held()
    if request.form.get("do") == "sure":
        recordings.remove(token)
        return words_page(token)
    unkept = _kept_words(found, token)
    if unkept is not None:
        return unkept
    if recordings.of_request(found.request.id) is None:
        return words_page(token)
    return page("remove_recording", found, token)


for _view in (record, listen, remove):
    csrf.exempt(_view)


def held() -> tuple[OpenedRequest, str]:
    """Return the request that the form's sealed secret opens, and the secret. Raises LinkClosed, SignedInHere."""
    return outsiders.held(witness_links.open_request)


def _kept_words(found: OpenedRequest, token: str) -> Any:
    """Keep what was typed beside the recording; return the page that says why not, or None."""
    if "statement" not in request.form:
        return None
    form = form_of(WORDS, found, request.form)
    if is_too_long(form):
        form.validate()
        return part_page(WORDS, found, token, form=form)
    answers = answers_in(WORDS, form, found)
    try:
        drafting.save_draft(token, answers, seen=request.form.get("seen_revision"))
    except WrittenElsewhere as other:
        both = part_page(WORDS, found, token, form=form, other=other.saved)
        return both, HTTPStatus.CONFLICT
    return None


def words_page(token: str, problem: str = "") -> Any:
    """Return the page of the words as it is kept now, with what is wrong with the recording."""
    found = witness_links.opened_by(token)
    g.recording_problem = problem
    form = form_of(WORDS, found)
    if problem:
        form.form_errors = [problem]
    shown = part_page(WORDS, found, token, form=form)
    return (shown, HTTPStatus.UNPROCESSABLE_ENTITY) if problem else shown
