"""Every refusal names its exact place and what to do, and all of them come at once."""

from pathlib import Path

import pytest

from portfolio.criteria.loader import load, read
from portfolio.criteria.model import Unit
from portfolio.criteria.text import MAX_BYTES

FILE = Path("small.yaml")


def told(text):
    """Return what is said about a text, as `line:column: message`."""
    data = text if isinstance(text, bytes) else text.encode()
    loaded = read(data, FILE)
    assert (loaded.unit is None) == bool(loaded.problems)
    return [f"{problem.line}:{problem.column}: {problem.message}" for problem in loaded.problems]


def test_a_good_file_becomes_a_unit(small):
    unit = read(small.encode(), FILE).unit

    assert unit.unit == "small"
    assert unit.source.official is False
    assert unit.criteria[0].needs.pieces == 2
    assert unit.criteria[0].needs.within_months is None
    assert unit.criteria[1].needs.within_months == 6
    assert unit.criteria[1].needs.kinds == ()
    assert unit.criteria[1].overlaps == ()


def test_a_mark_at_the_start_and_windows_line_ends_are_fine(small):
    assert read(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode(), FILE).problems == ()
    assert read(("---\n" + small + "...\n").encode(), FILE).problems == ()


QUOTE = 'Put this in quotes: "{}". Every value is text.'
SYNTAX = "YAML cannot be read from here on."
BREAKS = {
    "number": ('version: "1"', "version: 1.10", ["3:10: " + QUOTE.format("1.10")]),
    "no": ("title: A small unit\nlevel", "title: no\nlevel", ["4:8: " + QUOTE.format("no")]),
    "time": ('level: ""', "level: 12:30", ["5:8: " + QUOTE.format("12:30")]),
    "date": ('level: ""', "level: 2026-11-03", ["5:8: " + QUOTE.format("2026-11-03")]),
    "tilde": ('level: ""', "level: ~", ["5:8: " + QUOTE.format("~")]),
    "plain answer": ('official: "false"', "official: false", ["9:13: " + QUOTE.format("false")]),
    "plain code": ('harms: ["1.2"]', "harms: [1.2]", ["67:13: " + QUOTE.format("1.2")]),
    "plain number": ('pieces: "2"', "pieces: 2", ["36:15: " + QUOTE.format("2")]),
    "nothing": ('level: ""', "level:", ['5:1: Write a text here, or "" to leave it empty.']),
    "nothing in a list": (
        'criteria: ["1"]',
        "criteria: [,]",
        ["20:16: " + SYNTAX],
    ),
    "unknown key": (
        'level: ""',
        'levle: ""',
        ["5:1: There is no key `levle` here. Did you mean `level`?"],
    ),
    "unknown key deep": (
        "    instead: Do it well.\n",
        "    instead: Do it well.\n    colour: red\n",
        ["69:5: There is no key `colour` here. Use: id, text, harms, instead, check."],
    ),
    "duplicate key": (
        'level: ""',
        'level: ""\ntitle: Another',
        ["6:1: Take out one `title`: it already stands on line 4."],
    ),
    "duplicate key deep": (
        "    instead: Do it well.\n",
        "    instead: Do it well.\n    text: Another mistake.\n",
        ["69:5: Take out one `text`: it already stands on line 66."],
    ),
    "key that is no text": (
        'level: ""',
        'level: ""\n1: x',
        ["6:1: `1` cannot be a key. docs/criteria.md lists the keys."],
    ),
    "merge key": (
        'level: ""',
        "level: ''\n<<: {a: b}",
        ["6:1: `<<` cannot be a key. docs/criteria.md lists the keys."],
    ),
    "key that is a list": (
        'level: ""',
        'level: ""\n? [a]\n: b',
        ["6:3: Use one word as the key here."],
    ),
    "anchor": (
        "title: A small unit\nlevel",
        "title: &a A unit\nlevel",
        ["4:8: Take out the anchor `&a`."],
    ),
    "alias": (
        "synopsis: Something to learn.",
        "synopsis: *a",
        ["10:11: Write the text out here instead of the alias `*a`."],
    ),
    "tag": (
        'version: "1"',
        "version: !!int 1",
        ["3:10: Take out the tag `!!int`: every value is text."],
    ),
    "python tag": (
        'version: "1"',
        "version: !!python/object/apply:os.system [id]",
        [
            "3:10: Take out the tag `!!python/object/apply:os.system`: every value is text.",
            "3:10: Write one text here, not a list or a group of keys.",
        ],
    ),
    "missing key": ("synopsis: Something to learn.\n", "", ["2:1: Add `synopsis:` here."]),
    "missing key deep": (
        "    witness_prompt: What did you see?\npit",
        "pit",
        ["49:5: Add `witness_prompt:` here."],
    ),
    "blank text": (
        "synopsis: Something to learn.",
        'synopsis: " "',
        ["10:11: Write a text here; it is empty."],
    ),
    "empty text": (
        "synopsis: Something to learn.",
        'synopsis: ""',
        ["10:11: Write a text here; it is empty."],
    ),
    "long text": (
        "publisher: Ourselves",
        f"publisher: {'x' * 201}",
        ["8:14: Shorten this text to 200 characters."],
    ),
    "list for text": (
        "synopsis: Something to learn.",
        "synopsis: [a]",
        ["10:11: Write one text here, not a list or a group of keys."],
    ),
    "text for list": (
        'criteria: ["1"]',
        'criteria: "1"',
        ["20:15: Write a list here: each item on its own line after a dash."],
    ),
    "text for keys": (
        "source:\n  title: A small unit\n  publisher: Ourselves\n",
        "source: nowhere\nnote:\n  publisher: Ourselves\n",
        [
            "6:9: Write a group of keys here, each as `key: text`.",
            f"7:1: There is no key `note` here. Use: {', '.join(Unit.model_fields)}.",
        ],
    ),
    "empty list": (
        "accepts: [handover_instance]",
        "accepts: []",
        ["53:14: Add at least one item to this list."],
    ),
    "wrong answer": (
        'official: "false"',
        'official: "maybe"',
        ['9:13: Write "true" or "false" in quotes.'],
    ),
    "list for answer": (
        'official: "false"',
        "official: []",
        ['9:13: Write "true" or "false" in quotes.'],
    ),
    "wrong number": (
        'pieces: "2"',
        'pieces: "two"',
        ['36:15: Write a whole number from "1" to "99" in quotes.'],
    ),
    "nought": (
        'pieces: "2"',
        'pieces: "0"',
        ['36:15: Write a whole number from "1" to "99" in quotes.'],
    ),
    "odd digits": (
        'pieces: "2"',
        'pieces: "²"',
        ['36:15: Write a whole number from "1" to "99" in quotes.'],
    ),
    "no number": (
        'pieces: "2"',
        'pieces: ""',
        ['36:15: Write a whole number from "1" to "99" in quotes.'],
    ),
    "list for number": (
        'pieces: "2"',
        "pieces: []",
        ['36:15: Write a whole number from "1" to "99" in quotes.'],
    ),
    "wrong code": (
        'criteria: ["1"]',
        'criteria: ["1 a"]',
        ['20:16: Use letters and digits with dots between, such as "1" or "2.3".'],
    ),
    "wrong id": (
        "id: one-tip",
        "id: One tip",
        ["17:9: Use small letters, digits and single hyphens, such as customer-handover."],
    ),
    "wrong field": (
        "beside: [handover_instance.purpose]",
        "beside: [purpose]",
        ["15:14: Name a form field as kind.field, such as handover_instance.purpose."],
    ),
    "wrong check": (
        "check: no_check_back",
        "check: No check",
        ["69:12: Use small letters, digits and underscores, such as no_check_back."],
    ),
    "unknown check": (
        "check: no_check_back",
        "check: no_checkback",
        ["69:12: There is no check no_checkback. Did you mean no_check_back?"],
    ),
    "unknown stage": (
        "stage: follow-up",
        "stage: followup",
        ["52:12: There is no stage followup. Did you mean follow-up?"],
    ),
    "unknown stage of a tip": (
        "stages: [planning]",
        "stages: [zzz]",
        ["19:14: There is no stage zzz. Use one of: planning, follow-up."],
    ),
    "unknown criterion of a tip": (
        'criteria: ["1"]',
        'criteria: ["7"]',
        ["20:16: There is no criterion 7. Use one of: 1, 1.2."],
    ),
    "unknown criterion of a mistake": (
        'harms: ["1.2"]',
        'harms: ["1.3"]',
        ["67:13: There is no criterion 1.3. Did you mean 1.2?"],
    ),
    "unknown criterion of an overlap": (
        'criterion: "1.2"',
        'criterion: "9"',
        ["45:20: There is no criterion 9. Use one of: 1, 1.2."],
    ),
    "overlap with itself": (
        'criterion: "1.2"',
        'criterion: "1"',
        ["45:20: Name another criterion: this one cannot overlap itself."],
    ),
    "overlap twice": (
        "        reason: They are alike.\n",
        '        reason: They are alike.\n      - criterion: "1.2"\n        reason: Again.\n',
        ["47:20: Take out one of the two overlaps with 1.2."],
    ),
    "unknown kind": (
        "accepts: [handover_instance]",
        "accepts: [handover]",
        ["53:15: There is no kind handover. Did you mean handover_instance?"],
    ),
    "unknown kind needed": (
        "kinds: [witness_statement]",
        "kinds: [observation]",
        ["38:15: There is no kind observation. Did you mean observation_record?"],
    ),
    "needed kind not accepted": (
        "kinds: [witness_statement]",
        "kinds: [work_product]",
        ["38:15: Add work_product to `accepts`, or do not need it."],
    ),
    "unknown kind beside": (
        "beside: [handover_instance.purpose]",
        "beside: [handover_instanc.purpose]",
        ["15:14: There is no kind handover_instanc. Did you mean handover_instance?"],
    ),
    "kind twice": (
        "accepts: [handover_instance]",
        "accepts: [handover_instance, handover_instance]",
        ["53:34: Take out this second handover_instance."],
    ),
    "code twice": (
        '- code: "1.2"',
        '- code: "1"',
        [
            "45:20: There is no criterion 1.2. Use one of: 1.",
            "49:11: Choose another code: 1 is already used in criteria.",
            "67:13: There is no criterion 1.2. Use one of: 1.",
        ],
    ),
    "id twice": (
        "- id: follow-up",
        "- id: planning",
        [
            "26:9: Choose another id: planning is already used in stages.",
            "52:12: There is no stage follow-up. Use one of: planning.",
        ],
    ),
    "another name than the file's": (
        "unit: small",
        "unit: large",
        ["2:7: Call the file large.yaml, or the unit small."],
    ),
    "tab inside": (
        "A small unit\nlevel",
        "A\tsmall unit\nlevel",
        ["4:9: Replace this tab with spaces."],
    ),
    "tab before": ("  publisher:", "\tpublisher:", ["8:1: Replace this tab with spaces."]),
    "invisible character": (
        "Ourselves",
        "Our\u202eselves",
        ["8:17: Take out the invisible character U+202E."],
    ),
    "null byte": ("Ourselves", "Our\0selves", ["8:17: Take out the invisible character U+0000."]),
    "escaped null": (
        "Ourselves",
        '"Our\\0selves"',
        ["8:14: Take out the invisible character U+0000 in this text."],
    ),
    "escaped half character": (
        "Ourselves",
        '"Our\\uD800selves"',
        ["8:14: Take out the invisible character U+D800 in this text."],
    ),
    "impossible escape": (
        "Ourselves",
        '"\\UFFFFFFFF"',
        ["8:17: Write the character itself instead of this escape or number."],
    ),
    "two documents": (
        "pitfalls:",
        "---\npitfalls:",
        ["64:1: Keep one unit to a file: take out this `---` and what follows it."],
    ),
    "directive": (
        "unit: small",
        "%YAML 1.1\n---\nunit: small",
        ["2:1: Take out the line that begins with `%`."],
    ),
    "unclosed quote": (
        "synopsis: Something to learn.",
        'synopsis: "Something',
        ["20:17: " + SYNTAX],
    ),
    "colon in plain text": ("Something to learn.", "Something: to learn.", ["10:20: " + SYNTAX]),
}


