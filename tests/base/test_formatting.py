"""Days, numbers, lists and plurals as British people write them."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from portfolio.base import formatting

MONTHS = "January February March April May June July August September October November December"


@pytest.mark.parametrize(("month", "name"), list(enumerate(MONTHS.split(), start=1)))
def test_days(month, name):
    day = date(2026, month, 3)
    assert formatting.long_date(day) == f"3 {name} 2026"
    assert formatting.short_date(day) == f"3 {name[:3]} 2026"
    assert formatting.SHORT_MONTHS[month - 1] == name[:3].lower()


def test_a_day_in_another_language():
    assert formatting.long_date(date(2026, 11, 3), Locale("cy")) == "3 Tachwedd 2026"


def test_numbers():
    shown = [formatting.spoken_number(number) for number in (0, 999, 5000, 1234567)]
    assert shown == ["0", "999", "5,000", "1,234,567"]


@given(st.integers(min_value=0, max_value=10**6))
def test_only_one_is_one(number):
    assert formatting.plural(number, "is", "are") == ("is" if number == 1 else "are")
    assert formatting.counted(number, "piece") == ("1 piece" if number == 1 else f"{number} pieces")


def test_plurals_with_their_number():
    words = ("One answer is missing", "{} answers are missing")
    assert formatting.plural(1, *words) == "One answer is missing"
    assert formatting.plural(3, *words) == "3 answers are missing"
    assert formatting.counted(2, "criterion", "criteria") == "2 criteria"
    assert formatting.counted(0, "claim") == "0 claims"


@pytest.mark.parametrize(
    ("phrases", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(phrases, joined):
    assert formatting.listed(phrases) == joined
