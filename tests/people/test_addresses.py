"""Addresses: which are surely one mailbox, which only look alike, and which are two people's."""

import pytest

from portfolio.people.addresses import address_key, is_address, look_key, looks_like

OWN = "mia.learner@fellside.example"
ONE_MAILBOX = [
    (OWN, "MIA.Learner@Fellside.EXAMPLE"),
    (OWN, " mia.learner@fellside.example "),
    (OWN, "mia.learner+witness@fellside.example"),
    (OWN, "mia.learner+a+b@fellside.example"),
    (OWN, "ｍia.learner@fellside.example"),  # full width
    (OWN, "mia.learner＠fellside.example"),
    (OWN, "𝗆ia.learner@fellside.example"),  # a letter of mathematics
    (OWN, "m\u200bia.learner@fellside.example"),  # a zero-width space
    (OWN, "mia.lear\u00adner@fell\u2060side.example"),  # a soft hyphen, a word joiner
    (OWN, "mia.learner\ufe0f@fellside.example"),
    (OWN, "mia.learner@fellside.example."),  # the root of DNS
    (OWN, "mia.learner@fellside。example"),
    (OWN, '"mia.learner"@fellside.example'),
    ("j.smith@gmail.com", "js.mith+x@googlemail.com"),
    ("j.smith@GMAIL.com", "jsmith@gmail.com"),
    ("grace.okafor@proton.me", "grace-okafor@protonmail.com"),
    ("grace@pm.me", "gra_ce+w@proton.me"),
    ("grace@me.com", "grace@icloud.com"),
    ("grace@fastmail.com", "anything@grace.fastmail.com"),
    ("x@bücher.example", "x@XN--BCHER-KVA.example"),
    ("x@bücher.example", "x@BÜCHER.example"),
    ("x@bücher.example", "x@bu\u0308cher.example"),  # the mark on its own
]
LOOK_ALIKE = [
    (OWN, "mialearner@fellside.example"),
    (OWN, "m.i.a.learner@fellside.example"),
    (OWN, "mia_learner@fellside.example"),
    (OWN, "mia-learner@fellside.example"),
    (OWN, "miа.lеarner@fellside.example"),  # two Cyrillic letters
    (OWN, "МІА.LEARNER@fellside.example"),  # three, as capitals
    (OWN, "mia.learner@fеllside.example"),  # in the domain
    (OWN, "mia.learner@xn--fllside-7gg.example"),  # the same one, as DNS writes it
    (OWN, "mιa.learner@fellside.example"),  # Greek
    (OWN, "mıa.learner@fellside.example"),  # without its dot
    (OWN, "mía.learner@fellside.example"),
    (OWN, "mla.1earner@fe11side.example"),
    (OWN, "rnia.leamer@fellside.example"),
    ("owen@fellside.example", "0vven@fellside.example"),
]
TWO_PEOPLE = [
    ("j.smith@work.example", "js.mith@work.example"),
    ("mary-ann@yahoo.com", "mary-jane@yahoo.com"),
    ("ann.lee@outlook.com", "annlee@outlook.com"),
    ("ann@hotmail.com", "ann@outlook.com"),
    ("info@straße.example", "info@strasse.example"),
    ("иван@work.example", "ivan@work.example"),
]
NOT_ALIKE = [
    (OWN, "omar.other@fellside.example"),
    (OWN, "mia.learner@rowanbank.example"),
    (OWN, "mia.learned@fellside.example"),
    (OWN, "a.mia.learner@fellside.example"),
    ("иван@work.example", "ivan@work.example"),
    ("mary-ann@yahoo.com", "mary-jane@yahoo.com"),
]


@pytest.mark.parametrize(("one", "other"), ONE_MAILBOX)
def test_one_mailbox_has_one_key_however_it_is_written(one, other):
    assert address_key(one) == address_key(other)
    assert looks_like(one, other)


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKE)
def test_what_looks_alike_is_seen_and_yet_has_its_own_key(one, other):
    assert looks_like(one, other)
    assert looks_like(other, one)
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_two_people_never_share_a_key(one, other):
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(("one", "other"), NOT_ALIKE)
def test_different_addresses_do_not_look_alike(one, other):
    assert not looks_like(one, other)


@pytest.mark.parametrize(
    "text",
    ["", "@", "a", "no address", "+x@a.uk", ".@gmail.com", "a@b@c.uk", "x@ex_ample.uk", "x@[127.0.0.1]",
     "x@" + "long" * 80 + ".uk", "x@xn--\u00fc.uk", "\u200b@\u200b", '""@a.uk', "x@-.uk"],
)  # fmt: skip
def test_what_is_hardly_an_address_still_has_a_key(text):
    assert len(address_key(text)) <= 255
    assert address_key(address_key(text)) == address_key(text)
    assert look_key(text)


@pytest.mark.parametrize(("one", "other"), [*ONE_MAILBOX, *LOOK_ALIKE, *TWO_PEOPLE])
def test_a_key_is_its_own_key(one, other):
    assert [address_key(address_key(each)) for each in (one, other)] == [
        address_key(one),
        address_key(other),
    ]


def test_an_address_is_one_that_could_get_mail():
    assert is_address(" grace@work.example ")
    assert not is_address("grace@")
    assert not is_address("m\u200bia@work.example")
