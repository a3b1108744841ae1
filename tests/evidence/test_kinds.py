"""Every kind of evidence keeps to the rules that forms, pages and exports rely on."""

import re
import uuid
from pathlib import Path

import pytest
from flask_wtf import FlaskForm
from hypothesis import given
from hypothesis import strategies as st

from portfolio.criteria.kinds import KIND_NAMES, UNIT_KINDS
from portfolio.evidence import kinds
from portfolio.evidence.content.dates import as_day, as_moment, day_of, spoken
from portfolio.evidence.content.form_answers import content_from, content_of_json, joined, same
from portfolio.evidence.content.row_ids import with_kept_row_ids, with_row_ids
from portfolio.evidence.content.text_cleaning import tidy, tidy_line
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Shape
from portfolio.evidence.pages.forms import FORMS, anchor
from tests.evidence.examples import handover_content, reflective_content

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)


def test_every_file_of_a_kind_is_named():
    files = {path.stem for path in Path(kinds.__file__).parent.glob("*.py")} - {
        "__init__",
        "declared",
        "fields",
    }
    forgotten = sorted(files - set(KIND_NAMES))
    assert not forgotten, (
        f"Name {', '.join(forgotten)} in portfolio/criteria/kinds.py: its id and its words."
    )


@EVERY
def test_names_are_fit_for_forms_and_anchors(kind):
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))
    taken = {
        *dir(FlaskForm),
        "files",
        "seen_revision",
        "save",
        "check",
        "upload",
        "claims",
        "draft",
        "attachments",
    }
    for field in kind.fields:
        for name in (field.name, *(column.name for column in field.columns)):
            assert re.fullmatch(r"[a-z][a-z_]*", name)
            assert name not in taken
        assert field.label
        assert (
            field.shape is not Shape.CHOICE
            or len({c.value for c in field.choices}) == len(field.choices) > 1
        )
        assert field.shape is Shape.ROWS or not field.columns
        assert "id" not in [column.name for column in field.columns]


@EVERY
def test_units_know_it_and_its_date_and_title_are_fields(kind):
    assert kind.counted_as in UNIT_KINDS
    assert kind.field(kind.date_field).shape in (Shape.DATE, Shape.MOMENT)
    assert kind.field("title").shape is Shape.LINE


@EVERY
def test_what_it_counts_as_is_a_kind_that_counts_as_itself(kind):
    assert KINDS[kind.counted_as].counted_as == kind.counted_as


def test_a_paper_counts_as_a_witness_statement_and_its_words_are_never_typed():
    paper, statement = KINDS["paper_statement"], KINDS["witness_statement"]
    assert paper.counted_as == statement.id == statement.counted_as
    assert not [field for field in paper.fields if field.shape in (Shape.TEXT, Shape.ROWS)]
    assert not paper.quotable
    assert [
        paper.takes_type(media_type)
        for media_type in ("image/jpeg", "application/pdf", "text/plain")
    ] == [
        True,
        True,
        False,
    ]


@EVERY
def test_each_form_asks_every_question(app, kind):
    with app.test_request_context():
        form = FORMS[kind.id](formdata=None)
        ids = {form_field.id for form_field in form}
        for field in kind.fields:
            assert field.name in form
            assert anchor(field).removesuffix("-rows").removesuffix("-0") in ids


def test_a_title_is_never_empty():
    kind = KINDS["reflective_account"]
    assert kind.title({"title": "  "}) == "Reflective account without a title yet"
    assert kind.happened_on({"happened_on": "rubbish"}) is None


@pytest.mark.parametrize(
    ("kind", "content"),
    [("handover_instance", handover_content()), ("reflective_account", reflective_content())],
)
def test_content_survives_the_form_and_the_way_back(kind, content):
    kept = with_row_ids(kind, content)
    sent = {}
    for name, value in kept.items():
        if isinstance(value, list):
            for index, row in enumerate(value):
                sent |= {f"{name}-{index}-{column}": words for column, words in row.items()}
        else:
            sent[name] = value
    assert content_from(KINDS[kind], sent) == kept
    assert content_of_json(KINDS[kind], kept) == kept


@pytest.mark.parametrize(
    "odd",
    [
        {"title": 5},
        {"actions": "x"},
        {"actions": [1, None, {"task": 7}]},
        {"unknown": {}},
        {"title": None},
    ],
)
def test_content_that_came_back_odd_is_cleaned(odd):
    kind = KINDS["handover_instance"]
    content = content_of_json(kind, odd)
    assert set(content) == {field.name for field in kind.fields}
    assert all(isinstance(value, str | list) for value in content.values())


