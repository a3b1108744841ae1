"""The two shipped units: complete, the source's wording exact, every tie leading somewhere."""

from pathlib import Path

import pytest

from portfolio.criteria.kinds import UNIT_KINDS
from portfolio.criteria.library import unit_files
from portfolio.criteria.loader import load
from portfolio.criteria.model import Unit
from portfolio.criteria.schema import EDITOR_LINE
from portfolio.evidence.kinds import KINDS

SEEDS = Path(__file__).parent / "seeds"
SHIPPED = Path(__file__).resolve().parents[2] / "criteria"
FILES = unit_files(SHIPPED)
OF_SEED = {
    "maintain-service-through-handover": "000_2789f076f914464e.txt",
    "carry-out-handovers": "001_0938a3dfc8b09e34.txt",
}
MARKING = "Examiner Marking Points"
TIPS = "Exam Tips & Revision Strategies"
MISTAKES = "Common Misconceptions & Mistakes to Avoid"
CONCEPTS = "Key Concepts & Core Principles"


def points(seed, heading):
    """Return the points under a heading of a seed, without their dashes."""
    lines = (SEEDS / seed).read_text(encoding="utf-8").splitlines()
    after = lines[lines.index(heading) + 1 :]
    until = next((n for n, line in enumerate(after) if not line.startswith("- ")), len(after))
    return [line.removeprefix("- ") for line in after[:until]]


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def unit(request):
    loaded = load(request.param)
    assert loaded.problems == ()
    return loaded.unit


def test_both_units_are_shipped():
    assert sorted(file.stem for file in FILES) == sorted(OF_SEED)


@pytest.mark.parametrize(
    ("name", "criteria", "tips", "mistakes", "concepts"),
    [("maintain-service-through-handover", 8, 8, 6, 5), ("carry-out-handovers", 4, 4, 4, 5)],
)
def test_nothing_of_the_source_is_left_out(name, criteria, tips, mistakes, concepts):
    unit = load(SHIPPED / f"{name}.yaml").unit
    assert len(unit.criteria) == criteria == len(points(OF_SEED[name], MARKING))
    assert len(unit.tips) == tips == len(points(OF_SEED[name], TIPS))
    assert len(unit.pitfalls) > mistakes == len(points(OF_SEED[name], MISTAKES))
    assert len(unit.concepts) == concepts == len(points(OF_SEED[name], CONCEPTS))


def test_the_criteria_keep_the_wording_exactly(unit):
    wanted = points(OF_SEED[unit.unit], MARKING)
    assert [criterion.text for criterion in unit.criteria] == wanted
    assert [criterion.code for criterion in unit.criteria] == [
        str(n + 1) for n in range(len(wanted))
    ]


def test_everything_else_is_in_our_own_words(unit):
    ours = [tip.text for tip in (*unit.tips, *unit.concepts, *unit.pitfalls)]
    ours += [pitfall.instead for pitfall in unit.pitfalls]
    ours += [criterion.learner_prompt for criterion in unit.criteria]
    ours += [criterion.witness_prompt for criterion in unit.criteria]
    ours += [unit.synopsis]
    seed = _runs((SEEDS / OF_SEED[unit.unit]).read_text(encoding="utf-8"))
    assert {run for text in ours for run in _runs(text) & seed} == set()


def _runs(text, length=6):
    """Return every run of `length` words in a text."""
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {" ".join(words[n : n + length]) for n in range(len(words) - length + 1)}


def test_the_source_is_marked_not_official(unit):
    assert unit.source.official is False
    assert "not an awarding body" in unit.source.publisher


def test_what_the_sources_do_not_say_stays_empty():
    maintain = load(SHIPPED / "maintain-service-through-handover.yaml").unit
    carry_out = load(SHIPPED / "carry-out-handovers.yaml").unit
    assert (maintain.level, maintain.source.official_ref) == ("", "")
    assert (carry_out.level, carry_out.source.official_ref) == ("2", "T/506/2157")
    assert carry_out.source.nos_ref == "Skills CFA CS 16"


def test_the_handover_cycle_is_its_stages(unit):
    assert [stage.id for stage in unit.stages] == ["planning", "execution", "follow-up"]
    assert [stage.id for stage, _criteria in unit.by_stage()] == [stage.id for stage in unit.stages]


def test_needs_are_marked_as_our_suggestion(unit):
    for criterion in unit.criteria:
        assert criterion.needs.suggestion
        assert criterion.needs.distinct_dates <= criterion.needs.pieces


def test_overlaps_are_mutual(unit):
    pairs = {
        (criterion.code, lap.criterion) for criterion in unit.criteria for lap in criterion.overlaps
    }
    assert pairs == {(b, a) for a, b in pairs}


def test_witness_prompts_ask_and_never_tell(unit):
    for criterion in unit.criteria:
        assert "?" in criterion.witness_prompt
        assert "see" in criterion.witness_prompt or "hear" in criterion.witness_prompt
        sentences = criterion.witness_prompt.replace("?", ".").count(". ") + 1
        assert criterion.witness_prompt.count("?") >= sentences - 1
        assert not _runs(criterion.witness_prompt, 4) & _runs(criterion.text, 4)


def test_every_criterion_can_be_shown_with_what_is_built(unit):
    for criterion in unit.criteria:
        assert set(criterion.accepts) & set(KINDS)
        assert "witness_statement" in criterion.accepts


def test_every_criterion_has_a_mistake_or_a_tip(unit):
    for criterion in unit.criteria:
        assert unit.tips_of(criterion.code) or unit.pitfalls_of(criterion.code)


def test_every_tip_and_concept_stands_beside_a_field_that_exists(unit):
    for tip in (*unit.tips, *unit.concepts):
        assert tip.beside
        for place in tip.beside:
            kind, field = place.split(".")
            assert field in {declared.name for declared in KINDS[kind].fields}, place


def test_every_built_kind_is_known_here():
    assert {kind.counted_as for kind in KINDS.values()} <= set(UNIT_KINDS)


def test_a_snapshot_gives_the_same_unit_back(unit):
    assert Unit.model_validate(unit.model_dump(mode="json")) == unit
    assert Unit.model_validate_json(unit.model_dump_json()) == unit


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_editors_find_the_schema(file):
    assert file.read_text(encoding="utf-8").splitlines()[0] == EDITOR_LINE
