"""Joins the pages of the handover log to its blueprint."""

import portfolio.handover.keys
import portfolio.handover.letting_go
import portfolio.handover.log.views
import portfolio.handover.model
import portfolio.handover.readiness.shown
import portfolio.handover.reminders.digest
import portfolio.handover.reminders.views
import portfolio.handover.shown
import portfolio.handover.views_due
import portfolio.handover.views_link
import portfolio.handover.views_people
import portfolio.handover.views_replies
import portfolio.handover.views_staff  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.handover.blueprint import blueprint

__all__ = ["blueprint"]
