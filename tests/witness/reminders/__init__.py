"""Tests of reminders to witnesses, and of their end."""
