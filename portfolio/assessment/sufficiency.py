"""Is it enough? What a criterion still lacks of what we suggest; the assessor may decide otherwise with a reason."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from portfolio.base.formatting import counted
from portfolio.criteria.kinds import words_of
from portfolio.criteria.model import Need
from portfolio.evidence.kinds import KINDS

MONTHS = 12
SIMULATED = frozenset({"simulated", "role_play"})
"""The settings of a handover that are not real work."""
CONFIRMING = frozenset(kind.id for kind in KINDS.values() if kind.corroborates)
"""The kinds of evidence by which somebody else confirms."""


class CountedPiece(NamedTuple):
    """One piece of evidence that counts towards a criterion (a tuple: a cohort has a hundred thousand)."""

    evidence_id: object
    kind_id: str
    """As which it counts (`Kind.counted_as`)."""
    happened_on: date | None
    simulated: bool = False
    confirmed: bool = False
    """Whether somebody who took it over, or who agreed, confirms it."""


def missing(need: Need, pieces: Collection[CountedPiece], on: date) -> tuple[str, ...]:
    """Return what `pieces` lack of `need` on the day `on`, as phrases in a fixed order; none: it is enough.

    The numbers are our suggestions unless the unit says otherwise (PRACTICE: the sources have none).
    """
    counting = {piece.evidence_id: piece for piece in pieces if _counts(need, piece, on)}.values()
    kinds = {piece.kind_id for piece in counting}
    days = {piece.happened_on for piece in counting}
    lacking = [
        counted(need.pieces - len(counting), "more piece", "more pieces") + " of evidence"
        if len(counting) < need.pieces
        else "",
        "evidence from " + counted(need.distinct_dates - len(days), "more day", "more days")
        if len(days) < need.distinct_dates and len(counting) >= need.pieces
        else "",
        *(_a_kind(kind) for kind in need.kinds if kind not in kinds),
        "somebody else who confirms it"
        if need.corroborated and not kinds & CONFIRMING and not any(p.confirmed for p in counting)
        else "",
    ]
    found = [phrase for phrase in lacking if phrase]
    return tuple(found + _refused(need, pieces, on)) if found else ()


def _a_kind(kind_id: str) -> str:
    """Name a kind with its article."""
    words = words_of(kind_id)
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def _counts(need: Need, shown: CountedPiece, on: date) -> bool:
    return (need.simulated_allowed or not shown.simulated) and not _too_old(need, shown, on)


def _too_old(need: Need, shown: CountedPiece, on: date) -> bool:
    if need.within_months is None or shown.happened_on is None:
        return False
    return shown.happened_on < months_before(on, need.within_months)


def _refused(need: Need, pieces: Collection[CountedPiece], on: date) -> list[str]:
    """Say why a piece that is there does not help."""
    reasons = []
    if any(_too_old(need, piece, on) for piece in pieces):
        reasons.append(f"something from the last {need.within_months} months")
    if not need.simulated_allowed and any(piece.simulated for piece in pieces):
        reasons.append("real work instead of a simulation")
    return reasons


@lru_cache(maxsize=64)  # every criterion asks it of the same day
def months_before(day: date, months: int) -> date:
    """Return the same day `months` earlier, or the last day of that month when it is shorter."""
    years, month = divmod(day.year * MONTHS + day.month - 1 - months, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
