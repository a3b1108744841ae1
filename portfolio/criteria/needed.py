"""Says in plain words how much evidence a criterion needs."""

from portfolio.base.formatting import counted
from portfolio.criteria.kinds import words_of
from portfolio.criteria.model import Need


def needed(need: Need) -> tuple[str, ...]:
    """Return short phrases: how many pieces, which kinds, whose word, how recent."""
    return (
        _pieces(need),
        *(f"at least one {words_of(kind)}" for kind in need.kinds),
        *(["somebody else confirms at least one piece"] if need.corroborated else []),
        "simulation or role-play may count" if need.simulated_allowed else "real work only",
        *([f"not older than {counted(need.within_months, 'month')}"] if need.within_months else []),
    )


def _pieces(need: Need) -> str:
    pieces = f"{counted(need.pieces, 'piece')} of evidence"
    if need.distinct_dates == 1:
        return pieces
    return f"{pieces}, from {need.distinct_dates} different days"
