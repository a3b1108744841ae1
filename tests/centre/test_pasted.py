"""A pasted list: however a spreadsheet writes it, each bad line gets its sentence and the good ones stay."""

import pytest

from portfolio.centre.pasted import MOST_LINES, keys_in, read


@pytest.mark.parametrize(
    "line",
    [
        "Priya Shah, priya@example.org",
        "Priya Shah\tpriya@example.org",
        "Priya Shah;priya@example.org",
        "priya@example.org, Priya Shah",
        "Priya Shah <priya@example.org>",
        '"Priya Shah","priya@example.org"',
        "  Priya   Shah ,  priya@example.org  ",
        "Priya,Shah,priya@example.org",
    ],
)
def test_a_line_is_understood_however_it_is_written(line):
    found = read(line)
    assert [(person.name, person.email) for person in found.people] == [
        ("Priya Shah", "priya@example.org")
    ]
    assert not found.bad


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Priya Shah", "no e-mail address"),
        ("priya@example.org", "no name"),
        ("Priya Shah, priya@", "not an e-mail address"),
        ("Priya Shah, priya@example.org, ", ""),
        (f"{'x' * 201}, priya@example.org", "longer than 200"),
        ("Sam, SAM@Example.org", "Sam Reid uses this address"),
    ],
)
def test_a_bad_line_says_what_to_do(line, said):
    found = read(line, {"sam@example.org": "Sam Reid"})
    assert len(found.bad) == bool(said)
    assert all(said in bad_line.sentence for bad_line in found.bad)


def test_the_good_lines_stay_and_the_bad_ones_keep_their_numbers():
    found = read(
        "Ann, ann@example.org\n\nnonsense\nBen, ben@example.org\nAnn again, ANN+x@example.org"
    )
    assert [person.line for person in found.people] == [1, 4]
    assert [(bad_line.line, bad_line.text) for bad_line in found.bad] == [
        (3, "nonsense"),
        (5, "Ann again, ANN+x@example.org"),
    ]
    assert "same mailbox as in line 1" in found.bad[1].sentence


def test_two_people_whose_addresses_differ_by_a_dot_are_two():
    found = read(
        "Jo, j.smith@example.org\nJan, js.mith@example.org\nJo, js.mith@gmail.com\nX, jsmith@googlemail.com"
    )
    assert [person.line for person in found.people] == [1, 2, 3]
    assert "same mailbox as in line 3" in found.bad[0].sentence


def test_too_many_lines_are_refused_one_by_one():
    found = read("\n".join(f"Person {n}, p{n}@example.org" for n in range(MOST_LINES + 2)))
    assert (len(found.people), len(found.bad)) == (MOST_LINES, 2)


def test_the_mailboxes_to_ask_about_are_those_in_the_list():
    assert keys_in("Ann, ANN@example.org\nnobody\n") == {"ann@example.org"}