@given(st.data())
def test_joining_two_versions_takes_each_answer_from_one_of_them(data):
    kind = KINDS["reflective_account"]
    words = st.fixed_dictionaries(
        {field.name: st.sampled_from(["", "a", "b"]) for field in kind.fields}
    )
    mine, saved = data.draw(words), data.draw(words)
    choices = data.draw(
        st.dictionaries(
            st.sampled_from([field.name for field in kind.fields]),
            st.sampled_from(["mine", "saved", "both"]),
        )
    )
    content = joined(kind, mine, saved, choices)
    for field in kind.fields:
        options = {
            mine[field.name],
            saved[field.name],
            f"{saved[field.name]}\n\n{mine[field.name]}",
        }
        assert content[field.name] in options
        if mine[field.name] and not saved[field.name] and field.name not in choices:
            assert content[field.name] == mine[field.name]
    assert same(kind, joined(kind, mine, mine, choices), mine)


def test_rows_of_both_versions_are_kept_once():
    kind = KINDS["handover_instance"]
    saved = with_row_ids(kind.id, handover_content())
    more = {"id": saved["actions"][0]["id"], "task": "Other", "owner": "P", "deadline": ""}
    mine = saved | {"actions": [more, saved["actions"][1]]}
    content = with_row_ids(kind.id, joined(kind, mine, saved, {"actions": "both"}))
    assert [row["task"] for row in content["actions"]] == [
        "Ring the depot",
        "Ring the customer",
        "Other",
    ]
    assert len({row["id"] for row in content["actions"]}) == 3


def test_rows_keep_their_ids_and_foreign_ones_are_replaced():
    kept = with_row_ids("handover_instance", handover_content())
    first, second = (row["id"] for row in kept["actions"])
    foreign = str(uuid.uuid4())
    sent = kept | {"actions": [{"id": second, "task": "b"}, {"id": foreign, "task": "c"}, {"id": second, "task": "d"}, {"id": "x", "task": "e"}]}  # fmt: skip
    ids = [row["id"] for row in with_kept_row_ids("handover_instance", sent, kept, [])["actions"]]
    assert ids[0] == second
    assert foreign not in ids
    assert len(set(ids)) == 4
    assert all(str(uuid.UUID(row_id)) == row_id for row_id in ids)
    assert first not in ids


def test_a_submitted_row_never_lends_its_id_to_another():
    kept = with_row_ids("handover_instance", handover_content())
    sent = kept | {"actions": [{"id": "", "task": "Something else"}]}
    [row] = with_kept_row_ids("handover_instance", sent, kept, [kept])["actions"]
    assert row["id"] not in {action["id"] for action in kept["actions"]}
    [row] = with_kept_row_ids("handover_instance", sent, kept, [])["actions"]
    assert row["id"] == kept["actions"][0]["id"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3/11/2026", "2026-11-03"),
        ("03.11.2026", "2026-11-03"),
        ("3 November 2026", "2026-11-03"),
        ("3 nov 2026", "2026-11-03"),
        ("2026-11-03", "2026-11-03"),
        ("31/02/2026", "2026-02-31"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_days_as_people_type_them(typed, kept):
    assert as_day(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-11-03T14:45", "2026-11-03T14:45"),
        ("2026-11-03T14:45:00", "2026-11-03T14:45"),
        ("3/11/2026 14.45", "2026-11-03T14:45"),
        ("3 November 2026 at 9:05", "2026-11-03T09:05"),
        ("3/11/2026", "3/11/2026"),
        ("14:45", "14:45"),
    ],
)
def test_moments_as_people_type_them(typed, kept):
    assert as_moment(typed) == kept


def test_days_as_people_read_them():
    assert spoken("2026-11-03T14:45") == "3 November 2026 at 14:45"
    assert spoken("2026-11-03") == "3 November 2026"
    assert spoken("rubbish") == "rubbish"


@given(st.text(max_size=30))
def test_any_text_can_be_asked_for_its_day(text):
    day_of(text)
    day_of(as_day(text))
    day_of(as_moment(text))


@given(st.text(max_size=60))
def test_tidy_words_can_be_kept_and_stay_as_they_are(text):
    once = tidy(text)
    assert tidy(once) == once
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\r]", once)
    once.encode()
    assert "\n" not in tidy_line(text)
