"""Tests of Learner Portfolio."""
