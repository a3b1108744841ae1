"""Joins the pages of the handover log to its blueprint."""

import portfolio.handover.log.views
import portfolio.handover.parties.address_keys
import portfolio.handover.parties.model
import portfolio.handover.parties.redaction
import portfolio.handover.readiness.shown
import portfolio.handover.reminders.digest
import portfolio.handover.reminders.views
import portfolio.handover.reminders.views_due
import portfolio.handover.replies.shown
import portfolio.handover.replies.views
import portfolio.handover.replies.views_link
import portfolio.handover.replies.views_signed_in
import portfolio.handover.replies.views_staff  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.handover.blueprint import blueprint

__all__ = ["blueprint"]
