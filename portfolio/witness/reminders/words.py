"""The words of reminders, and of what the learner is told when they end; made of plain values and plain names."""

from portfolio.base.mailing.mail import LINK_PLACE
from portfolio.base.translating import gettext as _
from portfolio.outsiders.plain_names import plain_name
from portfolio.witness.reminders.rules import ReminderStep


def reminder(
    *, learner: str, witness: str, centre: str, until: str, begun: bool, last: bool | None
) -> tuple[str, str]:
    """Return subject and body of a reminder, with `{link}` where the link goes, in the language spoken now.

    `until` is a day in words; `begun`: they have written something; `last`: no other comes by itself;
    None: nothing is said of others.
    """
    asker = plain_name(learner, _("A learner"))
    name = plain_name(witness, _("there"))
    body = "\n\n".join(
        (
            _("Hello %(name)s,", name=name),
            _(
                "This is a reminder. %(learner)s is working towards a qualification with %(centre)s and "
                "asked you to say what you saw of their work. It takes about five minutes. A phone is "
                "enough, and you need no account.",
                learner=asker,
                centre=plain_name(centre, _("their centre")),
            ),
            LINK_PLACE,
            *(
                (_("What you wrote so far is kept: the link takes you back to it."),)
                if begun
                else ()
            ),
            _(
                "The link works until %(until)s. The link in the mail before this one works too.",
                until=until,
            ),
            _how_to_say_no(name, last=last),
        )
    )
    return _("Reminder: %(learner)s asks what you saw", learner=asker), body + "\n"


def _how_to_say_no(name: str, *, last: bool | None) -> str:
    said = _(
        "You can’t help, or you are not %(name)s? Open the link and press the button that says so. "
        "Then no more reminders come.",
        name=name,
    )
    if last is None:
        return said
    more = (
        _("This is the last reminder that we send by ourselves.")
        if last
        else _("If we hear nothing, one more comes in about a week.")
    )
    return f"{said} {more}"


_TOLD = {
    ReminderStep.SAY_SILENT: "{name} has not answered, and we have reminded them twice. Ask them yourself whether "
    "our mail arrived. You can send a new link, or ask somebody else who saw it.",
    ReminderStep.SAY_OVER: "{name} has not answered, and the link has run out. You can send a new link, or ask "
    "somebody else who saw it.",
    ReminderStep.SAY_REFUSED: "Our mail to {name} was refused. Check the address with them and ask again, or ask "
    "somebody else who saw it.",
}


def told(step: ReminderStep, witness: str) -> str:
    """Return what the learner is told, with what they can do."""
    return _TOLD[step].format(name=plain_name(witness, "Your witness"))
