"""How days, numbers, lists and plurals are written, by the rules of CLDR (Babel): the one place for all of them."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal

BRITISH = Locale("en", "GB")
THREE_LETTERS = Locale("en")
"""British English has “Sept” since CLDR 38; narrow columns, and people who type a day, have “Sep”."""
SHORT_MONTHS = tuple(
    name.lower() for name in get_month_names("abbreviated", locale=THREE_LETTERS).values()
)


@lru_cache(maxsize=4096)  # a list shows the same days again and again, and each costs 30 µs
def long_date(day: date, locale: Locale = BRITISH) -> str:
    """Return a day as people write it: 3 November 2026."""
    return format_date(day, "long", locale=locale)


def short_date(day: date) -> str:
    """Return a day for a narrow column: 3 Nov 2026."""
    return format_date(day, "d MMM y", locale=THREE_LETTERS)


def spoken_number(number: int) -> str:
    """Return a number as people read it: 5,000."""
    return format_decimal(number, locale=BRITISH)


def plural(number: int, one: str, many: str) -> str:
    """Return the words for so many; `{}` in them stands for the number."""
    words = one if BRITISH.plural_form(number) == "one" else many
    return words.replace("{}", str(number))


def counted(number: int, one: str, many: str = "") -> str:
    """Return 1 piece or 3 pieces; `many` is needed where an s isn't enough."""
    return f"{number} {plural(number, one, many or one + 's')}"


def listed(phrases: Iterable[str]) -> str:
    """Join phrases as people do: a, b and c."""
    return format_list(list(phrases), locale=BRITISH)
