"""Every state that a page, the PDF or a file shows: its word, shape, tone and sentence, in one table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Shape = Literal[
    "ring",
    "quarter",
    "half",
    "threequarter",
    "tick",
    "diamond",
    "cross",
    "clock",
    "triangle",
    "dash",
]
"""A drawing: `templates/` draws it on screens, `exports/pdf/shapes/` in print."""
Tone = Literal["nothing", "draft", "claimed", "uncounted", "more", "met", "bad"]
"""A colour, light and dark: `.lp-state--…` on screens, `.tone-…` in print."""


class Marker(NamedTuple):
    """How one state is shown: a shape, a word and a colour, never one of them alone."""

    word: str
    shape: Shape
    tone: Tone
    sentence: str
    """What the state means, to whoever reads it."""


_CRITERION = {
    "nothing": Marker("Nothing yet", "ring", "nothing", "No evidence is claimed for it yet."),
    "draft": Marker("Draft", "quarter", "draft", "Its evidence is still being written."),
    "claimed": Marker("Claimed", "half", "claimed", "Its evidence waits for the assessor."),
    "not_yet_counted": Marker(
        "Not yet counted",
        "diamond",
        "uncounted",
        "It rests on a statement whose witness is not yet confirmed.",
    ),
    "more_needed": Marker(
        "More needed", "threequarter", "more", "The evidence so far is not enough."
    ),
    "met": Marker("Met", "tick", "met", "The assessor has declared it achieved."),
}
_CLAIM = {
    "draft": Marker("Draft", "quarter", "draft", "Its evidence is still being written."),
    "claimed": Marker("Waiting", "half", "claimed", "The assessor has not decided on it yet."),
    "not_yet_counted": Marker(
        "Not yet counted",
        "diamond",
        "uncounted",
        "It rests on a statement whose witness is not yet confirmed.",
    ),
    "stale": Marker("Changed since", "triangle", "more", "Revised since the decision: look again."),
    "not_valid": Marker(
        "Not yet valid", "cross", "bad", "The assessor found that it does not show this yet."
    ),
    "valid": Marker("Valid", "tick", "met", "The assessor found that it shows this."),
}
_DECLARATION = {
    "not_declared": Marker(
        "Not declared", "ring", "nothing", "Nobody has said whether it is achieved."
    ),
    "not_achieved": Marker(
        "Not yet achieved", "threequarter", "more", "The assessor said what is still missing."
    ),
    "achieved": Marker("Achieved", "tick", "met", "The assessor has declared it achieved."),
    "stale": Marker(
        "Changed since",
        "triangle",
        "more",
        "Evidence it rests on was revised or taken back since: look again.",
    ),
}
_JUDGEMENT = {
    "authentic": Marker("Authentic", "tick", "met", "The learner’s own work."),
    "not_authentic": Marker("Not authentic", "cross", "bad", "Not shown to be the learner’s own."),
    "current": Marker("Current", "tick", "met", "Recent enough."),
    "not_current": Marker("Not current", "cross", "bad", "Not recent enough."),
    "reliable": Marker("Reliable", "tick", "met", "Another assessor would agree."),
    "not_reliable": Marker("Not reliable", "cross", "bad", "Another assessor might not agree."),
}
_PIECE = {
    "draft": Marker("Draft", "quarter", "draft", "Only whoever writes it can see it."),
    "submitted": Marker("Submitted", "half", "claimed", "The assessor can see it."),
    "revising": Marker(
        "Being revised", "quarter", "draft", "What was submitted stands until the revision is."
    ),
    "withdrawn": Marker(
        "Withdrawn", "dash", "nothing", "It stays in the record and is not counted."
    ),
}
_ASKED = {
    "claimed": Marker("Claimed", "half", "claimed", "This piece is claimed for it."),
    "nothing": Marker("Not claimed yet", "ring", "nothing", "This piece is not claimed for it."),
}
_STATEMENT = {
    "counts": Marker("Counts", "tick", "met", "This statement counts as evidence."),
    "not_yet_counted": Marker(
        "Not yet counted", "diamond", "uncounted", "This statement does not count as evidence yet."
    ),
    "disputed": Marker(
        "In question",
        "triangle",
        "more",
        "This statement does not count while the question is open.",
    ),
    "earlier": Marker(
        "Earlier version", "dash", "nothing", "Only the newest version counts; this one does not."
    ),
}
_SENT = Marker("Sent", "clock", "claimed", "It has gone out.")
_NOT_SENT_YET = Marker("Not sent yet", "clock", "nothing", "It has not gone out yet.")
_REQUEST = {
    "waiting": _NOT_SENT_YET,
    "sent": _SENT,
    "begun": Marker("Begun", "quarter", "draft", "They have begun to write."),
    "done": Marker("Received", "tick", "met", "The statement arrived."),
    "replied": Marker("Replied", "tick", "met", "They replied, and may reply again."),
    "declined": Marker("Declined", "cross", "bad", "They will not answer it."),
    "cancelled": Marker("Cancelled", "dash", "nothing", "It was taken back; its link is dead."),
    "replaced": Marker("Replaced", "dash", "nothing", "Another request was made instead."),
    "expired": Marker("Run out", "dash", "nothing", "Its link ran out without an answer."),
    "removed": Marker("Removed", "dash", "nothing", "What was kept of the witness was removed."),
}
_MAIL = {
    "waiting": _NOT_SENT_YET,
    "sending": Marker("Being sent", "half", "claimed", "The mail server is taking it."),
    "sent": _SENT,
    "doubtful": Marker("Perhaps sent", "triangle", "more", "It may arrive twice."),
    "refused": Marker("Not delivered", "cross", "bad", "The mail server refused the address."),
    "dropped": Marker("Not sent", "dash", "nothing", "It did not go out, and will not."),
}
_CORROBORATION = {
    "claimed": Marker(
        "Claimed by the learner only", "half", "claimed", "Nobody else has confirmed it yet."
    ),
    "open": Marker("Open", "threequarter", "more", "Somebody's word on it has no answer yet."),
    "contradicted": Marker("Contradicted", "cross", "bad", "Somebody says otherwise."),
    "corroborated": Marker("Corroborated", "tick", "met", "Somebody else confirms it."),
}
_DUE = {
    "overdue": Marker("Overdue", "triangle", "bad", "Its deadline has passed: go back and look."),
    "due today": Marker("Due today", "clock", "more", "Its deadline is today."),
    "open": Marker("Open", "half", "claimed", "Its deadline lies ahead."),
    "settled": Marker("Settled", "tick", "met", "Somebody said since what became of it."),
}
_FLAG = {
    "look": Marker("Worth a look", "half", "claimed", "Often harmless: look at it with the rest."),
    "take care": Marker(
        "Take care", "triangle", "more", "Ask the witness yourself before you rely on it."
    ),
}
_ACCOUNT = {
    "active": Marker("Active", "tick", "met", "They can sign in."),
    "not_invited": Marker("Not invited yet", "ring", "nothing", "They can’t sign in yet."),
    "invited": Marker("Invited", "clock", "claimed", "They have not chosen a password yet."),
    "run_out": Marker("Invitation run out", "dash", "nothing", "Invite them again."),
    "kept_out": Marker("Kept out", "dash", "nothing", "They can’t sign in."),
    "gone": Marker("Not active", "dash", "nothing", "They can’t sign in, or assess no more."),
}
_LISTED = {
    "expert": Marker("Expert witness", "tick", "met", "On the list, and knows the trade."),
    "listed": Marker("On the centre’s list", "tick", "met", "The centre knows the address."),
    "off": Marker("Taken off", "dash", "nothing", "No longer on the centre’s list."),
    "not_listed": Marker(
        "Not on the centre’s list", "ring", "nothing", "Only the learner named them."
    ),
}
_DOMAIN = {"ended": Marker("Ended", "dash", "nothing", "It vouches for no address any more.")}
_JOB = {
    "queued": Marker("Waiting", "clock", "nothing", "It has not begun yet."),
    "running": Marker("Working", "half", "claimed", "It is being made."),
    "done": Marker("Done", "tick", "met", "It is ready."),
    "failed": Marker("Failed", "cross", "bad", "It could not be made."),
}
_SWITCH = {
    "on": Marker("On", "tick", "met", "It is switched on."),
    "off": Marker("Off", "dash", "nothing", "It is switched off."),
}
_TRAIL = {"whole": Marker("Whole", "tick", "met", "Nothing that was recorded was changed since.")}

STATES: Mapping[str, Mapping[str, Marker]] = MappingProxyType(
    {
        "criterion": _CRITERION,
        "claim": _CLAIM,
        "declaration": _DECLARATION,
        "judgement": _JUDGEMENT,
        "piece": _PIECE,
        "asked": _ASKED,
        "statement": _STATEMENT,
        "request": _REQUEST,
        "mail": _MAIL,
        "corroboration": _CORROBORATION,
        "due": _DUE,
        "flag": _FLAG,
        "account": _ACCOUNT,
        "listed": _LISTED,
        "domain": _DOMAIN,
        "job": _JOB,
        "switch": _SWITCH,
        "trail": _TRAIL,
    }
)
"""What is in a state, then the state's name as code and files have it. Both template environments have it as `states`."""
