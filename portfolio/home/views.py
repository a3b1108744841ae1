"""Everybody's first page and what belongs to it, one module for each."""

from portfolio.home import views_desk, views_entrance, views_policies, views_trail
from portfolio.home.blueprint import blueprint

__all__ = ["blueprint", "views_desk", "views_entrance", "views_policies", "views_trail"]
