"""What history is told about accounts and about the centre itself: what was done, in the centre's chain."""

from portfolio.history.subjects import Subject
from portfolio.people.model import Account, Centre

ACCOUNT = Subject("account", Account)
CENTRE = Subject("centre", Centre)
SUBJECTS = (ACCOUNT, CENTRE)
