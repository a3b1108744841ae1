"""The record leaves the house: PDF, CSV, JSON, SQLite."""
