"""The pages of this feature, one module for each of the three who use them: learner, staff, witness."""

from portfolio.witness import views_asking, views_staff, views_witness
from portfolio.witness.entrance import blueprint

__all__ = ["blueprint", "views_asking", "views_staff", "views_witness"]
