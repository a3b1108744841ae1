"""The mail that asks a witness: its subject and words, made of plain values and of plain names only."""

from portfolio.people.asking import plain_name

_WORDS = """Hello {name},

{learner} is working towards a qualification with {centre} and says that you saw some of their work.
Would you write down, in your own words, what you saw? It takes about ten minutes. You need no
account, and you can do it on a phone.

{{link}}

The link is yours alone, so please don’t pass it on. It works until {until}, until you have sent
your statement. If you are not {name}, or can’t help, the page lets you say so with one button.
"""


def letter(*, learner: str, witness: str, centre: str, until: str) -> tuple[str, str]:
    """Return subject and body, with `{link}` where the link goes; the learner's message is never in it.

    `centre` is empty where none is founded; `until` a day in words. Names are made plain here.
    """
    asker = plain_name(learner, "A learner")
    body = _WORDS.format(
        name=plain_name(witness, "there"),
        learner=asker,
        centre=centre or "their centre",
        until=until,
    )
    return f"{asker} asks what you saw", body
