"""Statements of witnesses: sent in, closed, confirmed or disputed, read."""
