"""Serves the files of pieces of evidence, each with headers under which nothing in it can act."""

from uuid import UUID

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response as AnyResponse

from portfolio.base.blobs import BlobProblem, BlobUnreachable, blobs
from portfolio.base.web.pages import PageProblem, guarded, not_found
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.file_headers import serve_headers
from portfolio.evidence.records import attachments
from portfolio.evidence.records.model import Attachment
from portfolio.people.guards import current_person
from portfolio.people.roles import READS_PORTFOLIOS


@blueprint.get("/attachments/<uuid:attachment_id>")
@guarded(*READS_PORTFOLIOS)
def attachment(attachment_id: UUID) -> AnyResponse:
    """Serve a file: a photo or recording in the browser, anything else as a download."""
    one = _readable(attachment_id)
    return _serve(one.sha256, one.media_type, one.filename, inline=one.is_photo or one.is_recording)


@blueprint.get("/attachments/<uuid:attachment_id>/small")
@guarded(*READS_PORTFOLIOS)
def thumbnail(attachment_id: UUID) -> AnyResponse:
    """Serve the small picture of a photo."""
    one = _readable(attachment_id)
    if not one.is_photo:
        not_found()
    if one.preview_sha256 is None:
        return _serve(one.sha256, one.media_type, one.filename, inline=True)
    return _serve(one.preview_sha256, "image/jpeg", "small.jpg", inline=True)


def _readable(attachment_id: UUID) -> Attachment:
    one = attachments.for_reader(current_person(), attachment_id)
    if one is None:
        not_found()
    return one


def _serve(sha256: str, media_type: str, filename: str, *, inline: bool) -> AnyResponse:
    try:
        data = blobs().get(sha256)
    except BlobProblem as problem:
        status = 503 if isinstance(problem, BlobUnreachable) else 410
        raise PageProblem(str(problem), status=status) from problem
    answer = Response(data)
    headers = serve_headers(media_type, filename, inline)
    answer.headers.update(headers)
    answer.set_etag(sha256)
    try:
        # Parts of it, as players ask for; `If-Range` compares the ETag (RFC 9110, 13.1.5 and 14).
        return answer.make_conditional(request, accept_ranges=True, complete_length=len(data))
    except RequestedRangeNotSatisfiable:
        size = {"Content-Range": f"bytes */{len(data)}", "Content-Length": "0"}
        return Response(status=416, headers=headers | size)
