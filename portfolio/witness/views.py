"""Joins the pages of this feature to its blueprint: one module for each of those who use them."""

import portfolio.witness.keys
import portfolio.witness.listing.employers
import portfolio.witness.listing.store
import portfolio.witness.paper
import portfolio.witness.views_asking
import portfolio.witness.views_disowning
import portfolio.witness.views_staff
import portfolio.witness.views_trust
import portfolio.witness.views_witness  # noqa: F401 -- each registers what it has: tables, places, views
from portfolio.witness.entrance import blueprint

__all__ = ["blueprint"]
