"""Asking people without an account by a mailed link: rules, limits, links and the pages they open."""
