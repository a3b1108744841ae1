"""The administrator's pages, one module for each of what they look after."""

from portfolio.base.registration import Feature
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

FEATURE = Feature(
    "centre",
    blueprint=blueprint,
    modules=(
        *(views_people, views_person, views_invite),
        *(views_enrolments, views_enrolment),
        *(views_details, views_mail),
    ),
)
