"""Marked runs of text are the text again, and each place is marked where its words stand."""

from hypothesis import given
from hypothesis import strategies as st

from portfolio.evidence.content.answers import shown
from portfolio.evidence.content.highlighting import Quote, segments
from portfolio.evidence.kinds import KINDS
from tests.evidence.examples import UNDERSTANDING, handover_content

TEXT = st.text(alphabet="ab “”’.\n…ß", max_size=40)


@given(TEXT, st.lists(TEXT, max_size=5))
def test_the_runs_are_the_text_and_edges_come_in_pairs(text, quotes):
    places = [Quote(str(number), quote) for number, quote in enumerate(quotes)]
    runs = segments(text, places)
    assert "".join(run.text for run in runs) == text
    for place in places:
        begins = [run for run in runs if place in run.begins]
        ends = [run for run in runs if place in run.ends]
        assert len(begins) == len(ends) <= 1
        assert bool(begins) == any(place in run.places for run in runs)


def test_overlapping_places_are_cut_at_every_edge():
    one, two = Quote("1", "the quick brown"), Quote("2", "brown fox")
    runs = segments("See the quick brown fox.", [one, two])
    assert [(run.text, [place.id for place in run.places]) for run in runs] == [
        ("See ", []),
        ("the quick ", ["1"]),
        ("brown", ["1", "2"]),
        (" fox", ["2"]),
        (".", []),
    ]


def test_only_the_first_answer_with_the_words_is_marked():
    content = handover_content(questions=UNDERSTANDING)
    sections = shown(KINDS["handover_instance"], content, [Quote("1", UNDERSTANDING)])
    marked = [a.name for s in sections for a in s.answers if any(run.marked for run in a.runs)]
    assert marked == ["questions"]


def test_words_in_a_row_are_marked_there():
    sections = shown(KINDS["handover_instance"], handover_content(), [Quote("1", "Ring the depot")])
    [actions] = [a for s in sections for a in s.answers if a.name == "actions"]
    assert actions.rows[0][0].runs[0].marked
    assert actions.words.startswith("1. Ring the depot\nWho does it: Priya")
