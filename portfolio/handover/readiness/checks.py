"""Brings all checks into the registry: one line for each room of them."""

from portfolio.handover.readiness import (  # noqa: F401 -- importing them registers them
    following_up,
    handing_over,
    looking_back,
    planning,
    wording,
)
from portfolio.handover.readiness.registry import CHECKS, Advice, advice

__all__ = ["CHECKS", "Advice", "advice"]
