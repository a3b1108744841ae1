"""Everybody's first page and what belongs to it, one module for each."""

from portfolio.base.registration import Feature
from portfolio.base.web.template_words import template_filter
from portfolio.home import views_desk, views_entrance, views_policies, views_trail
from portfolio.home.blueprint import address, blueprint

FEATURE = Feature(
    "home",
    blueprint=blueprint,
    modules=(views_desk, views_entrance, views_policies, views_trail),
    registrations=(template_filter(blueprint, address),),
)
