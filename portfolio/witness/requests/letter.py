"""The mail that asks a witness: its subject and words, made of plain values and of plain names only."""

from datetime import datetime

from portfolio.base.mailing.mail import LINK_PLACE
from portfolio.base.translating import gettext as _
from portfolio.base.translating import speaking, spoken_date, wanted_language
from portfolio.outsiders.plain_names import plain_name


def letter(*, learner: str, witness: str, centre: str, until: datetime) -> tuple[str, str]:
    """Return subject and body, with `{link}` where the link goes; the learner's message is never in it.

    `centre` is empty where none is founded. Names are made plain here. Nobody knows yet which
    language the witness reads: it is the one that the learner's browser asks for, if there is one.
    """
    with speaking(wanted_language()):
        asker = plain_name(learner, _("A learner"))
        name = plain_name(witness, _("there"))
        where = plain_name(centre, _("their centre"))
        body = "\n\n".join(
            (
                _("Hello %(name)s,", name=name),
                _(
                    "%(learner)s is working towards a qualification with %(centre)s, and says that you saw "
                    "some of their work. Please tell us what you saw, in your own words. It takes about five "
                    "minutes. A phone is enough, and you need no account.",
                    learner=asker,
                    centre=where,
                ),
                LINK_PLACE,
                _(
                    "The link is yours alone, so please don’t pass it on. It works until %(until)s, or until "
                    "you have sent your statement.",
                    until=spoken_date(until),
                ),
                _(
                    "Are you not %(name)s, or can’t you help? Open the link and press the button that says so.",
                    name=name,
                ),
            )
        )
        return _("%(learner)s asks what you saw", learner=asker), body + "\n"
