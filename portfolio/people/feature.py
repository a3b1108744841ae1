"""Accounts: the page of an invitation, and the key of each account's address."""

from portfolio.base.registration import Feature
from portfolio.base.schema import after_upgrade
from portfolio.history.recorded import kept
from portfolio.people import address_keys, history_entries, model, views

FEATURE = Feature(
    "people",
    blueprint=views.blueprint,
    modules=(model, views),
    registrations=(*kept(history_entries.SUBJECTS), after_upgrade(address_keys.keep_account_keys)),
)
