"""Exports: their pages, made by a job, and dropped when details are taken out of what they hold."""

from portfolio.base.jobs import job
from portfolio.base.registration import Feature
from portfolio.evidence.redaction.hooks import when_details_go
from portfolio.exports import store, views

FEATURE = Feature(
    "exports",
    blueprint=views.blueprint,
    modules=(views,),
    registrations=(
        job(store.EXPORTING, store.export_in_background),
        job(store.ERASING, store.erase_file),
        when_details_go(store.drop_finished),
    ),
)
