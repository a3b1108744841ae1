"""Assessment: the assessor's pages, the learner's feedback, and what history reads back of decisions."""

from portfolio.assessment import history_entries, model, views
from portfolio.base.registration import Feature
from portfolio.history.verification import kept

FEATURE = Feature(
    "assessment",
    blueprint=views.blueprint,
    modules=(model, views),
    registrations=(*kept(history_entries.SUBJECTS),),
)
