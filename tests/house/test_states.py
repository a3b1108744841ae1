"""Every state is shown by one row of `base/states.py`: one word, one shape, one colour, and nowhere else."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from portfolio.assessment.claim_status import ClaimState, DeclarationState
from portfolio.base.mailing.mail import MailState
from portfolio.base.states import STATES
from portfolio.centre.store import AccountState
from portfolio.coverage.criterion_states import State
from portfolio.evidence.content.piece_state import PieceState
from portfolio.handover.corroboration.rules import Corroboration
from portfolio.handover.due.rules import DueState
from portfolio.handover.parties.model import AskedState
from portfolio.witness.assurance import StatementState
from portfolio.witness.flags.flag import Weight
from portfolio.witness.known.model import ListedState
from portfolio.witness.model import RequestState

ROOT = Path(__file__).parents[2]
CODE, SCREENS, PRINT = ROOT / "portfolio", ROOT / "templates", ROOT / "exports" / "pdf"
TABLE = CODE / "base" / "states.py"
ENUMS = {
    "criterion": (State,),
    "claim": (ClaimState,),
    "declaration": (DeclarationState,),
    "piece": (PieceState,),
    "statement": (StatementState,),
    "request": (RequestState, AskedState),
    "mail": (MailState,),
    "corroboration": (Corroboration,),
    "due": (DueState,),
    "flag": (Weight,),
    "account": (AccountState,),
    "listed": (ListedState,),
}
WITHOUT_ENUM = {
    "declaration": {"stale"},  # beside another: what was declared, and what became of it since
    "judgement": {
        f"{no}{name}" for no in ("", "not_") for name in ("authentic", "current", "reliable")
    },
    "asked": {"claimed", "nothing"},
    "account": {"gone"},  # of an assessor of an enrolment
    "domain": {"ended"},
    "job": {"queued", "running", "done", "failed"},
    "switch": {"on", "off"},
    "trail": {"whole"},
}
PRINTED = ("criterion", "claim", "corroboration")
ALSO_SAID = {
    "Achieved": "a heading of a column of numbers",
    "Done": "an answer",
    "Draft": "a heading",
    "Ended": "a heading of a column, and a filter of requests that are over in several ways",
    "Not sent": "a filter: requests in several states are under it",
    "Nothing yet": "what an empty list says",
    "Open": "a button opens something",
    "Removed": "the name of somebody who was removed",
    "Submitted": "a heading of a list",
    "Take care": "a heading of common mistakes",
    "Taken off": "a heading of a column",
    "Withdrawn": "a heading of a column",
}
"""Words that are also ordinary words: where they stand elsewhere they name no state."""


@pytest.mark.parametrize("subject", STATES)
def test_every_state_has_a_row_and_every_row_a_state(subject):
    names = [member.value for enum in ENUMS.get(subject, ()) for member in enum]
    assert set(STATES[subject]) == {*names, *WITHOUT_ENUM.get(subject, ())}


def test_every_enum_of_states_is_in_the_table():
    known = {enum.__name__ for enums in ENUMS.values() for enum in enums}
    found = set()
    for module in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ClassDef) and node.name.endswith("State"):
                bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
                found |= {node.name} if "StrEnum" in bases else set()
    assert found <= known, "give it rows in base/states.py, and name it here"


@pytest.mark.parametrize("subject", STATES)
def test_no_two_states_of_one_thing_share_a_word(subject):
    words = Counter(marker.word for marker in STATES[subject].values())
    assert [word for word, times in words.items() if times > 1] == []


def test_the_same_word_and_name_look_the_same_everywhere():
    """A learner who has learned one mark has learned it for every page."""
    looks = {}
    for states in STATES.values():
        for name, marker in states.items():
            looks.setdefault((name, marker.word), set()).add((marker.shape, marker.tone))
    varied = {key for key, found in looks.items() if len(found) > 1}
    assert varied == {("open", "Open")}  # a word without an answer, and a deadline that lies ahead


@pytest.mark.parametrize("subject", STATES)
def test_every_sentence_is_one(subject):
    for marker in STATES[subject].values():
        assert re.fullmatch(r"[A-Z][^.]*\.", marker.sentence), marker.sentence


def test_screens_draw_every_shape_and_colour():
    parts = "".join(path.read_text() for path in SCREENS.rglob("*.html"))
    styles = (ROOT / "frontend" / "src" / "_pieces.scss").read_text()
    for states in STATES.values():
        for marker in states.values():
            assert marker.shape == "dash" or f"name == '{marker.shape}'" in parts
            assert marker.tone == "nothing" or f".lp-state--{marker.tone} " in styles


def test_print_draws_every_shape_in_the_colour_of_its_word():
    style = (PRINT / "portfolio.css").read_text()
    for subject in PRINTED:
        for marker in STATES[subject].values():
            assert (
                f'.shape-{marker.shape} {{ background-image: url("shapes/{marker.shape}.svg") }}'
                in style
            )
            colour = re.search(rf"\.tone-{marker.tone}\b[^{{]*\{{ color: (#\w+) \}}", style)
            assert colour
            assert colour[1] in (PRINT / "shapes" / f"{marker.shape}.svg").read_text()


def test_templates_name_only_states_that_there_are_and_leave_none_out():
    used = set()
    for path in [*SCREENS.rglob("*.html"), *PRINT.glob("*.html")]:
        for subject, dotted, named in re.findall(
            r"(?<![\w.])STATES\.(\w+)(?:\.(\w+)|\[([^\]]*)\])?", path.read_text()
        ):
            used.add(subject)
            assert subject in STATES, f"{path.name}: STATES.{subject}"
            quoted = re.findall(r"(?:^|if .* else )['\"](\w+)['\"]", named)
            for name in [*([dotted] if dotted and dotted != "values" else []), *quoted]:
                there = name in STATES[subject] or name == "not_"
                assert there, f"{path.name}: STATES.{subject}.{name}"
    assert set(STATES) - used == set()


def test_no_other_place_spells_the_word_of_a_state():
    words = {marker.word for states in STATES.values() for marker in states.values()}
    words -= set(ALSO_SAID)
    assert [*_in_code(words), *_in_templates(words)] == [], "take the word from base/states.py"


def test_the_words_that_are_also_ordinary_words_are_words_of_states():
    words = {marker.word for states in STATES.values() for marker in states.values()}
    assert set(ALSO_SAID) <= words


def _in_code(words):
    for module in CODE.rglob("*.py"):
        if module == TABLE or "migrations" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and node.value in words:
                yield f"{module.relative_to(ROOT)}:{node.lineno} {node.value}"


def _in_templates(words):
    spelled = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    place = re.compile(rf"(?:(['\"])({spelled})\1|>\s*({spelled})\s*<)")
    for path in [*SCREENS.rglob("*.html"), *PRINT.glob("*.html")]:
        for found in place.finditer(path.read_text()):
            yield f"{path.relative_to(ROOT)} {found[2] or found[3]}"
