"""Witnesses: asked by a link, their statements, how far each can be trusted, the centre's list."""

from portfolio.base.append_only import protect
from portfolio.base.jobs import daily
from portfolio.base.registration import Feature
from portfolio.base.web.template_words import template_filter, template_global
from portfolio.evidence.records.extension_points import (
    Where,
    on_submitted,
    panel_on,
    submission_check,
)
from portfolio.evidence.redaction.blob_cleanup import needed_by
from portfolio.history.verification import kept
from portfolio.people.address_keys import keep_keys
from portfolio.witness import history_entries, model
from portfolio.witness.answering import views as answering_views
from portfolio.witness.answering import views_recording
from portfolio.witness.asking import views as asking_views
from portfolio.witness.asking import views_requests
from portfolio.witness.blueprint import blueprint
from portfolio.witness.known import history_entries as known_entries
from portfolio.witness.known import model as known_model
from portfolio.witness.list_pages import views as list_views
from portfolio.witness.list_pages import views_domains
from portfolio.witness.reminders import daily as daily_reminders
from portfolio.witness.reminders import ending
from portfolio.witness.requests import recordings
from portfolio.witness.trust import paper, views_disowning, views_removing
from portfolio.witness.trust import views as trust_views
from portfolio.witness.waiting import qr
from portfolio.witness.waiting import views as waiting_views

OF_STATEMENTS = "EXISTS (SELECT 1 FROM statement AS one WHERE one.evidence_id = OLD.evidence_id)"
"""A version of evidence that is somebody's statement, in SQL about `OLD`."""

FEATURE = Feature(
    "witness",
    blueprint=blueprint,
    modules=(
        *(model, known_model),
        *(asking_views, views_requests, answering_views, views_recording),
        *(trust_views, views_disowning, views_removing),
        *(list_views, views_domains, waiting_views),
    ),
    registrations=(
        *kept(history_entries.SUBJECTS),
        *kept(known_entries.SUBJECTS),
        protect("statement"),
        protect("confirmation"),
        protect("evidence_version", where=OF_STATEMENTS),
        keep_keys("witness_request", "witness_email"),
        keep_keys("listed_witness", "email"),
        daily(daily_reminders.NAME, daily_reminders.remind_witnesses, hour=daily_reminders.HOUR),
        daily(ending.NAME, ending.erase_what_ended, hour=ending.HOUR),
        daily("witness.forget_recordings", recordings.forget_ended, hour=3),
        needed_by(recordings.drafts_with),
        template_global(blueprint, views_recording.recorder_for),
        template_global(blueprint, recordings.of_request, "recording_of"),
        template_filter(blueprint, qr.svg_of, "qr_code"),
        submission_check(paper.whose_paper),
        on_submitted(paper.handed_in),
        panel_on(Where.CHECK, paper.not_yet_counted),
        panel_on(Where.SUBMITTED, paper.asked_next),
        panel_on(Where.PIECE, paper.how_it_stands),
        panel_on(Where.PIECE, trust_views.how_it_stands),
    ),
)
