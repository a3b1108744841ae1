"""Names as they stand in a mail: nobody makes our mail say what they want."""

import pytest

from portfolio.outsiders.plain_names import LONGEST_NAME_IN_MAIL, has_address, plain_name


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Grace Okafor", "Grace Okafor"),
        ("Dr J.R. O’Neill-Smith", "Dr J.R. O’Neill-Smith"),
        ("Zoë Çelik 王秀英", "Zoë Çelik 王秀英"),
        ("St.John", "St. John"),
        ("Click http://evil.example now@x.y", "Click"),
        ("Click HTTPS://evil.example/a?b=c today", "Click today"),
        ("Win www.evil.example", "Win"),
        ("Win evil.example", "Win evil. example"),
        ("Win t.co/abc", "Win t. co abc"),
        ("Win evil。example", "Win evil. example"),
        ("Win evil．example", "Win evil. example"),
        ("a＠b.uk Grace", "Grace"),
        ("(mailto:a@b.uk) Grace", "Grace"),
        ("Grace\r\nBcc: me@x.uk", "Grace Bcc"),
        ("Grace\u2028Subject: x", "Grace Subject x"),
        ("{link} Grace {0}", "link Grace 0"),
        ("<b>Grace</b>", "b Grace b"),
        ("Grace \u202eelgoog\u202c\u200b", "Grace elgoog"),
        ("http://evil.example", "somebody"),
        (" . ", "somebody"),
        ("x" * 500, "x" * LONGEST_NAME_IN_MAIL),
    ],
)
def test_a_name_in_a_mail_is_only_a_name(typed, said):
    assert plain_name(typed) == said


def test_what_is_said_instead_is_the_asker_s():
    assert plain_name("a@b.uk", "a learner") == "a learner"


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example",
        "write to me at grace@x.uk",
        "(www.evil.example)",
        "a＠b.uk",
        "line one\nmailto:a@b.uk",
    ],
)
def test_links_and_addresses_are_noticed(text):
    assert has_address(text)


@pytest.mark.parametrize(
    "text", ["On 3.11. at 16:30, till 4/5", "He said: so tell me.Then she did.", ""]
)
def test_plain_words_are_no_address(text):
    assert not has_address(text)
