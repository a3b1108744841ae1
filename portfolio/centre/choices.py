"""What the administrator's forms can choose from, and what was chosen."""

from collections.abc import Iterable
from uuid import UUID

from flask import current_app

from portfolio.base.web.pages import not_found
from portfolio.criteria.library import Library
from portfolio.criteria.model import Unit
from portfolio.people import store as people
from portfolio.people.model import Account


def units() -> dict[str, Unit]:
    """Return the units that can be used now, by id."""
    library: Library = current_app.extensions["criteria"]
    return library.units


def chosen_units(unit_ids: Iterable[str] | None) -> list[Unit]:
    """Return the chosen units."""
    usable = units()
    return [usable[unit_id] for unit_id in unit_ids or [] if unit_id in usable]


def account(account_id: UUID) -> Account:
    """Return a person of the centre, or answer 404."""
    return people.by_id(account_id) or not_found()
