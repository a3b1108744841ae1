"""The record leaves the house: one dossier, written as PDF, CSV, JSON or SQLite."""