@pytest.mark.parametrize("name", BREAKS)
def test_refused_with_its_place(small, name):
    old, new, expected = BREAKS[name]
    assert small.count(old) >= 1
    said = told(small.replace(old, new, 1))
    if expected and expected[0].endswith(SYNTAX):
        assert len(said) == 1
        assert said[0].startswith(expected[0])
    else:
        assert said == expected


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# a remark\n", b"\xef\xbb\xbf", b"---\n...\n"])
def test_an_empty_file_says_how_to_begin(data):
    assert told(data) == [
        "1:1: This file is empty. Begin with `unit:` and its name; docs/criteria.md shows how."
    ]


@pytest.mark.parametrize("text", ["hello", "[a, b]", "- a\n- b"])
def test_something_other_than_keys_is_refused(text):
    assert told(text) == ["1:1: Write a group of keys here, each as `key: text`."]


def test_wrong_bytes_are_named_line_by_line(small):
    data = small.encode().replace(b"Ourselves", b"\xe4hnlich").replace(b"Something", b"Some\xff")
    assert told(data) == [
        "8:14: Save this file as UTF-8: this character is not.",
        "10:15: Save this file as UTF-8: this character is not.",
    ]
    assert told(small.encode("utf-16"))[0] == "1:1: Save this file as UTF-8: this character is not."


