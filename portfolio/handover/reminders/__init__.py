"""How a learner is reminded of what is due: a mail a day, a calendar, and the ways to stop either."""
