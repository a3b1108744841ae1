"""The administrator's pages, one module for each of what they look after."""

from portfolio.centre import (
    views_details,
    views_enrolment,
    views_enrolments,
    views_invite,
    views_mail,
    views_people,
    views_person,
)
from portfolio.centre.blueprint import blueprint

__all__ = [
    "blueprint",
    "views_details",
    "views_enrolment",
    "views_enrolments",
    "views_invite",
    "views_mail",
    "views_people",
    "views_person",
]
