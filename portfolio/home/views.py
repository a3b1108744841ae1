"""Everybody's first page and what belongs to it, one module for each."""

from portfolio.home import views_desk, views_entrance, views_said, views_trail
from portfolio.home.entrance import blueprint

__all__ = ["blueprint", "views_desk", "views_entrance", "views_said", "views_trail"]
