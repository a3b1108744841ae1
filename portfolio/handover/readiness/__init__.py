"""Advice on a piece before it is judged: named checks, each one function, chosen and worded by the unit's file."""
