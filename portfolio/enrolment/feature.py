"""Enrolments: their tables, and what history reads back of them; pages of others show them."""

from portfolio.base.registration import Feature
from portfolio.enrolment import history_entries, model, pinned_units
from portfolio.history.verification import kept

FEATURE = Feature(
    "enrolment", modules=(model, pinned_units), registrations=(*kept(history_entries.SUBJECTS),)
)
