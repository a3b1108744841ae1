"""Units: their pages, and two filters with which every template names kinds and needs."""

from portfolio.base.registration import Feature
from portfolio.base.web.template_words import template_filter
from portfolio.criteria import views
from portfolio.criteria.kinds import kind_words
from portfolio.criteria.needed import needed

FEATURE = Feature(
    "criteria",
    blueprint=views.blueprint,
    modules=(views,),
    registrations=(
        template_filter(views.blueprint, kind_words),
        template_filter(views.blueprint, needed),
    ),
)
