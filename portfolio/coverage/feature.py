"""Coverage: the grid and the cohort; it tells those who ask a witness what is still missing."""

from portfolio.base.registration import Feature
from portfolio.coverage import gaps, views
from portfolio.witness.asking.gaps import tells_gaps

FEATURE = Feature(
    "coverage",
    blueprint=views.blueprint,
    modules=(views,),
    registrations=(tells_gaps(gaps.gaps),),
)
