"""The mails that ask for a reply: subject and words, made of plain values and of plain names only."""

from datetime import datetime

from portfolio.base.clock import spoken_date
from portfolio.handover.parties.model import PartyRole
from portfolio.outsiders.plain_names import plain_name

_END = """
{{link}}

It takes about two minutes, on a phone too, and you need no account. The link is yours alone, so
please don’t pass it on. It works until {until}; you can use it again to say that something is done.
If you are not {name}, or were not there, the page lets you say so with one button.
"""
_MAILS = {
    PartyRole.RECEIVER: (
        "{learner} asks: did you take this over?",
        """Hello {name},

{learner} is working towards a qualification with {centre} and has written down that they handed
something over to you. Please look, and say what you took over and by when.
"""
        + _END,
    ),
    PartyRole.PARTY: (
        "{learner} asks: do you agree who does what?",
        """Hello {name},

{learner} is working towards a qualification with {centre} and has written down what you agreed
about who does what. Please look, and say whether you agree.
"""
        + _END,
    ),
}


def letter(
    part: PartyRole, *, learner: str, name: str, centre: str, until: datetime
) -> tuple[str, str]:
    """Return subject and body, with `{link}` where the link goes; the learner's message is never in it.

    `centre` is empty where none is founded. Names are made plain here.
    """
    asker = plain_name(learner, "A learner")
    subject, body = _MAILS[part]
    return subject.format(learner=asker), body.format(
        name=plain_name(name, "there"),
        learner=asker,
        centre=centre or "their centre",
        until=spoken_date(until),
    )
