"""Joins the pages of this feature to its blueprint: one room for each of those who use them."""

import portfolio.witness.answering.views
import portfolio.witness.answering.views_recording
import portfolio.witness.asking.views
import portfolio.witness.asking.views_requests
import portfolio.witness.keys
import portfolio.witness.listing.views
import portfolio.witness.listing.views_domains
import portfolio.witness.qr
import portfolio.witness.reminding.daily
import portfolio.witness.reminding.ending
import portfolio.witness.trust.paper
import portfolio.witness.trust.views
import portfolio.witness.trust.views_disowning
import portfolio.witness.trust.views_removing
import portfolio.witness.waiting.views  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.witness.entrance import blueprint

__all__ = ["blueprint"]
