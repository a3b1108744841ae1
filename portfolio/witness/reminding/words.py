"""The words of reminders, and of what the learner is told when they end; made of plain values and plain names."""

from portfolio.people.asking import plain_name
from portfolio.witness.reminding.rules import Step

_WORDS = """Hello {name},

This is a reminder. {learner} is working towards a qualification with {centre} and asked you to say
what you saw of their work. It takes about five minutes. You need no account, and you can do it on a
phone.

{{link}}

{kept}The link works until {until}. The link in the mail before this one works too.

You can’t help, or you are not {name}? Open the link and press the button that says so. Then no more
reminders come.{last}
"""
_KEPT = "What you wrote so far is kept: the link takes you back to it.\n\n"
_LAST = " This is the last reminder that we send by ourselves."
_ONE_MORE = " If we hear nothing, one more comes in about a week."


def reminder(
    *, learner: str, witness: str, centre: str, until: str, begun: bool, last: bool | None
) -> tuple[str, str]:
    """Return subject and body of a reminder, with `{link}` where the link goes.

    `until` is a day in words; `begun`: they have written something; `last`: no other comes by itself;
    None: nothing is said of others.
    """
    asker = plain_name(learner, "A learner")
    body = _WORDS.format(
        name=plain_name(witness, "there"),
        learner=asker,
        centre=plain_name(centre, "their centre"),
        until=until,
        kept=_KEPT if begun else "",
        last={True: _LAST, False: _ONE_MORE, None: ""}[last],
    )
    return f"Reminder: {asker} asks what you saw", body


_TOLD = {
    Step.SAY_SILENT: "{name} has not answered, and we have reminded them twice. Ask them yourself whether "
    "our mail arrived. You can send a new link, or ask somebody else who saw it.",
    Step.SAY_OVER: "{name} has not answered, and the link has run out. You can send a new link, or ask "
    "somebody else who saw it.",
    Step.SAY_REFUSED: "Our mail to {name} was refused. Check the address with them and ask again, or ask "
    "somebody else who saw it.",
}


def told(step: Step, witness: str) -> str:
    """Return what the learner is told, with what they can do."""
    return _TOLD[step].format(name=plain_name(witness, "Your witness"))
