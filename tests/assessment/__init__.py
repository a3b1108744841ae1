"""Tests of the assessor's decisions."""
