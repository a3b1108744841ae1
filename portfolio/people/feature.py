"""Accounts: the page of an invitation, the key of each account's address, and its folded name."""

from portfolio.base.registration import Feature
from portfolio.base.schema import after_upgrade
from portfolio.history.verification import kept
from portfolio.people import address_keys, folded_names, history_entries, model, views

FEATURE = Feature(
    "people",
    blueprint=views.blueprint,
    modules=(model, views),
    registrations=(
        *kept(history_entries.SUBJECTS),
        after_upgrade(address_keys.keep_account_keys),
        after_upgrade(folded_names.keep_folded_names),
    ),
)
