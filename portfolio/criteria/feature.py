"""Units: their pages, and two filters with which every template names kinds and needs."""

from portfolio.base.registration import Feature
from portfolio.criteria import views

FEATURE = Feature("criteria", blueprint=views.blueprint, modules=(views,))
