"""Accounts, roles, who may do what, and what people are told."""
