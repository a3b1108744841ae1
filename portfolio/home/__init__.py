"""Everybody's first page, and their notices."""
