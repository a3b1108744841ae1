"""Evidence: its pages, its index of words, and what is done each night with what was taken out."""

from portfolio.base.jobs import daily, job
from portfolio.base.registration import Feature
from portfolio.base.schema import after_upgrade, made_beside
from portfolio.base.session_events import on_session
from portfolio.base.web.template_words import template_filter, template_global
from portfolio.evidence.content.quotes import clock_of, seconds_of
from portfolio.evidence.pages import (
    views_black_out,
    views_capture,
    views_claims,
    views_details,
    views_files,
    views_portfolio,
    views_reading,
    views_recording,
    views_sealed,
    views_uploading,
    views_writing,
)
from portfolio.evidence.pages.blueprint import blueprint
from portfolio.evidence.pages.quoted_answers import answers_in_words
from portfolio.evidence.records import history_entries, model
from portfolio.evidence.records.extension_points import Where, panel_on
from portfolio.evidence.redaction import blob_cleanup, sealing
from portfolio.evidence.search import index
from portfolio.history.verification import kept

FEATURE = Feature(
    "evidence",
    blueprint=blueprint,
    modules=(
        *(model, index),
        *(views_portfolio, views_capture, views_writing, views_recording, views_uploading),
        *(views_reading, views_files, views_claims),
        *(views_details, views_black_out, views_sealed),
    ),
    registrations=(
        *kept(history_entries.SUBJECTS),
        made_beside(*index.MADE_BESIDE),
        after_upgrade(index.make_index),
        on_session("after_flush", index.note_changes),
        on_session("before_commit", index.keep_before_commit),
        on_session("after_rollback", index.forget_changes),
        daily(index.CATCHING_UP, index.keep_words_of_drafts, hour=index.CATCHING_UP_AT),
        job(blob_cleanup.ERASING, blob_cleanup.erase_later),
        daily(sealing.PURGING, sealing.purge_sealed),
        template_global(blueprint, answers_in_words),
        template_filter(blueprint, clock_of, "clock"),
        template_filter(blueprint, seconds_of, "seconds"),
        panel_on(Where.CHECK, views_details.before_submitting),
        panel_on(Where.EDIT, views_details.while_writing),
        panel_on(Where.PIECE, views_recording.later_check_backs),
        panel_on(Where.PIECE, views_sealed.sealed_originals),
    ),
)
