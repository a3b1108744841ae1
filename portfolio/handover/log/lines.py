"""One line of the handover log: pure rules over what a handover says and what was said of it since."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from portfolio.base.formatting import plural, spoken_number
from portfolio.evidence.content.piece_state import PieceState
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.handover.due.rules import (
    DONE,
    NEVER,
    DueState,
    NotedCheckBack,
    Since,
    due_at,
    standing_of,
)

NOT_KNOWN = "Not known yet"
CUT = 280
"""Characters of an outcome that the log shows; the piece has all of them."""


@dataclass(frozen=True)
class LogLine:
    """One handover as the log shows it."""

    id: UUID
    number: int
    title: str
    happened_on: date | None
    time: str
    """Hour and minute as written, or nothing."""
    handed_by: str
    handed_to: str
    method: str
    trigger: str
    setting: str
    outcome: str
    is_outcome_known: bool
    standings: Counter[DueState]
    check_backs: int
    last_check_back: date | None
    state: PieceState

    @property
    def reference(self) -> str:
        """Its reference in the portfolio."""
        return f"E{self.number}"

    @property
    def actions(self) -> int:
        """How many actions were handed over."""
        return self.standings.total()

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return 0 if self.state is PieceState.DRAFT else self.standings[DueState.OVERDUE]

    @property
    def open(self) -> int:
        """How many of them are not settled, the overdue ones too; a draft's are not handed over yet."""
        return (
            0 if self.state is PieceState.DRAFT else self.actions - self.standings[DueState.SETTLED]
        )


def line_of(
    row: Mapping[str, Any],
    since: Since,
    *,
    moment: datetime,
    zone: ZoneInfo,
    cut: int = CUT,
) -> LogLine:
    """Return the line of one handover: its row (see `store`), and what was said of it since."""
    if row["version"] is None:
        since = Since(_in_draft(row), since.replies)
    newest = max(since.checks, key=lambda check: (check.on, check.noted_at), default=None)
    outcome = (row["customer_outcome"] or "").lstrip() or (newest.outcome if newest else "")
    outcome = shortened(outcome, cut)
    happened_at = row["happened_at"] or ""
    return LogLine(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        happened_on=row["happened_on"],
        time=happened_at[11:16],
        handed_by=row["handed_by"] or "",
        handed_to=row["handed_to"] or "",
        method=words_of("method", row["method"]),
        trigger=words_of("trigger", row["trigger"]),
        setting=words_of("setting", row["setting"]),
        outcome=outcome or NOT_KNOWN,
        is_outcome_known=bool(outcome),
        standings=standings(row, since, moment, zone),
        check_backs=len(since.checks),
        last_check_back=newest.on if newest else None,
        state=state_of(row),
    )


def heading(handovers: int, others: int, *, is_filtered: bool) -> str:
    """Say how many handovers are listed; `others` is how many other pieces were found with them."""
    if not handovers:
        return "No handover found" if others else "Nothing found"
    there = plural(handovers, "1 handover", f"{spoken_number(handovers)} handovers")
    return f"{there} found" if is_filtered else there


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, a longer one cut between words, with "…"."""
    if len(text) <= most:
        return text.rstrip()
    return text[:most].rsplit(maxsplit=1)[0].rstrip(" ,;:–-") + " …"


def words_of(name: str, value: str | None) -> str:
    """Return how a chosen answer of a handover reads; nothing for none."""
    return HANDOVER_INSTANCE.field(name).words_of(value) if value else ""


def standings(
    row: Mapping[str, Any], since: Since, moment: datetime, zone: ZoneInfo
) -> Counter[DueState]:
    """Return how many of a handover's actions stand how."""
    return Counter(
        standing_of(
            UUID(action["id"]),
            due_at(action.get("deadline") or "", zone),
            since.checks,
            since.replies,
            moment=moment,
            zone=zone,
        )
        for action in row["actions"] or []
    )


def _in_draft(row: Mapping[str, Any]) -> list[NotedCheckBack]:
    """Return the check-backs that a draft has, which are no rows yet."""
    found = []
    for check_back in row["check_backs"] or []:
        day = _day(check_back.get("checked_on") or "")
        if day is not None:
            done = DONE.get(check_back.get("done") or "")
            at = row["draft_saved_at"] or NEVER
            found.append(NotedCheckBack(None, day, at, done, check_back.get("outcome") or ""))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def state_of(row: Mapping[str, Any]) -> PieceState:
    """Return how far a piece that is not withdrawn is."""
    if row["version"] is None:
        return PieceState.DRAFT
    return PieceState.REVISING if row["is_revised"] else PieceState.SUBMITTED
