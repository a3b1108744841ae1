"""Reads the trades and situations from which a cohort's evidence is made."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from portfolio.demonstration.contents import StoryRecord
from portfolio.demonstration.yaml_strings import strings_of


class Situation(StoryRecord):
    """One handover in a trade, in the words a learner might use."""

    title: str
    trigger: Literal["shift_change", "expertise_boundary", "break_or_absence"]
    purpose: str
    need: str
    task: str
    understood: str
    asked: str
    found: str
    harm: str


class Trade(StoryRecord):
    """A trade and what happens in it."""

    trade: str
    situations: tuple[Situation, ...]


class Trades(StoryRecord):
    """The words a cohort is made from."""

    names: dict[str, tuple[str, ...]]
    trades: tuple[Trade, ...]


@cache
def trades() -> Trades:
    """Return the words a cohort is made from. pydantic's ValidationError names a mistake."""
    text = (files("portfolio.demonstration") / "trades.yaml").read_text(encoding="utf-8")
    told = strings_of(text)
    return Trades.model_validate(told)
