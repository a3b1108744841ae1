"""Joins the pages of the handover log to its blueprint."""

import portfolio.handover.model  # noqa: F401 -- its tables belong to the schema
from portfolio.handover.blueprint import blueprint

__all__ = ["blueprint"]
