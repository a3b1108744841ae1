"""Joins the pages of this feature to its blueprint: one module for each of those who use them."""

import portfolio.witness.keys
import portfolio.witness.listing.views
import portfolio.witness.listing.views_domains
import portfolio.witness.paper
import portfolio.witness.qr
import portfolio.witness.reminding.daily
import portfolio.witness.reminding.ending
import portfolio.witness.views_asking
import portfolio.witness.views_disowning
import portfolio.witness.views_recording
import portfolio.witness.views_removing
import portfolio.witness.views_requests
import portfolio.witness.views_staff
import portfolio.witness.views_trust
import portfolio.witness.views_witness  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.witness.entrance import blueprint

__all__ = ["blueprint"]
