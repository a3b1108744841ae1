"""Everybody's first page and what belongs to it, one module for each."""

from portfolio.base.registration import Feature
from portfolio.home import blueprint as pages
from portfolio.home import views_desk, views_entrance, views_policies, views_trail

FEATURE = Feature(
    "home",
    blueprint=pages.blueprint,
    modules=(pages, views_desk, views_entrance, views_policies, views_trail),
)
