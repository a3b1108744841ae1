"""Joins the pages of evidence to their blueprint."""

import portfolio.evidence.pages.views_black_out
import portfolio.evidence.pages.views_capture
import portfolio.evidence.pages.views_claims
import portfolio.evidence.pages.views_details
import portfolio.evidence.pages.views_files
import portfolio.evidence.pages.views_portfolio
import portfolio.evidence.pages.views_reading
import portfolio.evidence.pages.views_recording
import portfolio.evidence.pages.views_sealed
import portfolio.evidence.pages.views_uploading
import portfolio.evidence.pages.views_writing  # noqa: F401 -- each registers its views
from portfolio.evidence.pages.blueprint import blueprint

__all__ = ["blueprint"]
