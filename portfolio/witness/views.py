"""Joins the pages of this feature to its blueprint: one room for each of those who use them."""

import portfolio.witness.address_keys
import portfolio.witness.answering.views
import portfolio.witness.answering.views_recording
import portfolio.witness.asking.views
import portfolio.witness.asking.views_requests
import portfolio.witness.list_pages.views
import portfolio.witness.list_pages.views_domains
import portfolio.witness.reminding.daily
import portfolio.witness.reminding.ending
import portfolio.witness.trust.paper
import portfolio.witness.trust.views
import portfolio.witness.trust.views_disowning
import portfolio.witness.trust.views_removing
import portfolio.witness.waiting.qr
import portfolio.witness.waiting.views  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.witness.blueprint import blueprint

__all__ = ["blueprint"]
