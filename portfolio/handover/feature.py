"""Handovers: the log, those who took part and their replies, advice on a piece, reminders."""

from portfolio.base.jobs import daily
from portfolio.base.registration import Feature
from portfolio.base.session_events import on_session
from portfolio.base.web.template_words import template_filter
from portfolio.evidence.content.dates import spoken
from portfolio.evidence.records.extension_points import Where, on_submitted, panel_on
from portfolio.evidence.redaction.hooks import when_details_go
from portfolio.handover.blueprint import blueprint
from portfolio.handover.due import model as due_model
from portfolio.handover.due import openness
from portfolio.handover.log import views as log_views
from portfolio.handover.parties import history_entries, model, redaction
from portfolio.handover.readiness import advice_panels
from portfolio.handover.reminders import send_digest, views, views_due
from portfolio.handover.replies import (
    piece_panels,
    requests,
    views_link,
    views_signed_in,
    views_staff,
)
from portfolio.handover.replies import views as reply_views
from portfolio.history.verification import kept
from portfolio.people.address_keys import keep_keys

FEATURE = Feature(
    "handover",
    blueprint=blueprint,
    modules=(
        *(model, due_model),
        *(log_views, reply_views, views_link, views_signed_in, views_staff),
        *(views, views_due),
    ),
    registrations=(
        *kept(history_entries.SUBJECTS),
        keep_keys("participant", "email"),
        template_filter(blueprint, spoken, "spoken_moment"),
        on_session("after_flush", openness.note_changes),
        on_session("before_commit", openness.keep_before_commit),
        on_session("after_rollback", openness.forget_changes),
        daily(openness.CATCHING_UP, openness.keep_unknown, hour=openness.CATCHING_UP_AT),
        daily(send_digest.NAME, send_digest.mail_digests, hour="REMINDERS_HOUR"),
        on_submitted(requests.ask_parties_again),
        when_details_go(redaction.clean_messages),
        panel_on(Where.EDIT, advice_panels.while_writing),
        panel_on(Where.CHECK, advice_panels.before_submitting),
        panel_on(Where.PIECE, advice_panels.while_it_can_be_mended),
        panel_on(Where.PIECE, piece_panels.who_confirmed),
        panel_on(Where.SUBMITTED, piece_panels.ask_next),
    ),
)