def test_an_alias_bomb_is_refused_without_building_it():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{after}: &{after} [*{before}, *{before}]\n"
        for before, after in zip("abcdefg", "bcdefgh", strict=True)
    )
    said = told(bomb)
    assert said[0] == "1:1: Add `criteria:` here."
    assert "2:8: Write the text out here instead of the alias `*a`." in said


def test_depth_is_limited():
    assert told("a: " + "[" * 100_000) == [
        "1:11: Take a level out: this is nested more than 8 deep."
    ]
    assert (
        "nested"
        in told("unit: small\nlevel:\n" + "".join(f"{' ' * n}- \n" for n in range(1, 20)))[-1]
    )


def test_size_is_limited(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    (problem,) = load(file).problems
    assert str(problem) == f"{file}:1:1: Shorten this file: it is larger than 256 KB."


def test_number_of_values_is_limited():
    said = told("a: [" + "x, " * 10_000 + "]")
    assert said == ["1:29996: Shorten this file: it has more than 10000 values."]


def test_everything_is_said_at_once_in_order_of_place(small):
    text = (
        small.replace('version: "1"', "version: 1")
        .replace("levle", "level")
        .replace('level: ""', 'colour: ""')
        .replace("synopsis: Something to learn.\n", "")
        .replace("stage: follow-up", "stage: nowhere")
        .replace('harms: ["1.2"]', "harms: []")
        .replace("id: one-tip", "id: &x one-tip")
    )
    assert told(text) == [
        "2:1: Add `synopsis:` here.",
        "3:10: " + QUOTE.format("1"),
        f"5:1: There is no key `colour` here. Use: {', '.join(Unit.model_fields)}.",
        "16:9: Take out the anchor `&x`.",
        "51:12: There is no stage nowhere. Use one of: planning, follow-up.",
        "66:12: Add at least one item to this list.",
    ]


def test_a_strange_name_is_said_on_one_line(small):
    said = told(small.replace("level:", '"a\\nb":'))
    assert said[0].startswith("5:1: There is no key `a b` here.")
    said = told(small.replace("level:", f"{'x' * 900}:"))
    assert len(said[0]) < 410
    assert said[0].endswith("x…")


def test_what_cannot_be_opened_is_a_problem_too(tmp_path):
    absent = tmp_path / "absent.yaml"
    assert [str(problem) for problem in load(absent).problems] == [
        f"{absent}:1:1: This file cannot be opened (No such file or directory)."
    ]
    assert load(tmp_path).problems[0].message == "This file cannot be opened (Is a directory)."
    assert "cannot be opened" in load(Path("a\0b.yaml")).problems[0].message


def test_a_file_must_end_in_yaml(tmp_path, small):
    file = tmp_path / "small.yml"
    file.write_text(small)
    assert [problem.message for problem in load(file).problems] == [
        "Call the file small.yaml, or the unit small."
    ]
