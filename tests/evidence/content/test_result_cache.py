"""What rules found is kept for the same content, and for nothing else."""

from datetime import date, timedelta

from portfolio.evidence.content.completeness import lacks
from portfolio.evidence.content.result_cache import KeptResults, digest_of
from portfolio.evidence.kinds import KINDS

TODAY = date(2026, 11, 3)


def test_a_result_is_computed_once_and_the_oldest_goes_first():
    kept: KeptResults[int] = KeptResults(2)
    asked = []

    def computed(key):
        return kept.get(key, lambda: asked.append(key) or len(asked))

    assert [computed(key) for key in "abab"] == [1, 2, 1, 2]
    computed("a")
    computed("c")
    assert len(kept) == 2
    assert computed("a") == 1, "asked for since b was"
    assert computed("b") == 4


def test_the_same_answers_have_one_digest_and_others_another():
    assert digest_of({"a": 1, "b": [{"c": ""}]}) == digest_of({"b": [{"c": ""}], "a": 1})
    different = [{}, {"a": ""}, {"a": None}, {"a": "1"}, {"a": 1}, {"a": ["1"]}, {"b": "1"}]
    assert len({digest_of(content) for content in different}) == len(different)


def test_a_changed_answer_and_a_new_day_are_seen_at_once():
    kind = KINDS["handover_instance"]
    content = {"happened_at": "2026-11-04T10:00"}

    def said():
        return [
            lack.sentence for lack in lacks(kind, content, TODAY) if lack.field == "happened_at"
        ]

    (in_future,) = said()
    assert "in the future" in in_future
    content["happened_at"] = "2026-11-02T10:00"
    assert said() == []
    content["happened_at"] = "2026-11-04T10:00"
    assert said() == [in_future]
    tomorrow = lacks(kind, content, TODAY + timedelta(days=1))
    assert "happened_at" not in {lack.field for lack in tomorrow}


def test_who_changes_what_was_found_changes_it_for_nobody_else():
    kind = KINDS["handover_instance"]
    lacks(kind, {}, TODAY).clear()
    assert lacks(kind, {}, TODAY)
